"""Exact search: every row's similarity, the best row a sound, and the figures that answers are ranked by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.search.rows import Snapshot


def best_of_each_sound(snapshot: Snapshot, vector: F32) -> F32:
    """(sounds,) the greatest similarity among each sound's rows."""
    if not snapshot.sounds.size:
        return np.empty(0, np.float32)
    scores = np.concatenate([block @ vector for block in snapshot.blocks])
    return np.asarray(np.maximum.reduceat(scores[snapshot.order], snapshot.firsts), np.float32)


def top(scores: NDArray[np.floating[Any]], count: int) -> Ids:
    """Places of the `count` greatest scores, greatest first."""
    if count < scores.size:
        places = np.argpartition(scores, scores.size - count)[scores.size - count :]
    else:
        places = np.arange(scores.size)
    return places[np.argsort(-scores[places], kind="stable")].astype(np.int64)


def similarity(vectors: F32, query: F32) -> F32:
    """(n,) dot products summed in double precision row by row.

    A matrix product's last bits depend on how many rows stand beside a row; an answer's score must not.
    """
    products = vectors.astype(np.float64) * query.astype(np.float64)
    return np.asarray(products.sum(axis=1), np.float32)
