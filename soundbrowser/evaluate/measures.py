"""Ranking measures, with the spread that the choice of questions gives them.

Best scores come first; of equal scores the wrong answers do, so that no measure gains from a tie or from the order in
which the clips are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32

RESAMPLINGS = 1000
AT_ONCE = 4_000_000
"""Numbers in one batch of resamplings, which bounds the memory for many questions."""
TAILS = (2.5, 97.5)
"""Percentiles that an interval of 95 % lies between."""

Scores = NDArray[np.floating]
Right = NDArray[np.bool_]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over questions and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    questions: int


def in_order(scores: Scores, right: Right) -> Right:
    """(n,) whether the answers are right, best first; of equal scores the wrong ones first."""
    return np.asarray(right[np.lexsort((right, -scores))], np.bool_)


def average_precision(scores: Scores, right: Right) -> float:
    """Mean of the precision at each right answer (Manning, Raghavan, Schütze 2008, 8.4); NaN without any."""
    ranks = np.flatnonzero(in_order(scores, right)) + 1
    return float(np.mean(np.arange(1, ranks.size + 1) / ranks)) if ranks.size else float("nan")


def average_precision_at(scores: Scores, right: Right, count: int = 10) -> float:
    """The same over the best `count` answers, divided by as many as could be right among them; NaN without any."""
    possible = min(count, int(right.sum()))
    ranks = np.flatnonzero(in_order(scores, right)[:count]) + 1
    return float(np.sum(np.arange(1, ranks.size + 1) / ranks)) / possible if possible else float("nan")


def precision_at(scores: Scores, right: Right, count: int = 10) -> float:
    """Share of right answers among the best `count`, or among as many as there are right ones; NaN without any."""
    count = min(count, int(right.sum()))
    return float(in_order(scores, right)[:count].mean()) if count else float("nan")


def found_at(scores: Scores, right: Right, count: int) -> float:
    """1 when a right answer is among the best `count`, else 0: R@1 and R@10 of captions. NaN without any."""
    return float(in_order(scores, right)[:count].any()) if right.any() else float("nan")


def summarise(values: Sequence[float] | F64, seed: int = 0) -> Measure:
    """The mean over questions; the interval comes from drawing questions anew (Efron's bootstrap)."""
    found = np.asarray(values, np.float64)
    found = found[~np.isnan(found)]
    if not found.size:
        return Measure(float("nan"), float("nan"), float("nan"), 0)
    low, high = np.percentile(drawn_anew(found, seed), TAILS)
    return Measure(float(found.mean()), float(low), float(high), int(found.size))


def difference(first: Sequence[float] | F64, second: Sequence[float] | F64, seed: int = 0) -> Measure:
    """How much more `second` has than `first` on the same questions, which are drawn anew together (paired bootstrap).

    A question that either side cannot answer counts for neither.
    """
    return summarise(np.asarray(second, np.float64) - np.asarray(first, np.float64), seed)


def drawn_anew(values: F64, seed: int) -> F64:
    """(n,) or (n, k) → (RESAMPLINGS,) or (RESAMPLINGS, k) means of n rows drawn with replacement."""
    rng = np.random.default_rng(seed)
    step = max(1, AT_ONCE // values.size)
    counts = [min(step, RESAMPLINGS - done) for done in range(0, RESAMPLINGS, step)]
    batches = [values[rng.integers(0, len(values), (count, len(values)))].mean(axis=1) for count in counts]
    return np.concatenate(batches)


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
