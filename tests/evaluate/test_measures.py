"""Ranking measures on rankings that can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.evaluate.measures import (
    average_precision,
    average_precision_at,
    difference,
    found_at,
    precision_at,
    sounds_to_sounds,
    summarise,
    words_to_sounds,
)


def test_average_precision_by_hand() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.1])
    assert average_precision(scores, np.array([True, False, True, False])) == pytest.approx((1 + 2 / 3) / 2)
    assert math.isnan(average_precision(scores, np.zeros(4, bool)))


def test_precision_counts_no_further_than_there_are_right_answers() -> None:
    scores = np.arange(20, 0, -1)
    right = np.zeros(20, bool)
    right[[0, 1, 5]] = True
    assert precision_at(scores, right) == pytest.approx(2 / 3)


def test_intervals_hold_the_mean_and_leave_out_what_has_no_answer() -> None:
    measure = summarise([0.0, 1.0, 0.5, float("nan")])
    assert measure.questions == 3
    assert measure.low <= measure.mean == 0.5 <= measure.high


def test_perfect_vectors_score_one() -> None:
    labels = ["dog", "cat", "dog", "cat"]
    sounds = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], np.float32)
    words, at_ten = words_to_sounds(np.eye(2, dtype=np.float32), sounds, labels)
    assert words.mean == at_ten.mean == 1
    assert words.questions == 2
    assert sounds_to_sounds(sounds, sounds, labels).mean == 1


def test_a_clip_is_not_among_its_own_answers() -> None:
    sounds = np.eye(3, dtype=np.float32)
    measure = sounds_to_sounds(sounds, sounds, ["dog", "dog", "cat"])
    assert measure.questions == 2
    assert measure.mean <= 1


RANKINGS = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), min_size=1, max_size=40)


def split(rows: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray([score for score, _ in rows]), np.asarray([right for _, right in rows], bool)


def test_precision_within_the_first_ten_by_hand() -> None:
    scores, right = np.arange(20, 0, -1), np.zeros(20, bool)
    right[[1, 3, 15]] = True
    assert average_precision_at(scores, right) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert average_precision_at(scores, right, 2) == pytest.approx((1 / 2) / 2)
    assert math.isnan(average_precision_at(scores, np.zeros(20, bool)))


def test_found_among_the_first() -> None:
    scores, right = np.asarray([0.9, 0.5, 0.1]), np.asarray([False, True, False])
    assert [found_at(scores, right, count) for count in (1, 2)] == [0, 1]
    assert math.isnan(found_at(scores, np.zeros(3, bool), 1))


def test_ties_gain_nothing() -> None:
    scores = np.zeros(4)
    right = np.asarray([True, False, False, False])
    assert average_precision(scores, right) == average_precision(scores, right[::-1]) == 1 / 4
    assert found_at(scores, right, 3) == 0


@given(RANKINGS, st.randoms())
def test_the_order_of_the_clips_does_not_matter(rows: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    for measure in (average_precision, average_precision_at, precision_at, lambda s, r: found_at(s, r, 3)):
        assert measure(*split(rows)) == pytest.approx(measure(*split(shuffled)), nan_ok=True)


@given(st.integers(1, 30), st.integers(0, 30))
def test_a_perfect_ranking_scores_one_and_a_reversed_one_the_least(good: int, bad: int) -> None:
    right = np.arange(good + bad) < good
    best, worst = np.where(right, 1.0, 0.0), np.where(right, 0.0, 1.0)
    for measure in (average_precision, average_precision_at, precision_at):
        assert measure(best, right) == 1
        assert measure(worst, right) <= measure(best, right)
    assert average_precision(worst, right) == pytest.approx(
        np.mean(np.arange(1, good + 1) / np.arange(bad + 1, bad + good + 1))
    )


@given(RANKINGS)
def test_measures_lie_between_nothing_and_everything(rows: list[tuple[float, bool]]) -> None:
    scores, right = split(rows)
    for measure in (average_precision, average_precision_at, precision_at):
        value = measure(scores, right)
        assert math.isnan(value) if not right.any() else 0 <= value <= 1


def test_differences_are_drawn_in_pairs() -> None:
    first = np.random.default_rng(0).random(200)
    gained = difference(first, first + 0.1)
    assert gained.mean == pytest.approx(0.1)
    assert gained.high - gained.low < 1e-9  # the questions differ widely, what is gained on them does not
    assert difference(first, first[::-1]).low < 0 < difference(first, first[::-1]).high


def test_a_question_that_one_side_cannot_answer_counts_for_neither() -> None:
    assert difference([0.5, float("nan")], [0.75, 1.0]).questions == 1


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    covered = [m.low <= 0.5 <= m.high for m in (summarise(rng.random(60), seed) for seed in range(200))]
    assert 0.9 <= np.mean(covered) <= 0.99
