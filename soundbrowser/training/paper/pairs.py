"""Matching and non-matching pairs of a clip and a class, half of a batch each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.vectors import F32, Ids


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the shared network learns from."""

    audio: F32
    """(n, 300) unit rows."""
    texts: F32
    """(c, 300) unit rows, one a class."""
    class_of: Ids
    """(n,) row of each clip's class in `texts`; there are two classes at least."""

    def digest(self) -> str:
        """Names what was learned from exactly these: other words or another encoder give another name."""
        content = b"".join(np.ascontiguousarray(part).tobytes() for part in (self.audio, self.texts, self.class_of))
        return hashlib.sha256(content).hexdigest()[:10]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One batch of 2n pairs: each clip with its own class and with another one."""

    audio: F32
    """(n, 300)"""
    own: F32
    """(n, 300)"""
    other: F32
    """(n, 300)"""


def epoch_of_pairs(features: Features, size: int, rng: np.random.Generator) -> Iterator[Pairs]:
    """Each clip once with its own class, and once with another one, drawn evenly; clips in random order."""
    order = rng.permutation(len(features.audio))
    for first in range(0, order.size, size // 2):
        chosen = order[first : first + size // 2]
        own = features.class_of[chosen]
        other = (own + rng.integers(1, len(features.texts), chosen.size)) % len(features.texts)
        yield Pairs(
            audio=features.audio[chosen],
            own=features.texts[own],
            other=features.texts[other],
        )
