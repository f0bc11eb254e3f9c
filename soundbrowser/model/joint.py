"""The joint space: base vectors and questions meet in one dot product, and its value becomes a chance.

A joint vector has three blocks, each of fixed length, so that the whole has length 1:
contrastive (what training pairs taught) · class evidence (standardised AudioSet scores) · sound alone (for clips).
A question weighs the blocks; its scores are measured against a background of sounds, never against the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from soundbrowser.domain.errors import QueryError, UnknownWords
from soundbrowser.domain.query import Reason
from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.calibrate import Calibration, Kind
from soundbrowser.model.plain import SHARED, PlainSounds, PlainWords
from soundbrowser.model.queries import Background, QueryPart, QueryVector
from soundbrowser.model.store import WEIGHTS, ModelFolder, ModelKind
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, Meaning, TextTower

PUSH = 0.6
"""How strongly a negative is subtracted, in the spread of its scores over the background."""

__all__ = ["JointModel", "QueryPart", "QueryVector"]


class Sounds(Protocol):
    """The way from base vectors into the joint space."""

    @property
    def dim(self) -> int:
        """Length of a joint vector."""
        ...

    def project(self, base: F16 | F32) -> F32:
        """(n, base_dim) → (n, dim) rows of length 1; a row's result does not depend on its neighbours."""
        ...

    def query(self, base: F16 | F32) -> F32:
        """(k, base_dim) of one or several clips → one question vector (dim,)."""
        ...


class Words(Protocol):
    """The way from text vectors into the joint space."""

    def query(self, text: F32, background: F32) -> Meaning:
        """(text_dim,) and joint background vectors (b, dim) → a question."""
        ...


class JointModel:
    """Projects base vectors and answers questions; numpy alone, the same answer in every process."""

    def __init__(
        self, folder: ModelFolder, text: TextEncoder | None, audio: Sounds, words: Words, background: Background
    ) -> None:
        """Without `text`, words are read elsewhere and come as text vectors."""
        self.encoder_version = folder.config.encoder_version
        self.tower_version = folder.config.tower_version
        self.name = folder.config.name
        self.dim = folder.config.joint_dim
        self._text = text
        self._audio = audio
        self._words = words
        self._background = background
        self._calibration = Calibration.load(folder)

    @classmethod
    def load(cls, folder: ModelFolder) -> JointModel:
        """Reads the towers, the word table and the background."""
        text = None if folder.config.kind is ModelKind.CLAP else TextEncoder.load(folder)
        return cls(folder, text, *_towers(folder), Background.load(folder))

    @property
    def reads_words(self) -> bool:
        """False when the text vectors of a question must be given to it."""
        return self._text is not None

    def project(self, base: F16 | F32) -> F32:
        """(n, base_dim) → (n, dim) joint vectors of length 1; a row's result does not depend on its neighbours."""
        return self._audio.project(base)

    def text_query(self, text: str) -> QueryVector:
        """A question in words; raises UnknownWords."""
        if self._text is None or not self._text.known(text):
            raise UnknownWords(f"No word of “{text}” is known to the model.")
        return self.words_query(self._text.encode([text])[0])

    def words_query(self, text: F32) -> QueryVector:
        """A question in words whose text vector (text_dim,) is known."""
        meaning = self._words.query(text, self._background.vectors)
        return self._calibrated(meaning.vector, Kind.TEXT, Reason.MEANING, meaning.certainty)

    def clip_query(self, base: F16 | F32) -> QueryVector:
        """A question in sounds: the mean of (k, base_dim) base vectors of one or several clips."""
        return self._calibrated(self._audio.query(base), Kind.CLIP, Reason.SOUND, 1.0)

    def combine(
        self,
        text: QueryVector | None,
        clip: QueryVector | None,
        negatives: Sequence[QueryVector] = (),
        balance: float = 0.5,
    ) -> QueryVector:
        """One question out of several; `balance` 0 is the words alone, 1 the clip alone."""
        positives = [(part, share) for part, share in ((text, 1 - balance), (clip, balance)) if part and share > 0]
        if not positives and not negatives:
            raise QueryError("The question is empty: type words or give a clip.")
        if len(positives) == 1 and not negatives:
            return positives[0][0]
        scaled = [self._background.standardise(part.vector) * share for part, share in positives]
        pushed = [self._background.standardise(part.vector) * -PUSH for part in negatives]
        total = np.asarray(np.sum([*scaled, *pushed], axis=0), np.float32)
        kind = Kind.BOTH if len(positives) > 1 else Kind.CLIP if text is None and clip is not None else Kind.TEXT
        certainty = min((part.certainty for part, _ in positives), default=0.0)
        parts = tuple(part for whole, _ in positives for part in whole.parts)
        slope, intercept = self._calibration.line(kind, self._background.measure(total), certainty)
        return QueryVector(total, slope, intercept, parts, certainty)

    def _calibrated(self, vector: F32, kind: Kind, reason: Reason, certainty: float) -> QueryVector:
        vector = self._background.standardise(vector)
        slope, intercept = self._calibration.line(kind, self._background.measure(vector), certainty)
        return QueryVector(vector, slope, intercept, (QueryPart(reason, vector, slope, intercept),), certainty)


def _towers(folder: ModelFolder) -> tuple[Sounds, Words]:
    if folder.config.kind is ModelKind.JOINT:
        tensors = folder.tensors(prefix="tower.") | folder.tensors(prefix="encoder.head.")
        return AudioTower(tensors), TextTower(tensors)
    shared = folder.tensors(prefix=f"{SHARED}.") if WEIGHTS in folder.files else {}
    return PlainSounds(shared, folder.config.joint_dim), PlainWords(shared)
