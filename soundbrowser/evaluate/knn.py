"""The nearest-neighbour classifier of Elizalde, Zarar, Raj (ICASSP 2019), and its MAP@3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from soundbrowser.domain.vectors import F32

NEIGHBOURS = 25
GUESSES = 3

Labels = tuple[str, ...]


def guesses(scores: F32, labels: Sequence[Labels], neighbours: int = NEIGHBOURS, count: int = GUESSES) -> list[str]:
    """The labels that most of the nearest neighbours bear: (n,) scores of the database and the labels of each.

    Equal scores are taken in the alphabetical order of their labels; of labels with equal votes the one with the
    nearer nearest neighbour goes first, then the alphabet decides.
    """
    near = sorted(_nearest(scores, labels, neighbours), key=lambda row: (-scores[row], labels[row]))[:neighbours]
    votes = Counter(label for row in near for label in labels[row])
    nearest: dict[str, float] = {}
    for row in near:
        for label in labels[row]:
            nearest.setdefault(label, float(scores[row]))
    return sorted(votes, key=lambda label: (-votes[label], -nearest[label], label))[:count]


def guessed_precision(guessed: Sequence[str], right: Labels, count: int = GUESSES) -> float:
    """Average precision of the guesses; with one right label it is one over its rank, or 0 (Kaggle's MAP@3)."""
    hits = [place for place, label in enumerate(guessed[:count], start=1) if label in right]
    return sum(found / place for found, place in enumerate(hits, start=1)) / min(count, len(right))


def _nearest(scores: F32, labels: Sequence[Labels], neighbours: int) -> list[int]:
    """The nearest and all that score like the last of them."""
    if neighbours >= scores.size:
        return list(range(scores.size))
    least = np.partition(scores, scores.size - neighbours)[scores.size - neighbours]
    return [int(row) for row in np.flatnonzero(scores >= least)]
