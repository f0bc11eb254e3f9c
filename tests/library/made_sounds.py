"""The sounds that these tests make."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE = 22050
Samples = NDArray[np.float64]


class Maker(Protocol):
    """`make("a/b.wav", samples)` writes a sound below the folder of sounds; without samples a tone of its own."""

    def __call__(self, name: str, samples: Samples | None = None, rate: int = RATE) -> Path: ...


def tone(seed: int, seconds: float = 0.6, rate: int = RATE) -> Samples:
    """A pitched sound, another one for every seed."""
    t = np.arange(int(seconds * rate)) / rate
    pitch = 110.0 * 1.09 ** (seed % 40)
    return 0.5 * np.sin(2 * np.pi * pitch * t) * np.exp(-t * (1 + seed % 5))


def noise(seed: int, seconds: float = 0.6, rate: int = RATE) -> Samples:
    """A burst of noise, another one for every seed."""
    return 0.1 * np.random.default_rng(seed).standard_normal(int(seconds * rate))
