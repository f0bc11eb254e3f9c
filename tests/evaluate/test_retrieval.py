"""Measures of a model whose answers are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from named_sounds import WORDS

from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.corpus import Split
from soundbrowser.evaluate.retrieval import MeasureName, measure, zero_shot

Made = Callable[..., Bench]


def values(bench: Bench) -> dict[MeasureName, float]:
    found = measure(bench.judges[0], bench.division)
    return {name: float(np.nanmean(value)) for name, value in found.items()}


def test_who_hears_right_scores_one(bench: Made) -> None:
    clips = [(word, word, None) for word in WORDS for _ in range(40)]  # more than 25 in the database
    found = values(bench(clips))
    assert set(found) == set(MeasureName) - {
        MeasureName.CAPTION_MAP_10,
        MeasureName.CAPTION_R_1,
        MeasureName.CAPTION_R_10,
    }
    assert set(found.values()) == {1.0}


def test_what_sounds_like_something_else_costs(bench: Made) -> None:
    clips = [("dog", "dog", None), ("dog", "rain", None), ("rain", "rain", None), ("rain", "rain", None)]
    found = values(bench(clips))
    assert found[MeasureName.ZERO_SHOT] == 3 / 4
    assert found[MeasureName.TEXT_P_10] < 1
    assert found[MeasureName.AUDIO_MAP] < 1


def test_only_the_test_side_is_searched_and_the_classifier_answers_from_the_other(bench: Made) -> None:
    train = [(word, word, Split.TRAIN) for word in ("dog", "rain") for _ in range(3)]
    made = bench([*train, ("dog", "dog", Split.TEST), ("rain", "rain", Split.TEST), ("bell", "bell", Split.TEST)])
    found = measure(made.judges[0], made.division)
    assert found[MeasureName.ZERO_SHOT].size == 3
    assert np.isnan(found[MeasureName.AUDIO_MAP]).all()
    assert found[MeasureName.NEIGHBOURS_MAP_3].tolist()[:2] == [1, 1]
    assert np.isnan(found[MeasureName.NEIGHBOURS_MAP_3][2])


def test_what_holds_the_same_is_no_answer(bench: Made) -> None:
    clips = [("dog", "dog", None), ("dog", "dog", None), ("rain", "rain", None)]
    assert values(bench(clips))[MeasureName.AUDIO_MAP] == 1
    found = measure(bench(clips, ["same", "same", "other"]).judges[0], bench(clips).division)
    alike = bench(clips, ["same", "same", "other"])
    assert np.isnan(measure(alike.judges[0], alike.division)[MeasureName.AUDIO_MAP]).all()
    assert found[MeasureName.ZERO_SHOT].mean() == 1


def test_a_label_that_the_model_cannot_read_finds_nothing(bench: Made) -> None:
    made = bench([("zorp", "dog", None), ("rain", "rain", None), ("rain", "rain", None)])
    found = measure(made.judges[0], made.division)
    assert made.judges[0].subject.unknown(made.corpus.labels) == ["zorp"]
    assert found[MeasureName.ZERO_SHOT].tolist() == [0, 1, 1]
    assert found[MeasureName.TEXT_MAP].tolist() == [1, 1 / 3]


def test_a_tie_with_a_wrong_label_is_wrong() -> None:
    scores = np.asarray([[1, 1], [2, 1], [1, 2], [0, 0]], np.float32)
    right = np.asarray([[True, False], [True, False], [True, False], [False, False]])
    assert zero_shot(scores, right) == pytest.approx([0, 1, 0, np.nan], nan_ok=True)
