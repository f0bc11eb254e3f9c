"""From scores to chances: logistic lines over standardised scores, fitted on sources that no training has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F32
from soundbrowser.model.queries import Spread
from soundbrowser.model.store import ModelFolder

CALIBRATION = "calibration.json"


class Kind(StrEnum):
    """Questions are calibrated by what they are made of."""

    TEXT = "text"
    CLIP = "clip"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Fit:
    """logit = slope·z + bias + certainty_bias·certainty + tail_bias·tail, where z is the standardised score."""

    slope: float
    bias: float
    certainty_bias: float = 0.0
    tail_bias: float = 0.0

    def line(self, spread: Spread, certainty: float) -> tuple[float, float]:
        """Slope (> 0) and intercept over the raw score of one question."""
        slope = self.slope / spread.deviation
        offset = self.bias + self.certainty_bias * certainty + self.tail_bias * spread.tail
        return slope, offset - slope * spread.centre


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fits of one model."""

    fits: Mapping[Kind, Fit]

    @classmethod
    def load(cls, folder: ModelFolder) -> Calibration:
        document = folder.document(CALIBRATION)
        try:
            return cls({kind: Fit(**document[kind.value]) for kind in Kind})
        except (KeyError, TypeError) as error:
            raise ModelDamaged(f"“{folder.path / CALIBRATION}” lacks a calibration: {error}") from error

    def line(self, kind: Kind, spread: Spread, certainty: float) -> tuple[float, float]:
        """Slope and intercept that turn a question's raw scores into logits."""
        return self.fits[kind].line(spread, certainty)


def expected_error(chances: F32, right: NDArray[np.bool_], weights: F32, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al., AAAI 2015); all (n,), weights ≥ 0."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    share = weights / weights.sum()
    return float(np.abs(np.bincount(places, (chances - right) * share, bins)).sum())
