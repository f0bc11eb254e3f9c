"""Batches for the encoder: augmented pictures, the texts of their clips, and the classes their captions name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.model.frontend import SAMPLE_RATE, logmel
from soundbrowser.model.segments import Segmenting
from soundbrowser.training.augment import colour_picture, fit, mix, vary_waveform
from soundbrowser.training.waveforms import WaveformCache

Random = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class NamedClips:
    """What is known of the clips to learn from; all arrays have one row a clip, in the same order."""

    indices: NDArray[np.int64]
    """Rows in the manifest."""
    texts: tuple[F32, ...]
    """(variants, text_dim) unit rows each: several ways to say what the clip is."""
    classes: F32
    """(n, 527): 1 for a class that the caption names, 0.5 for those above it, else 0."""
    weights: F32
    """(n,) how often a clip is drawn, relative to the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One step's clips; pictures are (n, 128, T)."""

    heard: F32
    """As they sounded, for the network that sets the targets."""
    seen: F32
    """The same through a random channel, for the network that learns."""
    texts: F32
    classes: F32
    mixed: NDArray[np.bool_]


class BatchMaker:
    """Draws clips and their company at random; everything follows from the seed and the number of the step."""

    def __init__(
        self,
        clips: NamedClips,
        waveforms: WaveformCache,
        segmenting: Segmenting,
        size: int,
        mixed_share: float,
        seed: int,
    ) -> None:
        self._clips = clips
        self._waveforms = waveforms
        self._segmenting = segmenting
        self._samples = round(segmenting.segment_s * SAMPLE_RATE)
        self._size = size
        self._mixed_share = mixed_share
        self._seed = seed

    def steps(self, first: int, last: int) -> Iterator[Batch]:
        """Batches number `first` … `last` − 1."""
        for step in range(first, last):
            yield self.batch(np.random.default_rng((self._seed, step)))

    def batch(self, rng: Random) -> Batch:
        """One batch of clips drawn without repetition."""
        chances = self._clips.weights / self._clips.weights.sum()
        rows = rng.choice(chances.size, self._size, replace=False, p=chances)
        mixed = rng.random(self._size) < self._mixed_share
        others = np.where(mixed, rng.choice(chances.size, self._size, p=chances), rows)
        heard = np.stack([logmel(self._waveform(a, b, rng)) for a, b in zip(rows, others, strict=True)])
        texts = _unit(self._texts(rows, rng) + self._texts(others, rng))
        classes = np.maximum(self._clips.classes[rows], self._clips.classes[others])
        seen = np.stack([colour_picture(picture, rng) for picture in heard])
        return Batch(heard, seen, texts, classes, mixed)

    def _waveform(self, row: int, other: int, rng: Random) -> F32:
        first = self._varied(row, rng)
        if row == other:
            return first
        return np.clip(mix(first, self._varied(other, rng), rng), -4, 4)

    def _varied(self, row: int, rng: Random) -> F32:
        waveform = vary_waveform(self._waveforms[int(self._clips.indices[row])], rng)
        return fit(waveform, self._samples, self._segmenting, rng)

    def _texts(self, rows: Sequence[int] | NDArray[np.int64], rng: Random) -> F32:
        return np.stack(
            [variants[rng.integers(len(variants))] for variants in (self._clips.texts[row] for row in rows)]
        )


def _unit(rows: F32) -> F32:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
