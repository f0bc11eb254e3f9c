"""One score out of what the name, the meaning and the sound say."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

UNWANTED = 0.25
"""What a name that holds a word the user pushes away leaves of a score."""
DIGITS = 6
"""Scores are rounded so that the last bits of a processor's arithmetic never decide an order."""

Chances = NDArray[np.floating[Any]]


def fused(by_name: Chances, by_model: Chances, unwanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) the chance that each sound is meant.

    Reasons are taken as independent, so either may be enough (noisy or; Pearl, Probabilistic Reasoning, 1988).
    """
    either = 1.0 - (1.0 - by_name.astype(np.float64)) * (1.0 - by_model.astype(np.float64))
    return np.round(np.where(unwanted, UNWANTED, 1.0) * either, DIGITS)
