"""Fits the parts of the joint space that need no gradient: class statistics, and axes that keep what matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.model.towers import ClassHead, less_busy, log_sigmoid

CLASS_DIM = 191
BUSY_SHARE = 0.3
"""How much of the mean of its best class scores a sound gives up (hubness; Radovanović et al., JMLR 2010)."""
SOUND_DIM = 96
LIMIT_QUANTILE = 0.97
"""Class blocks longer than this share of them are cut to length 1."""
SOUND_WHITENING = 0.5
"""0 keeps the spread of the base vectors, 1 makes all axes equally wide."""


def class_block(base: F32, encoder: Mapping[str, NDArray[Any]]) -> dict[str, F32]:
    """`tower.class.*` from the base vectors (n, 384) of the sounds to learn from."""
    scores = log_sigmoid(ClassHead(encoder)(base))
    mean, deviation = scores.mean(axis=0), scores.std(axis=0) + np.float32(1e-6)
    standard = less_busy((scores - mean) / deviation, BUSY_SHARE)
    projection = axes_of(standard.astype(np.float32), CLASS_DIM)
    lengths = np.linalg.norm(standard @ projection, axis=1)
    return {
        "tower.class.mean": mean.astype(np.float32),
        "tower.class.scale": (1 / deviation).astype(np.float32),
        "tower.class.projection": projection,
        "tower.class.busy": np.asarray([BUSY_SHARE], np.float32),
        "tower.class.limit": np.asarray([np.quantile(lengths, LIMIT_QUANTILE)], np.float32),
    }


def sound_block(base: F32, whitening: float = SOUND_WHITENING) -> dict[str, F32]:
    """`tower.sound.*`: the main axes of the centred base vectors, the wide ones held back a little."""
    mean = base.mean(axis=0)
    axes = axes_of(base - mean, SOUND_DIM)
    spread = ((base - mean) @ axes).std(axis=0)
    return {
        "tower.sound.mean": mean.astype(np.float32),
        "tower.sound.projection": (axes * spread**-whitening).astype(np.float32),
    }


def axes_of(rows: F32, dim: int) -> F32:
    """(n, d) → (d, dim) orthonormal axes that keep most of the rows' squared length."""
    _, axes = np.linalg.eigh(rows.T.astype(np.float64) @ rows)
    return np.ascontiguousarray(axes[:, ::-1][:, :dim], np.float32)
