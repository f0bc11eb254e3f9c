"""What it costs a model when sounds were altered on their way, or when words are blurred."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.alterations import ALTERATIONS, Alteration
from soundbrowser.evaluate.bench import Bench, Ears
from soundbrowser.evaluate.corpus import CorpusRefused
from soundbrowser.evaluate.hearing import Heard
from soundbrowser.evaluate.judging import UNASKABLE, Judge
from soundbrowser.evaluate.measures import F64, average_precision, difference, summarise
from soundbrowser.evaluate.results import Cost, CostRow
from soundbrowser.evaluate.retrieval import MeasureName, label_marks, zero_shot
from soundbrowser.model.towers import unit

SIGMAS = (1.0, 1.5, 2.0)
"""Standard deviations of the noise, in those of the text features (Elizalde, Zarar, Raj 2019, figure 4)."""
DRAWS = 5
"""Of the noise, for each text; a question's value is the mean over them."""

Values = Mapping[MeasureName, F64]
"""(questions,) for each measure."""


def costs(bench: Bench, ears: Ears) -> tuple[CostRow, ...]:
    """A row for each alteration of the sounds, which are listened to again, and for each blur of the words.

    Raises CorpusRefused without labels.
    """
    if not label_marks(bench.heard).texts:
        raise CorpusRefused("What alterations cost can only be told of labels; this corpus has none.")
    judges = [_searched(judge, bench) for judge in bench.judges]
    rows = [_altered_row(judges, alteration, ears, bench.seed) for alteration in ALTERATIONS]
    return (*rows, *(_blurred_row(judges, sigmas, bench.seed) for sigmas in SIGMAS))


def _searched(judge: Judge, bench: Bench) -> Judge:
    clips = judge.heard.clips
    return Judge(judge.subject, judge.heard.of({clips[row].path for row in bench.division.searched}))


def _altered_row(judges: list[Judge], alteration: Alteration, ears: Ears, seed: int) -> CostRow:
    heard: dict[str, Heard] = {}
    for judge in judges:
        if judge.subject.encoder_version not in heard:
            heard[judge.subject.encoder_version] = ears.of(judge.subject).listen(judge.heard.clips, alteration)
    paths = set.intersection(*({clip.path for clip in one.clips} for one in heard.values()))
    if not paths:
        raise CorpusRefused(f"No sound could be listened to when altered ({alteration.name}).")
    pairs = [_before_and_after(judge, heard[judge.subject.encoder_version], paths) for judge in judges]
    return CostRow(alteration.name, len(paths), tuple(_costs(before, after, seed) for before, after in pairs))


def _before_and_after(judge: Judge, altered: Heard, paths: set[str]) -> tuple[Values, Values]:
    """Before and after: all sounds are altered when words ask; an altered sound asks the others as they were."""
    before = Judge(judge.subject, judge.heard.of(paths))
    after = Judge(judge.subject, altered.of(paths))
    words = _label_vectors(before)
    return (
        _by_words(before, words) | {MeasureName.AUDIO_MAP: _kin(before, before)},
        _by_words(after, words) | {MeasureName.AUDIO_MAP: _kin(before, after)},
    )


def _kin(answers: Judge, questions: Judge) -> F64:
    """(clips,) average precision of each clip as the question; a clip, and what holds the same, is no answer to it."""
    bears = label_marks(answers.heard).bears
    content = np.unique(answers.heard.fingerprints, return_inverse=True)[1]
    values = []
    for row, scores in enumerate(answers.by_base(questions.heard.whole)):
        there = content != content[row]
        values.append(average_precision(scores[there], (bears[there] & bears[row]).any(axis=1)))
    return np.asarray(values)


def _blurred_row(judges: list[Judge], sigmas: float, seed: int) -> CostRow:
    every = []
    for judge in judges:
        vectors = _label_vectors(judge)
        rng = np.random.default_rng(seed)
        draws = [_by_words(judge, _blurred(vectors, sigmas, rng)) for _ in range(DRAWS)]
        after = {name: np.mean([draw[name] for draw in draws], axis=0) for name in draws[0]}
        every.append(_costs(_by_words(judge, vectors), after, seed))
    return CostRow(f"noise of {sigmas:.1f} σ on the words", len(judges[0].heard.clips), tuple(every))


def _label_vectors(judge: Judge) -> list[F32 | None]:
    return [judge.subject.text_vector(text) for text in label_marks(judge.heard).texts]


def _blurred(vectors: list[F32 | None], sigmas: float, rng: np.random.Generator) -> list[F32 | None]:
    """Unit vectors again; the same noise for every model whose vectors are of one length."""
    known = [vector for vector in vectors if vector is not None]
    scale = sigmas * float(np.std(known)) if known else 0.0
    return [
        None if vector is None else unit(vector + scale * rng.standard_normal(vector.size).astype(np.float32))
        for vector in vectors
    ]


def _by_words(judge: Judge, vectors: list[F32 | None]) -> dict[MeasureName, F64]:
    """Each label's vector as a question, and each clip as a question among the labels."""
    bears = label_marks(judge.heard).bears
    nothing = np.full(len(judge.heard.clips), UNASKABLE, np.float32)
    columns = [nothing if vector is None else judge.by_text_vector(vector) for vector in vectors]
    precisions = [average_precision(scores, right) for scores, right in zip(columns, bears.T, strict=True)]
    return {
        MeasureName.ZERO_SHOT: zero_shot(np.stack(columns, axis=1), bears),
        MeasureName.TEXT_MAP: np.asarray(precisions),
    }


def _costs(before: Values, after: Values, seed: int) -> tuple[Cost, ...]:
    return tuple(
        Cost(
            str(name),
            summarise(before[name], seed),
            summarise(after[name], seed),
            difference(before[name], after[name], seed),
        )
        for name in before
    )
