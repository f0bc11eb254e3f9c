"""The table of Elizalde, Zarar, Raj, “Cross modal audio search and retrieval with joint embeddings based on text and
audio” (ICASSP 2019), for any model and corpus: MAP@3 of a classifier by 25 nearest neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.evaluate.bench import Bench, compared
from soundbrowser.evaluate.corpus import CorpusRefused
from soundbrowser.evaluate.division import Division
from soundbrowser.evaluate.judging import UNASKABLE, Judge, cosines
from soundbrowser.evaluate.knn import GUESSES, guessed_precision, guesses
from soundbrowser.evaluate.measures import F64, average_precision_at
from soundbrowser.evaluate.results import PaperRow, PaperTable
from soundbrowser.evaluate.retrieval import Marks, Neighbours, label_marks
from soundbrowser.model.store import ModelKind
from soundbrowser.model.towers import unit

FOLDS = 5
"""Parts that the labels are dealt into; each part is once what the database has never held."""
LEAST = 2
"""Labels of a part: with one alone there would be nothing to choose."""

RAW_AUDIO = "raw features, audio→audio"
RAW_ACROSS = "raw features, audio→text"
JOINT_AUDIO = "joint, audio→audio"
JOINT_TEXT = "joint, audio→text"
JOINT_LABELS = "joint, audio→text, each label once"
TEXT_AUDIO = "joint, text→audio"
UNSEEN_TEXT = "unseen classes, text→audio"
UNSEEN_AUDIO = "unseen classes, audio→text"
PRINTED = {
    RAW_AUDIO: (0.560, 0.720),
    RAW_ACROSS: (0.024,),
    JOINT_AUDIO: (0.612, 0.749),
    JOINT_TEXT: (0.547, 0.713),
    TEXT_AUDIO: (1.0,),
}
"""What the paper prints, for MFCC and WAL-Net, or one figure for both."""

SAME = (
    "the measure (MAP@3 of the labels that 25 nearest neighbours vote for)",
    "the sides (answers come from the training side, questions from the test side)",
    "the vectors (of unit length, one for each whole sound, compared by cosine)",
    "the texts (each clip's text is its label)",
)
DIFFERENT = (
    "the paper's networks were trained on the training side of the same corpus and know its labels; a model that was "
    "trained on other sounds has seen neither",
    "the paper's figures are for FSDKaggle2018; on other sounds and labels equal figures mean nothing",
    "the paper does not say how ties are broken; here the nearer neighbour and then the alphabet decide",
    "raw features across are only compared where sounds and texts have vectors of one length",
    "a model of the kind that ships compares by its own score, best segment first, instead of the cosine",
    "text→audio of labels that the database holds is 1 in the paper because the texts of the test side are those of "
    "the training side; the rows of unseen classes ask for labels of which the database holds no clip",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """What every row is made from."""

    judge: Judge
    searched: Ids
    asked: Ids
    database: Ids
    marks: Marks
    text_scores: F32
    """(clips, labels)"""
    parts: tuple[tuple[str, ...], ...]
    """Labels that are taken to be unseen together."""


def paper_table(bench: Bench, unseen: Sequence[str] = ()) -> PaperTable:
    """The table, a column for each model; `unseen` labels instead of five parts drawn by lot.

    Raises CorpusRefused, as `require_table` says.
    """
    marks = label_marks(bench.heard)
    division = bench.division
    require_table(marks.texts, division, unseen)
    parts = _parts(marks.texts, unseen, bench.seed)
    sides = (division.searched, division.asked, division.database)
    values = [_values(_Table(judge, *sides, marks, _text_scores(judge, marks), parts)) for judge in bench.judges]
    rows = tuple(PaperRow(row, PRINTED.get(row.name, ())) for row in compared(values, bench.seed))
    how = "the labels named" if unseen else f"{len(parts)} parts of the labels in turn, dealt with seed {bench.seed}"
    return PaperTable(rows, how, SAME, DIFFERENT)


def require_table(labels: Sequence[str], division: Division, unseen: Sequence[str]) -> None:
    """Raises CorpusRefused without labels, without clips on both sides, or for an unseen label that there is not."""
    if not labels or not division.database.size or not division.asked.size:
        raise CorpusRefused(
            "The paper's table needs labels and clips on both sides of a split; this corpus has "
            f"{len(labels)} labels, {division.asked.size} clips to ask about, {division.database.size} to answer from."
        )
    if unknown := [label for label in unseen if label not in labels]:
        raise CorpusRefused(f"“{unknown[0]}” should be unseen, but it is no label of the corpus.")


def _values(table: _Table) -> dict[str, F64]:
    return {
        RAW_AUDIO: _raw_audio(table),
        RAW_ACROSS: _raw_across(table),
        JOINT_AUDIO: _joint_audio(table),
        JOINT_TEXT: _by_texts(table, table.text_scores[table.asked]),
        JOINT_LABELS: _by_labels(table, table.asked, table.marks.texts),
        TEXT_AUDIO: _text_audio(table),
        UNSEEN_TEXT: _unseen_text(table),
        UNSEEN_AUDIO: _unseen_audio(table),
    }


def _raw_audio(table: _Table) -> F64:
    whole = table.judge.heard.whole
    neighbours = Neighbours(table.judge.heard, table.database)
    scores = cosines(whole[table.asked], whole[table.database])
    return np.asarray([neighbours.precision(row, s) for row, s in zip(table.asked.tolist(), scores, strict=True)])


def _raw_across(table: _Table) -> F64:
    """NaN throughout where a text vector is not as long as a base vector."""
    whole = table.judge.heard.whole[table.asked]
    texts = [table.judge.subject.text_vector(text) for text in table.marks.texts]
    lengths = {text.size for text in texts if text is not None}
    if lengths != {whole.shape[1]}:
        return np.full(table.asked.size, np.nan)
    unknown = np.asarray([text is None for text in texts])
    rows = np.stack([np.zeros(whole.shape[1], np.float32) if text is None else text for text in texts])
    scores = np.stack(list(cosines(whole, rows)))
    return _by_texts(table, np.where(unknown, np.float32(UNASKABLE), scores))


def _joint_audio(table: _Table) -> F64:
    """By cosine where sounds and words share one network as in the paper, else by the search's score."""
    neighbours, joint = Neighbours(table.judge.heard, table.database), table.judge.joint
    scores = cosines(joint[table.asked], joint[table.database])
    if _is_joint(table.judge):
        scores = (one[table.database] for one in table.judge.by_clips(table.asked))
    return np.asarray([neighbours.precision(row, one) for row, one in zip(table.asked.tolist(), scores, strict=True)])


