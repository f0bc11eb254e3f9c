"""Whether the chances that are shown come true: reliability diagrams and the expected calibration error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.corpus import CorpusRefused
from soundbrowser.evaluate.judging import Judge
from soundbrowser.evaluate.measures import F64, TAILS, Measure, drawn_anew
from soundbrowser.evaluate.results import Bin, Reliability
from soundbrowser.evaluate.retrieval import label_marks
from soundbrowser.model.queries import sigmoid

SHOWN = 10
"""Answers of each question that count: what a person looks at."""
BINS = 10
WORDS, CLIPS = "words", "clips"


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """The best answers to one question."""

    chances: F32
    right: NDArray[np.bool_]


def calibration(bench: Bench) -> tuple[tuple[Reliability, ...], ...]:
    """For each model its questions in words and in clips; file names say nothing. CorpusRefused without labels."""
    if not label_marks(bench.heard).texts:
        raise CorpusRefused("Whether chances come true can only be told of labels; this corpus has none.")
    return tuple(reliability(judge, bench.division.searched, bench.seed) for judge in bench.judges)


def reliability(judge: Judge, searched: Ids, seed: int = 0) -> tuple[Reliability, ...]:
    """Each label and each clip as a question over the clips searched."""
    kinds = {WORDS: _by_words(judge, searched), CLIPS: _by_clips(judge, searched)}
    return tuple(_judged(kind, list(asked), seed) for kind, asked in kinds.items())


def _by_words(judge: Judge, searched: Ids) -> Iterator[_Shown]:
    marks = label_marks(judge.heard)
    for column, text in enumerate(marks.texts):
        right = marks.bears[searched, column]
        if right.any() and judge.subject.text_vector(text) is not None:
            yield _best(judge.by_text(text)[searched], right)


def _by_clips(judge: Judge, searched: Ids) -> Iterator[_Shown]:
    """A clip is no answer to itself, nor is what holds the same."""
    bears = label_marks(judge.heard).bears
    content = np.unique(judge.heard.fingerprints, return_inverse=True)[1]
    for row, scores in zip(searched.tolist(), judge.by_clips(searched), strict=True):
        there = searched[content[searched] != content[row]]
        if there.size:
            yield _best(scores[there], (bears[there] & bears[row]).any(axis=1))


def _best(logits: F32, right: NDArray[np.bool_]) -> _Shown:
    best = np.lexsort((right, -logits))[:SHOWN]
    return _Shown(sigmoid(logits[best]), right[best])


def _judged(kind: str, asked: list[_Shown], seed: int) -> Reliability:
    """Every question weighs the same, however many answers it has."""
    sums = np.stack([_sums(one) for one in asked]) if asked else np.zeros((0, 3, BINS))
    weight, chance, right = sums.sum(axis=0)
    counts = np.bincount(_places(np.concatenate([np.empty(0), *(one.chances for one in asked)])), minlength=BINS)
    filled = [place for place in range(BINS) if weight[place] > 0]
    means = np.stack([chance, right])[:, filled] / weight[filled]
    bins = tuple(
        Bin(place / BINS, (place + 1) / BINS, int(counts[place]), float(shown), float(true))
        for place, shown, true in zip(filled, *means, strict=True)
    )
    return Reliability(kind, _error(sums, seed), bins)


def _sums(one: _Shown) -> F64:
    """(3, BINS) weight, chance and rightness of one question's answers in each bin; the weights add up to 1."""
    places, share = _places(one.chances), 1 / one.chances.size
    parts = (np.ones(one.chances.size), one.chances, one.right)
    return np.stack([np.bincount(places, part * share, BINS) for part in parts])


def _error(sums: F64, seed: int) -> Measure:
    """Expected calibration error over bins of one width (Naeini, Cooper, Hauskrecht, AAAI 2015) with its interval."""
    questions = len(sums)
    if not questions:
        return Measure(float("nan"), float("nan"), float("nan"), 0)
    gaps = sums[:, 1] - sums[:, 2]
    draws = np.abs(drawn_anew(gaps, seed)).sum(axis=1)
    low, high = np.percentile(draws, TAILS)
    return Measure(float(np.abs(gaps.mean(axis=0)).sum()), float(low), float(high), questions)


def _places(chances: F32 | F64) -> Ids:
    return np.minimum((chances * BINS).astype(np.int64), BINS - 1)
