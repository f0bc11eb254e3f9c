"""One model's opinion of clips that it has heard, as the program asks for it: a sound scores by its best segment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from soundbrowser.domain.vectors import F16, F32, Ids
from soundbrowser.evaluate.hearing import Heard
from soundbrowser.evaluate.subject import Subject
from soundbrowser.model.joint import QueryVector
from soundbrowser.model.towers import unit

AT_ONCE = 128
"""Questions answered in one product, which bounds the memory."""
UNASKABLE = -np.inf
"""The score of every sound for a text of which the model knows no word."""


class Judge:
    """Answers with scores, one a clip, in the order of the clips."""

    def __init__(self, subject: Subject, heard: Heard) -> None:
        self.subject = subject
        self.heard = heard
        self._vectors = subject.joint.project(heard.base)

    @property
    def joint(self) -> F32:
        """(clips, dim) the joint vector of each whole sound."""
        return self._vectors[self.heard.bounds[:-1]]

    def by_text(self, text: str) -> F32:
        """(clips,) logits of the chance that each clip is meant, so that scores of different questions compare."""
        vector = self.subject.text_vector(text)
        if vector is None:
            return np.full(len(self.heard.clips), UNASKABLE, np.float32)
        return self.by_text_vector(vector)

    def by_text_vector(self, vector: F32) -> F32:
        """The same for a text whose vector (text_dim,) is known."""
        return next(self._logits([self.subject.joint.words_query(vector)]))

    def by_clips(self, rows: Ids) -> Iterator[F32]:
        """(clips,) logits for each of the clips at these places as the question; itself is among the answers."""
        return self.by_base(self.heard.whole[rows])

    def by_base(self, base: F16) -> Iterator[F32]:
        """(clips,) logits for each sound as the question whose base vector is a row of (n, base_dim)."""
        for start in range(0, len(base), AT_ONCE):
            yield from self._logits([self.subject.joint.clip_query(row[None]) for row in base[start : start + AT_ONCE]])

    def _logits(self, asked: list[QueryVector]) -> Iterator[F32]:
        scores = np.stack([one.vector for one in asked]) @ self._vectors.T
        best = np.maximum.reduceat(scores, self.heard.bounds[:-1], axis=1)
        for one, row in zip(asked, best, strict=True):
            yield np.asarray(one.slope * row + one.intercept, np.float32)


def cosines(questions: F16 | F32, answers: F16 | F32) -> Iterator[F32]:
    """(q, d), (n, d) → for each question its cosine to all answers, (n,)."""
    asked, there = unit(np.asarray(questions, np.float32)), unit(np.asarray(answers, np.float32))
    for start in range(0, len(asked), AT_ONCE):
        yield from asked[start : start + AT_ONCE] @ there.T
