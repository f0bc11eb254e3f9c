"""How a sound is cut into the windows that the encoder reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model.frontend import SAMPLE_RATE

ONE_PIECE = 1.5
"""Sounds up to this many segment lengths are read in one piece."""


PERIOD_S = 0.5
"""Strokes are repeated no faster than this, or they would sound like one rattle."""


@dataclass(frozen=True, slots=True)
class Segmenting:
    """Lengths in seconds. Training and indexing must cut alike, so they travel with the model."""

    segment_s: float
    hop_s: float
    shortest_s: float
    """Shorter sounds are repeated up to this length: the encoder's mean over time would mostly see their borders."""
    sample_rate: int = SAMPLE_RATE
    """Hz."""

    def windows(self, samples: int) -> list[tuple[int, int]]:
        """(start, stop) in samples. The last window ends with the sound, so that nothing of it stays unheard."""
        size, hop = round(self.segment_s * self.sample_rate), round(self.hop_s * self.sample_rate)
        if samples <= round(self.segment_s * ONE_PIECE * self.sample_rate):
            return [(0, samples)]
        starts = [*range(0, samples - size, hop), samples - size]
        return [(start, start + size) for start in starts]

    def lengthen(self, waveform: F32) -> F32:
        """Repeats a short waveform (n,), n ≥ 1, every half second or whenever it ends, until it lasts `shortest_s`."""
        shortest, period = round(self.shortest_s * self.sample_rate), round(PERIOD_S * self.sample_rate)
        if waveform.size >= shortest:
            return waveform
        return np.resize(np.pad(waveform, (0, max(0, period - waveform.size))), shortest)
