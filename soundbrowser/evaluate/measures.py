"""Ranking measures, with the spread that the choice of questions gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32

RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over questions and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    questions: int


def average_precision(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """Mean of the precision at each right answer, best scores first, ties in the order given; NaN without any."""
    ranks = np.flatnonzero(right[np.argsort(-scores, kind="stable")]) + 1
    return float(np.mean(np.arange(1, ranks.size + 1) / ranks)) if ranks.size else float("nan")


def precision_at(scores: NDArray[np.floating], right: NDArray[np.bool_], count: int = 10) -> float:
    """Share of right answers among the best `count`, or among as many as there are right ones if those are fewer."""
    count = min(count, int(right.sum()))
    return float(right[np.argsort(-scores, kind="stable")[:count]].mean())


def summarise(values: Sequence[float], seed: int = 0) -> Measure:
    """The mean over questions; the interval comes from drawing questions anew (Efron's bootstrap)."""
    found = np.asarray([value for value in values if not np.isnan(value)], np.float64)
    if not found.size:
        return Measure(float("nan"), float("nan"), float("nan"), 0)
    draws = np.random.default_rng(seed).integers(0, found.size, (RESAMPLINGS, found.size))
    low, high = np.percentile(found[draws].mean(axis=1), [2.5, 97.5])
    return Measure(float(found.mean()), float(low), float(high), int(found.size))


def words_to_sounds(questions: F32, sounds: F32, labels: Sequence[str]) -> tuple[Measure, Measure]:
    """mAP and precision at 10 of one question for each distinct label: (q, d) in order of first mention, (n, d)."""
    names = np.asarray(labels)
    rows = [(question @ sounds.T, names == label) for question, label in zip(questions, distinct(labels), strict=True)]
    return (
        summarise([average_precision(scores, right) for scores, right in rows]),
        summarise([precision_at(scores, right) for scores, right in rows]),
    )


def sounds_to_sounds(questions: F32, sounds: F32, labels: Sequence[str]) -> Measure:
    """mAP where each clip asks for the others of its label: (n, d) as questions, (n, d) as answers."""
    names = np.asarray(labels)
    scores = questions @ sounds.T
    values = []
    for row in range(names.size):
        others = np.arange(names.size) != row
        values.append(average_precision(scores[row, others], (names == names[row])[others]))
    return summarise(values)


def distinct(labels: Sequence[str]) -> list[str]:
    """Each label once, in order of first mention."""
    return list(dict.fromkeys(labels))
