"""Corrections in a fine-tuning: pairs of words and a sound that belong together, or do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.tuning import TunePair
from soundbrowser.domain.vectors import F32
from soundbrowser.model.queries import spread_of
from soundbrowser.model.replay import Replay
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, Tensors, TextTower

ORDINARY = 1.0
"""Deviations above the centre up to which a sound is nothing special to a question."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Corrections as arrays."""

    base: F32
    """(n, base_dim)"""
    text_of: NDArray[np.int64]
    """(n,) row of the words."""
    fits: NDArray[np.bool_]
    """(n,)"""
    texts: F32
    """(m, text_dim) text vectors."""

    @classmethod
    def of(cls, pairs: Sequence[TunePair], text: TextEncoder, base_dim: int) -> Pairs:
        """Each pair's sound as a whole; no pairs give empty arrays."""
        words = list(dict.fromkeys(pair.text for pair in pairs))
        rows = [pair.base[0] for pair in pairs]
        return cls(
            np.asarray(rows, np.float32).reshape(len(pairs), base_dim),
            np.asarray([words.index(pair.text) for pair in pairs], np.int64),
            np.asarray([pair.fits for pair in pairs], np.bool_),
            text.encode(words),
        )

    def __len__(self) -> int:
        return len(self.fits)

    def where(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Those at True."""
        return Pairs(self.base[chosen], self.text_of[chosen], self.fits[chosen], self.texts)


def share_heeded(tensors: Tensors, pairs: Pairs, replay: Replay) -> float:
    """Share of the corrections on the right side of the middle between an ordinary sound and a question's best ones.

    The best ones are the best hundredth of the background (`Spread.tail`).
    """
    audio, words = AudioTower(tensors), TextTower(tensors)
    background, sounds = audio.project(replay.learned_base), audio.project(pairs.base)
    heeded = 0
    for row, text in enumerate(pairs.texts):
        question = words.query(text, background).vector
        spread = spread_of(background @ question)
        limit = spread.centre + spread.deviation * (ORDINARY + spread.tail) / 2
        its = pairs.text_of == row
        heeded += int(((sounds[its] @ question > limit) == pairs.fits[its]).sum())
    return heeded / len(pairs)
