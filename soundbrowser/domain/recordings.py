"""What recordings are recognised by when files of other bytes hold them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

U32 = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class AcousticPrint:
    """What a sound can be found again by when it was encoded anew, made louder, cut or delayed."""

    landmarks: U32
    """(n, 2) pairs of spectral peaks: what they are, and when the first of them is, in `audio.landmarks.HOP`s."""
    seconds: float
    """How long the sound is."""
    telling: bool
    """False where it holds too little to be told from others: silence, a click, a steady tone."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two waveforms agree."""

    agreement: float
    """0 … 1: the mean correlation of the octaves that both have."""
    parts: float
    """About as many independent things agree: many in noise, few in a steady tone."""
