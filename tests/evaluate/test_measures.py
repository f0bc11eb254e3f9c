"""Ranking measures on rankings that can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from soundbrowser.evaluate.measures import (
    average_precision,
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
