"""Exact search: every row's similarity, the best row a sound, and the figures that answers are ranked by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.search.rows import Snapshot

GATHERED_UP_TO = 0.2
"""Share of the sounds up to which fetching their rows is quicker than multiplying all rows in order."""


def best_of_each_sound(snapshot: Snapshot, vector: F32, places: Ids) -> F32:
    """(places,) the greatest similarity among the rows of each sound, in single precision: enough to choose by."""
    if not places.size:
        return np.empty(0, np.float32)
    if places.size <= GATHERED_UP_TO * snapshot.sounds.size:
        numbers, bounds = snapshot.rows_at(places)
        return np.asarray(np.maximum.reduceat(snapshot.vectors(numbers) @ vector, bounds[:-1]), np.float32)
    scores = np.concatenate([block @ vector for block in snapshot.blocks])
    best = np.maximum.reduceat(scores[snapshot.order], snapshot.bounds[:-1])
    return np.asarray(best[places], np.float32)


def top(scores: NDArray[np.floating[Any]], count: int, most_ties: int = 0) -> Ids:
    """Places of the `count` greatest scores, in no order; up to `most_ties` more that equal the least of them."""
    if count >= scores.size:
        return np.arange(scores.size, dtype=np.int64)
    least = np.partition(scores, scores.size - count)[scores.size - count]
    above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
    return np.concatenate([above, level[: count - above.size + most_ties]]).astype(np.int64)


def similarity(vectors: NDArray[np.float64], query: F32) -> NDArray[np.float64]:
    """(n,) dot products summed in double precision row by row.

    A matrix product's last bits depend on how many rows stand beside a row; an answer's score must not.
    """
    return np.asarray((vectors * query.astype(np.float64)).sum(axis=1), np.float64)
