"""How variants of a model are compared: the same questions, paired."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from soundbrowser.domain.vectors import F32
from soundbrowser.training.ablation import difference, precisions, questions_of
from soundbrowser.training.corpus import Clip
from soundbrowser.training.test_sets import TestSet


@pytest.fixture
def test_set(clips: list[Clip]) -> TestSet:
    """Four clips, two questions."""
    return TestSet("pets", tuple(replace(clips[0], index=row) for row in range(4)), ("dog", "cat", "dog", "cat"))


def test_each_question_has_its_precision(test_set: TestSet) -> None:
    def answer(test: TestSet) -> F32:
        return np.asarray([[4, 1, 3, 2], [4, 3, 2, 1]], np.float32)

    dog, cat = precisions(answer, [test_set])[0]
    assert dog == 1
    assert cat == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert questions_of([test_set, test_set]) == ["dog", "cat"]


def test_a_difference_is_paired_by_question() -> None:
    hard, easy = np.asarray([0.1, 0.9, 0.5, 0.3]), np.asarray([0.2])
    mean, low, high = difference([hard + 0.05, easy], [hard, easy])
    assert mean == pytest.approx(0.025)
    assert (low, high) == (pytest.approx(0.025), pytest.approx(0.025))
    assert difference([hard], [hard[::-1]])[0] == pytest.approx(0)


def test_no_gain_is_not_called_a_gain() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.random(200), rng.random(200)
    _, low, high = difference([one], [other])
    assert low < 0 < high
