"""Questions as vectors, and the background of sounds that their scores are measured against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.query import Reason
from soundbrowser.domain.vectors import F32
from soundbrowser.model.store import ModelFolder

BACKGROUND = "background.safetensors"
LOWER = 0.16
"""Where a normal distribution lies one standard deviation below its middle."""
TAIL = 0.01
"""Share of the background that counts as a question's best matches."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryPart:
    """One reason's share of a question: probability = sigmoid(slope · (joint vectors @ vector) + intercept)."""

    reason: Reason
    vector: F32
    slope: float
    intercept: float


@dataclass(frozen=True, slots=True, eq=False)
class QueryVector:
    """A question; its similarity to a sound is the dot product with the joint vector."""

    vector: F32
    """(dim,)"""
    slope: float
    """Above 0, so that the order by chance is the order by similarity."""
    intercept: float
    parts: tuple[QueryPart, ...]
    certainty: float = 1.0
    """How clearly the words name kinds of sounds, 0 … 1; 1 for a clip."""

    def probability(self, similarity: F32) -> F32:
        """Calibrated chance, 0 … 1, that a sound of this similarity is what was meant; nothing else matters to it."""
        return sigmoid(self.slope * np.asarray(similarity, np.float32) + self.intercept)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a question's scores lie over the background."""

    centre: float
    """Median."""
    deviation: float
    """From the median down to the 16th percentile: right answers in the background do not widen it."""
    tail: float
    """Mean of the best hundredth, in deviations above the centre: high when the question singles out some sounds."""


class Background:
    """Joint vectors of a fixed, mixed set of sounds that travels with the model."""

    def __init__(self, vectors: F32) -> None:
        self.vectors = vectors

    @classmethod
    def load(cls, folder: ModelFolder) -> Background:
        return cls(folder.tensors(BACKGROUND)["vectors"].astype(np.float32))

    def standardise(self, vector: F32) -> F32:
        """The same question scaled so that its scores over the background deviate by 1."""
        return np.asarray(vector / self.measure(vector).deviation, np.float32)

    def measure(self, vector: F32) -> Spread:
        """Centre, deviation and tail of a question's scores."""
        return spread_of(self.vectors @ vector)


def spread_of(scores: F32) -> Spread:
    """Robust statistics of (n,) scores."""
    count = max(1, round(TAIL * scores.size))
    low, middle = round(LOWER * (scores.size - 1)), (scores.size - 1) // 2
    ordered = np.partition(scores, [low, middle, scores.size - count])
    centre = float(ordered[middle])
    deviation = max(centre - float(ordered[low]), 1e-9)
    return Spread(centre, deviation, (float(ordered[-count:].mean()) - centre) / deviation)


def sigmoid(logits: F32) -> F32:
    """Logistic function without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), np.float32)
