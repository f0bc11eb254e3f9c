"""One score out of what the name, the meaning and the sound say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.vectors import F32

UNWANTED = 0.25
"""What a name that holds a word the user pushes away leaves of a score."""
DIGITS = 6
"""Scores are rounded so that the last bits of a processor's arithmetic never decide an order."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What each reason says for one sound."""

    name: float = 0.0
    model: float = 0.0
    """All that the model says, words and clip together."""
    unwanted: bool = False


def fused(chances: Chances) -> float:
    """The chance that a sound is meant: reasons are taken as independent, so either may be enough (noisy or)."""
    either = 1.0 - (1.0 - chances.name) * (1.0 - chances.model)
    return round(either * (UNWANTED if chances.unwanted else 1.0), DIGITS)


def rounded(chances: F32) -> F32:
    """Chances of the model as they are fused and shown."""
    return np.round(chances.astype(np.float64), DIGITS).astype(np.float32)
