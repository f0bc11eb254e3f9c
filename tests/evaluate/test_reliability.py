"""Chances that are shown, counted by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from named_sounds import WORDS

from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.corpus import CorpusRefused
from soundbrowser.evaluate.reliability import calibration
from soundbrowser.model.calibrate import expected_error

Made = Callable[..., Bench]


def test_the_error_of_words_is_that_of_the_ten_best_of_each(bench: Made) -> None:
    made = bench([(word, word if place % 3 else "wind", None) for word in WORDS for place in range(5)])
    words, clips = calibration(made)[0]
    chances, right = [], []
    for word in WORDS:
        logits = made.judges[0].by_text(word)
        best = np.argsort(-logits)[:10]
        chances.append(1 / (1 + np.exp(-logits[best])))
        right.append(np.asarray([made.corpus.clips[row].labels == (word,) for row in best]))
    counted = expected_error(np.concatenate(chances), np.concatenate(right), np.ones(50, np.float32))
    assert words.error.mean == pytest.approx(counted, abs=1e-5)
    assert words.error.low <= words.error.mean <= words.error.high
    assert sum(one.answers for one in words.bins) == 10 * len(WORDS)
    assert clips.error.questions == 25
    for one in (*words.bins, *clips.bins):
        assert one.low <= one.chance <= one.high
        assert 0 <= one.right <= 1


def test_every_question_weighs_the_same(bench: Made) -> None:
    made = bench([("dog", "dog", None), ("dog", "dog", None), ("rain", "rain", None)])
    _, clips = calibration(made)[0]
    assert sum(one.answers for one in clips.bins) == 3 * 2


def test_without_labels_nothing_can_be_told(bench: Made) -> None:
    with pytest.raises(CorpusRefused, match="none"):
        calibration(bench([("", "dog", None), ("", "rain", None)]))
