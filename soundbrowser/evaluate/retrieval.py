"""What a model finds: the values of every measure, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.evaluate.division import Division
from soundbrowser.evaluate.hearing import Heard
from soundbrowser.evaluate.judging import UNASKABLE, Judge
from soundbrowser.evaluate.knn import guessed_precision, guesses
from soundbrowser.evaluate.measures import F64, average_precision, average_precision_at, found_at, precision_at


class MeasureName(StrEnum):
    """The measures, in the order of the table."""

    ZERO_SHOT = "zero-shot accuracy"
    TEXT_MAP = "text→audio mAP"
    TEXT_MAP_10 = "text→audio mAP@10"
    TEXT_P_10 = "text→audio P@10"
    CAPTION_MAP_10 = "captions mAP@10"
    CAPTION_R_1 = "captions R@1"
    CAPTION_R_10 = "captions R@10"
    AUDIO_MAP = "audio→audio mAP"
    NEIGHBOURS_MAP_3 = "audio→audio MAP@3, 25 neighbours"


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Which clip bears which text."""

    texts: tuple[str, ...]
    bears: NDArray[np.bool_]
    """(clips, texts)"""

    @classmethod
    def of(cls, said: Sequence[Sequence[str]], texts: Sequence[str]) -> Marks:
        """From the texts of each clip."""
        place = {text: column for column, text in enumerate(texts)}
        bears = np.zeros((len(said), len(texts)), np.bool_)
        for row, those in enumerate(said):
            bears[row, [place[text] for text in those if text in place]] = True
        return cls(tuple(texts), bears)


def label_marks(heard: Heard) -> Marks:
    """The labels of some clips, in alphabetical order."""
    said = [clip.labels for clip in heard.clips]
    return Marks.of(said, sorted({label for labels in said for label in labels}))


def measure(judge: Judge, division: Division) -> dict[MeasureName, F64]:
    """(questions,) of each measure that the clips' labels and captions allow; NaN for one without a right answer."""
    found: dict[MeasureName, F64] = {}
    if any(clip.labels for clip in judge.heard.clips):
        found |= by_labels(judge, division.searched)
        found |= by_clips(judge, division)
    if any(clip.captions for clip in judge.heard.clips):
        found |= _by_captions(judge, division.searched)
    return {name: found[name] for name in MeasureName if name in found}


def by_labels(judge: Judge, searched: Ids) -> dict[MeasureName, F64]:
    """Each label as a question among the clips searched; each of these clips as a question among all labels."""
    marks = label_marks(judge.heard)
    right = marks.bears[searched]
    scores = np.stack([judge.by_text(text)[searched] for text in marks.texts], axis=1)
    columns = [(scores[:, column], right[:, column]) for column in range(len(marks.texts))]
    return {
        MeasureName.ZERO_SHOT: zero_shot(scores, right),
        MeasureName.TEXT_MAP: np.asarray([average_precision(*column) for column in columns]),
        MeasureName.TEXT_MAP_10: np.asarray([average_precision_at(*column) for column in columns]),
        MeasureName.TEXT_P_10: np.asarray([precision_at(*column) for column in columns]),
    }


def zero_shot(scores: F32, right: NDArray[np.bool_]) -> F64:
    """(n,) 1 where the label of the highest score, (n, labels), is right; a tie with a wrong one is wrong."""
    wrong = np.where(right, UNASKABLE, scores).max(axis=1)
    hit = (np.where(right, scores, UNASKABLE).max(axis=1) > wrong).astype(np.float64)
    return np.where(right.any(axis=1), hit, np.nan)


def by_clips(judge: Judge, division: Division) -> dict[MeasureName, F64]:
    """Each clip as a question: for the others of its labels, and for its label by its nearest neighbours.

    Clips of the same content are no answers to each other.
    """
    heard, bears = judge.heard, label_marks(judge.heard).bears
    content = np.unique(heard.fingerprints, return_inverse=True)[1]
    neighbours = Neighbours(heard, division.database)
    asked = set(division.asked.tolist() if division.database.size else ())
    others, guessed = [], []
    for row, scores in zip(division.searched.tolist(), judge.by_clips(division.searched), strict=True):
        there = division.searched[content[division.searched] != content[row]]
        others.append(average_precision(scores[there], (bears[there] & bears[row]).any(axis=1)))
        if row in asked:
            guessed.append(neighbours.precision(row, scores[division.database]))
    found = {MeasureName.AUDIO_MAP: np.asarray(others)}
    return found | ({MeasureName.NEIGHBOURS_MAP_3: np.asarray(guessed)} if guessed else {})


class Neighbours:
    """The classifier over a database of clips."""

    def __init__(self, heard: Heard, database: Ids) -> None:
        self._clips = heard.clips
        self._labels = [heard.clips[row].labels for row in database]
        self._known = {label for labels in self._labels for label in labels}

    def precision(self, row: int, scores: F32) -> float:
        """Of three guesses at the labels of the clip at `row`, by its (database,) scores.

        NaN for a clip of which no label is in the database.
        """
        own = tuple(label for label in self._clips[row].labels if label in self._known)
        return guessed_precision(guesses(scores, self._labels), own) if own else float("nan")


def _by_captions(judge: Judge, searched: Ids) -> dict[MeasureName, F64]:
    said = [judge.heard.clips[row].captions for row in searched]
    marks = Marks.of(said, list(dict.fromkeys(caption for captions in said for caption in captions)))
    rows = []
    for column, caption in enumerate(marks.texts):
        scores, right = judge.by_text(caption)[searched], marks.bears[:, column]
        rows.append((average_precision_at(scores, right), found_at(scores, right, 1), found_at(scores, right, 10)))
    values = np.asarray(rows, np.float64)
    names = (MeasureName.CAPTION_MAP_10, MeasureName.CAPTION_R_1, MeasureName.CAPTION_R_10)
    return dict(zip(names, values.T, strict=True))
