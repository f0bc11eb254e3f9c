"""What every decoder's blocks of samples must be: finite numbers of a size that sounds have, at a possible rate."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F32

LOUDEST = 1000.0
"""60 dB above full scale: float files may be hot, but what lies beyond is damage, and would overflow in a spectrum."""

SLOWEST_HZ = 100
FASTEST_HZ = 6_144_000
"""Ultrasound recorders stay far below; what a header states beyond is damage."""
BREAKS_OFF = "Its samples are damaged from the start."


def is_rate(hz: int) -> bool:
    """True for a sample rate that a sound may have."""
    return SLOWEST_HZ <= hz <= FASTEST_HZ


def finite(block: F32) -> F32:
    """The block with 0 for NaN and infinities, and nothing beyond `LOUDEST`."""
    if np.abs(block).max(initial=0.0) <= LOUDEST:
        return block
    return np.clip(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)
