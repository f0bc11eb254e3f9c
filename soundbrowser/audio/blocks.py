"""What every decoder's blocks of samples must be: finite numbers."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F32


def finite(block: F32) -> F32:
    """NaN and infinities become silence; sane blocks are returned as they are."""
    if np.isfinite(block).all():
        return block
    return np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
