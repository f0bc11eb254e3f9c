"""Matching and non-matching pairs of a clip and a class, half of a batch each."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One batch."""

    audio: F32
    """(p, 300)"""
    texts: F32
    """(p, 300)"""
    matching: F32
    """(p,) 1 where the text is the clip's class, else 0."""


def epoch_of_pairs(features: Features, size: int, rng: np.random.Generator) -> Iterator[Pairs]:
    """Each clip once with its own class, and once with another one, drawn evenly; clips in random order."""
    order = rng.permutation(len(features.audio))
    for first in range(0, order.size, size // 2):
        chosen = order[first : first + size // 2]
        own = features.class_of[chosen]
        other = (own + rng.integers(1, len(features.texts), chosen.size)) % len(features.texts)
        yield Pairs(
            audio=np.tile(features.audio[chosen], (2, 1)),
            texts=features.texts[np.concatenate([own, other])],
            matching=np.repeat(np.asarray([1, 0], np.float32), chosen.size),
        )
