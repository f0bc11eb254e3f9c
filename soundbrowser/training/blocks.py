"""Fits the parts of the joint space that need no gradient: class statistics, and axes that keep what matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from soundbrowser.domain.vectors import F32
from soundbrowser.model.encoder import BLOCKS, EMBEDDING_DIM, MIDLEVEL_BLOCKS, MIDLEVEL_DIM
from soundbrowser.model.towers import ClassHead, less_busy, log_sigmoid

MIDLEVEL_WIDTHS = np.asarray([BLOCKS[number - 1].expanded for number in MIDLEVEL_BLOCKS])
CLASS_DIM = 191
BUSY_SHARE = 0.3
"""How much of the mean of its best class scores a sound gives up (hubness; Radovanović et al., JMLR 2010)."""
SOUND_DIM = 64
SOUND_MIDLEVEL_DIM = 96
SOUND_MIDLEVEL_LENGTH = 1.8
"""What the mid-level means count in the sound block, where the embedding counts 1."""
LIMIT_QUANTILE = 0.97
"""Class blocks longer than this share of them are cut to length 1."""
WHITENING = 0.5
"""0 keeps the spread of the base vectors, 1 makes all axes equally wide."""


def class_block(base: F32, encoder: Mapping[str, NDArray[Any]]) -> dict[str, F32]:
    """`tower.class.*` from the base vectors (n, 512) of the sounds to learn from."""
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


def midlevel_axes(means: F32) -> dict[str, F32]:
    """`midlevel.*` from the mid-level means (n, 1504) of the sounds to learn from: their main axes.

    Every channel counts the same within its block, and every block the same; the wide axes are held back a little, and
    the rows have length 1 in the mean.
    """
    widths = np.repeat(MIDLEVEL_WIDTHS, MIDLEVEL_WIDTHS)
    scale = 1 / ((means.std(axis=0) + np.float32(1e-4)) * np.sqrt(widths))
    centred = (means - means.mean(axis=0)) * scale
    axes = _even_axes(centred.astype(np.float32), MIDLEVEL_DIM) * scale[:, None]
    return {
        "midlevel.weight": np.ascontiguousarray(axes.T, np.float32),
        "midlevel.bias": (-means.mean(axis=0) @ axes).astype(np.float32),
    }


def sound_block(base: F32) -> dict[str, F32]:
    """`tower.sound.*`: the main axes of the centred base vectors, those of the embedding beside the mid-level ones."""
    mean = base.mean(axis=0)
    centred = base - mean
    embedding = _even_axes(centred[:, :EMBEDDING_DIM], SOUND_DIM)
    midlevel = _even_axes(centred[:, EMBEDDING_DIM:], SOUND_MIDLEVEL_DIM) * SOUND_MIDLEVEL_LENGTH
    return {
        "tower.sound.mean": mean.astype(np.float32),
        "tower.sound.projection": block_diag(embedding, midlevel).astype(np.float32),
    }


def _even_axes(rows: F32, dim: int) -> F32:
    """(n, d) centred → (d, dim) main axes, the wide ones held back; projected rows have length 1 in the mean."""
    axes = axes_of(rows, dim)
    spread = (rows @ axes).std(axis=0)
    axes = axes * spread**-WHITENING
    return np.asarray(axes / np.sqrt(((rows @ axes) ** 2).sum(axis=1).mean()), np.float32)


def axes_of(rows: F32, dim: int) -> F32:
    """(n, d) → (d, dim) orthonormal axes that keep most of the rows' squared length."""
    _, axes = np.linalg.eigh(rows.T.astype(np.float64) @ rows)
    return np.ascontiguousarray(axes[:, ::-1][:, :dim], np.float32)
