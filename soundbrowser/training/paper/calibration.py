"""From cosines to chances: a line for each kind of question, fitted on the clips that were held out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.model.calibrate import Fit, Kind
from soundbrowser.model.queries import Background
from soundbrowser.training.calibration_fit import LEARNED, Answered, fit_line

CLIP_QUESTIONS = 400
CERTAINTY = 1.0
"""As a model without class evidence says of all words."""


class HeldOut:
    """Joint vectors of clips that were not learned from, their classes, and a background to measure scores against."""

    def __init__(self, sounds: F32, texts: F32, class_of: Ids, background: F32) -> None:
        """(n, d) and (c, d) unit rows, (n,) rows of `texts`, (b, d) unit rows."""
        self._sounds, self._texts, self._class_of = sounds, texts, class_of
        self._background = Background(background)

    def fits(self, seed: int = 0) -> dict[Kind, Fit]:
        """Each class once as words; at most 400 random clips, alone and together with their class."""
        rows = np.random.default_rng(seed).permutation(len(self._sounds))[:CLIP_QUESTIONS]
        return {
            Kind.TEXT: fit_line([*self._by_words()]),
            Kind.CLIP: fit_line([self._by_clip(int(row), 0.0) for row in rows]),
            Kind.BOTH: fit_line([self._by_clip(int(row), 0.5) for row in rows]),
        }

    def _by_words(self) -> Iterator[Answered]:
        for row in np.unique(self._class_of):
            yield self._answered(self._texts[row], int(row))

    def _by_clip(self, row: int, words: float) -> Answered:
        clip = self._background.standardise(self._sounds[row])
        text = self._background.standardise(self._texts[self._class_of[row]])
        return self._answered((1 - words) * clip + words * text, int(self._class_of[row]), asked=row)

    def _answered(self, question: F32, right: int, asked: int = -1) -> Answered:
        spread = self._background.measure(question)
        z = (self._sounds @ question - spread.centre) / spread.deviation
        best = np.argsort(-z, kind="stable")[: LEARNED + 1]
        best = best[best != asked][:LEARNED]
        return Answered(z[best], self._class_of[best] == right, spread.tail, CERTAINTY, "clips held out")
