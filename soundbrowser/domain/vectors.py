"""Vectors of a sound's segments as they travel between the rooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F16 = NDArray[np.float16]
F32 = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentVectors:
    """Base vectors of one sound: one row if it is short, else the pooled row, then a row a window."""

    starts: F32
    """(k,) seconds."""
    ends: F32
    """(k,) seconds."""
    base: F16
    """(k, base_dim)."""

    def __len__(self) -> int:
        return int(self.base.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """A waveform drawn in columns: each array is (columns,)."""

    low: F32
    """Smallest sample, −1 … 1."""
    high: F32
    """Largest sample, −1 … 1."""
    rms: F32
    """Root mean square, 0 … 1."""
    centroid_hz: F32
    """Spectral centroid, 0 where there is silence."""

    def __len__(self) -> int:
        return int(self.low.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class StoredSegments:
    """A batch of segment rows as the catalogue keeps them."""

    segment_ids: Ids
    """(n,) ascending, never reused."""
    sound_ids: Ids
    starts: F32
    ends: F32
    base: F16
    """(n, base_dim)."""
