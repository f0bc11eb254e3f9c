"""Fits the lines that turn scores into chances, on sources kept aside, and says how honest they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.query import WEAK_BELOW
from soundbrowser.domain.vectors import F32
from soundbrowser.model.calibrate import Fit, Kind, expected_error
from soundbrowser.model.queries import Background
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, TextTower
from soundbrowser.training.class_names import ClassNames
from soundbrowser.training.text_sources import nonsense

SHOWN = 10
"""Answers per question that the error is measured on: what a person looks at."""
LEARNED = 30
"""Answers per question that the lines are fitted on."""
SAME_MEANING = 0.8
"""Cosine of two short texts from which one is a right answer to the other."""
CLIP_QUESTIONS = 400
FOLDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class NamedSounds:
    """Sounds kept aside, what each is called, and where it comes from."""

    base: F32
    """(n, 384)"""
    names: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The best answers to one question."""

    z: F32
    """Standardised scores, best first."""
    right: NDArray[np.bool_]
    tail: float
    certainty: float
    fold: int


@dataclass(frozen=True, slots=True)
class Honesty:
    """How far the chances that are shown lie from the truth, measured on sources that the line was not fitted on."""

    expected_error: float
    """Mean gap between chance and share of right answers, over the ten best of each question."""
    right_at_seven: float
    """Share of right answers among those shown with a chance of 0.6 to 0.8."""
    nonsense_highest: float
    """Mean of the best chance that questions about nothing audible get."""
    nonsense_below_weak: float
    """Share of those questions whose answers all stay below the weak line."""


class Examiner:
    """Asks questions of sounds kept aside and notes which of the best answers are right."""

    def __init__(
        self,
        text: TextEncoder,
        audio: AudioTower,
        words: TextTower,
        background: Background,
        classes: ClassNames,
        sounds: NamedSounds,
    ) -> None:
        self._text, self._audio, self._words = text, audio, words
        self._background = background
        self._classes = classes
        self._sounds = sounds
        self._joint = audio.project(sounds.base)
        names = sorted(set(sounds.names))
        place = {name: i for i, name in enumerate(names)}
        self._names = names
        self._name_of = np.asarray([place[name] for name in sounds.names])
        self._alike = self._likeness(names)
        folds = {source: i % FOLDS for i, source in enumerate(sorted(set(sounds.sources)))}
        self._fold_of = np.asarray([folds[source] for source in sounds.sources])

    def _likeness(self, names: Sequence[str]) -> NDArray[np.bool_]:
        vectors = self._text.encode(names)
        words = [set(name.replace(",", " ").split()) for name in names]
        named = [self._classes.named_in(name) for name in names]
        heard = [self._classes.ancestors(classes) | classes for classes in named]
        within = np.asarray([[one <= other for other in words] for one in words])
        kinds = np.asarray([[bool(one) and one <= other for other in heard] for one in named])
        return np.asarray((vectors @ vectors.T >= SAME_MEANING) | within | kinds)

    def text_questions(self) -> Iterator[Answered]:
        """Each name once, over the sounds of each fold in turn."""
        for name in range(len(self._names)):
            meaning = self._words.query(self._text.encode([self._names[name]])[0], self._background.vectors)
            for fold in range(FOLDS):
                yield self._answered(meaning.vector, self._alike[name][self._name_of], meaning.certainty, fold)

    def nonsense_questions(self) -> Iterator[Answered]:
        """Texts about nothing audible: no answer is right."""
        wrong = np.zeros(len(self._name_of), np.bool_)
        for query in filter(self._text.known, nonsense()):
            meaning = self._words.query(self._text.encode([query])[0], self._background.vectors)
            for fold in range(FOLDS):
                yield self._answered(meaning.vector, wrong, meaning.certainty, fold)

    def clip_questions(self, with_words: bool, seed: int = 0) -> Iterator[Answered]:
        """Random clips, alone or together with their names; a clip is no answer to itself."""
        rng = np.random.default_rng(seed)
        for row in rng.permutation(len(self._name_of))[:CLIP_QUESTIONS]:
            vector, certainty = self._background.standardise(self._audio.query(self._sounds.base[row : row + 1])), 1.0
            name = self._name_of[row]
            if with_words:
                meaning = self._words.query(self._text.encode([self._names[name]])[0], self._background.vectors)
                vector = 0.5 * vector + 0.5 * self._background.standardise(meaning.vector)
                certainty = meaning.certainty
            yield self._answered(vector, self._alike[name][self._name_of], certainty, self._fold_of[row], int(row))

    def _answered(
        self, vector: F32, right: NDArray[np.bool_], certainty: float, fold: int, asked: int = -1
    ) -> Answered:
        spread = self._background.measure(vector)
        pool = np.flatnonzero(self._fold_of == fold)
        pool = pool[pool != asked]
        scores = (self._joint[pool] @ vector - spread.centre) / spread.deviation
        best = np.argsort(-scores, kind="stable")[:LEARNED]
        return Answered(scores[best], right[pool[best]], spread.tail, certainty, fold)