def _by_texts(table: _Table, scores: F32) -> F64:
    """(asked,) by the texts of the database, one for each clip and label; `scores` are (asked, labels)."""
    columns = np.nonzero(table.marks.bears[table.database])[1]
    labels = [(table.marks.texts[column],) for column in columns]
    known = {label for (label,) in labels}
    values = []
    for row, one in zip(table.asked.tolist(), scores, strict=True):
        own = tuple(label for label in table.judge.heard.clips[row].labels if label in known)
        values.append(guessed_precision(guesses(one[columns], labels), own) if own else float("nan"))
    return np.asarray(values)


def _by_labels(table: _Table, clips: Ids, texts: Sequence[str]) -> F64:
    """(clips,) by the three best of some labels; NaN for clips that bear none of them."""
    columns = [table.marks.texts.index(text) for text in texts]
    scores, right = table.text_scores[clips][:, columns], table.marks.bears[clips][:, columns]
    return np.asarray([average_precision_at(one, its, GUESSES) for one, its in zip(scores, right, strict=True)])


def _text_audio(table: _Table) -> F64:
    """(labels,) whether the sounds of the database that a label finds vote for it; NaN where there are none of it."""
    labels = [table.judge.heard.clips[row].labels for row in table.database]
    there = table.marks.bears[table.database].any(axis=0)
    found = [guesses(scores[table.database], labels) for scores in table.text_scores.T]
    right = [guessed_precision(those, (text,)) for those, text in zip(found, table.marks.texts, strict=True)]
    return np.where(there, right, np.nan)


def _unseen_text(table: _Table) -> F64:
    """(labels,) average precision of the three best clips among those of the unseen labels."""
    values = np.full(len(table.marks.texts), np.nan)
    for part in table.parts:
        columns = [table.marks.texts.index(text) for text in part]
        rows = table.searched[table.marks.bears[table.searched][:, columns].any(axis=1)]
        for column in columns:
            scores, right = table.text_scores[rows, column], table.marks.bears[rows, column]
            values[column] = average_precision_at(scores, right, GUESSES)
    return values


def _unseen_audio(table: _Table) -> F64:
    """(searched in each part,) average precision of the three best labels among the unseen ones."""
    return np.concatenate([_by_labels(table, table.searched, part) for part in table.parts])


def _is_joint(judge: Judge) -> bool:
    return judge.subject.folder.config.kind is ModelKind.JOINT


def _text_scores(judge: Judge, marks: Marks) -> F32:
    """(clips, labels) the search's score, or the cosine where sounds and words share one network as in the paper."""
    if _is_joint(judge):
        return np.stack([judge.by_text(text) for text in marks.texts], axis=1)
    columns = []
    for text in marks.texts:
        vector = judge.subject.text_vector(text)
        known = None if vector is None else unit(judge.subject.joint.words_query(vector).vector)
        columns.append(np.full(len(judge.joint), UNASKABLE) if known is None else judge.joint @ known)
    return np.stack(columns, axis=1).astype(np.float32)


def _parts(labels: Sequence[str], unseen: Sequence[str], seed: int) -> tuple[tuple[str, ...], ...]:
    if unseen:
        return (tuple(dict.fromkeys(unseen)),)
    folds = max(1, min(FOLDS, len(labels) // LEAST))
    dealt = np.random.default_rng(seed).permutation(len(labels))
    return tuple(tuple(labels[place] for place in sorted(dealt[fold::folds])) for fold in range(folds))
