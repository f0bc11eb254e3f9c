"""Models side by side: the same clips, the same questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from named_sounds import WORDS

from soundbrowser.domain.progress import Problem
from soundbrowser.evaluate.bench import compared, sample, set_up
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused
from soundbrowser.evaluate.hearing import Heard
from soundbrowser.evaluate.measures import summarise
from soundbrowser.evaluate.subject import Subject

CORPUS = Corpus("made", "by hand", tuple(CorpusClip(f"{word}.wav", (word,), source=word) for word in WORDS))


def hearing(clips: Sequence[CorpusClip], deaf_to: str) -> Heard:
    heard = tuple(clip for clip in clips if deaf_to not in clip.labels)
    base = np.stack([np.eye(len(WORDS))[WORDS.index(clip.labels[0])] for clip in heard]).astype(np.float16)
    problems = tuple(Problem(clip.path, "too long") for clip in clips if clip not in heard)
    return Heard(heard, tuple(clip.path for clip in heard), base, np.arange(len(heard) + 1), problems)


def test_only_what_every_model_heard_is_measured_on(made_subject: Callable[[str], Subject]) -> None:
    deaf = {"one": "dog", "two": "bell"}
    asked: list[str] = []

    def listen(subject: Subject, clips: Sequence[CorpusClip]) -> Heard:
        asked.append(subject.encoder_version)
        return hearing(clips, deaf[subject.encoder_version])

    subjects = [made_subject("one"), made_subject("two"), made_subject("one")]
    bench = set_up(CORPUS, subjects, listen)
    assert asked == ["one", "two"]
    for judge in bench.judges:
        assert [clip.labels[0] for clip in judge.heard.clips] == ["rain", "door", "wind"]
    assert {problem.path for problem in bench.problems} == {"dog.wav", "bell.wav"}


def test_models_that_heard_nothing_in_common(made_subject: Callable[[str], Subject]) -> None:
    pair = CORPUS.of(CORPUS.clips[:2])
    deaf = {"one": "dog", "two": "rain"}
    with pytest.raises(CorpusRefused, match="all of the models"):
        set_up(
            pair,
            [made_subject("one"), made_subject("two")],
            lambda subject, clips: hearing(clips, deaf[subject.encoder_version]),
        )


def test_a_sample_keeps_the_order_and_is_the_same_again() -> None:
    some = sample(CORPUS, 3, seed=1)
    assert len(some.clips) == 3
    assert some == sample(CORPUS, 3, seed=1)
    assert list(some.clips) == sorted(some.clips, key=CORPUS.clips.index)
    assert sample(CORPUS, None, 0) == sample(CORPUS, 99, 0) == CORPUS


def test_further_models_are_held_against_the_first() -> None:
    values = [{"mAP": np.asarray([0.1, 0.5])}, {"mAP": np.asarray([0.3, 0.7])}, {"mAP": np.asarray([0.0, 0.4])}]
    (row,) = compared(values, seed=0)
    assert row.measures == tuple(summarise(one["mAP"]) for one in values)
    assert [round(one.mean, 6) for one in row.differences] == [0.2, -0.1]
    assert row.differences[0].low == pytest.approx(row.differences[0].high)