def fit_calibration(examiner: Examiner) -> tuple[dict[Kind, Fit], dict[Kind, Honesty]]:
    """A line for each kind of question; honesty is measured across the folds, the fits that ship use both."""
    empty = list(examiner.nonsense_questions())
    asked: Mapping[Kind, list[Answered]] = {
        Kind.TEXT: [*examiner.text_questions(), *empty],
        Kind.CLIP: list(examiner.clip_questions(with_words=False)),
        Kind.BOTH: list(examiner.clip_questions(with_words=True)),
    }
    fits = {kind: fit_line(answers) for kind, answers in asked.items()}
    return fits, {kind: _honesty(answers, empty if kind is Kind.TEXT else []) for kind, answers in asked.items()}


def fit_line(answers: Sequence[Answered]) -> Fit:
    """Least log loss over the best answers, every question weighing the same."""
    z, right, features = _stack(answers)
    line = _Line()
    optimiser = torch.optim.LBFGS(line.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(line(z, features), right) + 1e-3 * line.size()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return line.fit()


class _Line(nn.Module):
    """The form of `Fit`, with a slope that cannot fall below zero."""

    def __init__(self) -> None:
        super().__init__()
        self.log_slope = nn.Parameter(torch.zeros(()))
        self.offsets = nn.Parameter(torch.tensor([-3.0, 0.0, 0.0]))

    def forward(self, z: Tensor, features: Tensor) -> Tensor:
        return self.log_slope.exp() * z + features @ self.offsets

    def size(self) -> Tensor:
        return (self.offsets[1:] ** 2).sum()

    def fit(self) -> Fit:
        bias, certainty, tail = (float(value) for value in self.offsets.detach())
        return Fit(float(self.log_slope.detach().exp()), bias, certainty, tail)


def _stack(answers: Sequence[Answered]) -> tuple[Tensor, Tensor, Tensor]:
    z = torch.from_numpy(np.concatenate([one.z for one in answers]))
    right = torch.from_numpy(np.concatenate([one.right for one in answers]).astype(np.float32))
    rows = [np.tile(np.asarray([[1, one.certainty, one.tail]], np.float32), (len(one.z), 1)) for one in answers]
    return z, right, torch.from_numpy(np.concatenate(rows))


def _honesty(answers: Sequence[Answered], empty: Sequence[Answered]) -> Honesty:
    lines = [fit_line([one for one in answers if one.fold != fold]) for fold in range(FOLDS)]
    shown = [(_chances(lines[one.fold], one)[:SHOWN], one.right[:SHOWN]) for one in answers]
    chances, right = (np.concatenate(parts) for parts in zip(*shown, strict=True))
    near = (chances >= 0.6) & (chances < 0.8)
    highest = np.asarray([_chances(lines[one.fold], one)[0] for one in empty])
    return Honesty(
        expected_error=expected_error(chances, right),
        right_at_seven=float(right[near].mean()) if near.any() else float("nan"),
        nonsense_highest=float(highest.mean()) if highest.size else 0.0,
        nonsense_below_weak=float((highest < WEAK_BELOW).mean()) if highest.size else 1.0,
    )


def _chances(line: Fit, answered: Answered) -> F32:
    logits = line.slope * answered.z + line.bias + line.certainty_bias * answered.certainty
    return np.asarray(1 / (1 + np.exp(-(logits + line.tail_bias * answered.tail))), np.float32)
