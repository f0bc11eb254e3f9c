"""Fits the lines that turn scores into chances, on sources kept aside, and says how honest they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.query import WEAK_BELOW
from soundbrowser.domain.vectors import F32
from soundbrowser.model.calibrate import Fit, Kind, expected_error
from soundbrowser.model.queries import Background, Spread, sigmoid
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, TextTower
from soundbrowser.training.class_names import ClassNames, stems_of
from soundbrowser.training.text_sources import nonsense

SHOWN = 10
"""Answers per question that the error is measured on: what a person looks at."""
LEARNED = 10
"""Answers per question that the lines are fitted on."""
SAYS_LITTLE = stems_of("animal call sound effect left right start hit loop ambience hard soft heavy light large small")
"""Words of names that do not say what is heard."""
SAME_MEANING = 0.75
"""Cosine of two short texts from which one is a right answer to the other."""
CLIP_QUESTIONS = 400
FOLDS = 5
NOTHING = "nothing audible"
NOTHING_SHARE = 0.5
"""What questions about nothing audible weigh, beside 1 for each category."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedSounds:
    """Sounds kept aside, what each is called, and where it comes from."""

    base: F32
    """(n, 512)"""
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    """Category; each kind of sound counts the same, however many of it there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The best answers to one question."""

    z: F32
    """Standardised scores, best first."""
    right: NDArray[np.bool_]
    tail: float
    certainty: float
    kind: str


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


def _half_shared(one: frozenset[str], other: frozenset[str]) -> bool:
    """True when at least half of the shorter name's words are in the other."""
    return bool(one and other) and len(one & other) >= 0.5 * min(len(one), len(other))


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

    def _likeness(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """(m, m) True where sounds of one name are right answers to the other: what a listener would let pass."""
        vectors = self._text.encode(names)
        words = [stems_of(name.split(",")[0]) - SAYS_LITTLE for name in names]
        named = [self._classes.named_in(name) for name in names]
        within = np.asarray([[_half_shared(one, other) for other in words] for one in words])
        kinds = np.asarray([[bool(one & other) for other in named] for one in named])
        return np.asarray((vectors @ vectors.T >= SAME_MEANING) | within | kinds)

    def text_questions(self) -> Iterator[Answered]:
        """Each name once."""
        kind_of = dict(zip(self._sounds.names, self._sounds.kinds, strict=True))
        for row, name in enumerate(self._names):
            meaning = self._words.query(self._text.encode([name])[0], self._background.vectors)
            yield self._answered(meaning.vector, self._alike[row][self._name_of], meaning.certainty, kind_of[name])

    def nonsense_questions(self) -> Iterator[Answered]:
        """Texts about nothing audible: no answer is right."""
        wrong = np.zeros(len(self._name_of), np.bool_)
        for query in filter(self._text.known, nonsense()):
            meaning = self._words.query(self._text.encode([query])[0], self._background.vectors)
            yield self._answered(meaning.vector, wrong, meaning.certainty, NOTHING)

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
            right = self._alike[name][self._name_of]
            yield self._answered(vector, right, certainty, self._sounds.kinds[row], int(row))

    def _answered(
        self, vector: F32, right: NDArray[np.bool_], certainty: float, kind: str, asked: int = -1
    ) -> Answered:
        spread = self._background.measure(vector)
        scores = (self._joint @ vector - spread.centre) / spread.deviation
        best = np.argsort(-scores, kind="stable")[: LEARNED + 1]
        best = best[best != asked][:LEARNED]
        return Answered(scores[best], right[best], spread.tail, certainty, kind)


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
    """Least log loss over the best answers, every kind of question weighing the same."""
    z, right, features, weights = _stack(answers)
    line = _Line()
    optimiser = torch.optim.LBFGS(line.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        gap = nn.functional.binary_cross_entropy_with_logits(line(z, features), right, weights, reduction="sum")
        loss = gap + 1e-3 * line.size()
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


def _stack(answers: Sequence[Answered]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    z = torch.from_numpy(np.concatenate([one.z for one in answers]))
    right = torch.from_numpy(np.concatenate([one.right for one in answers]).astype(np.float32))
    rows = [np.tile(np.asarray([[1, one.certainty, one.tail]], np.float32), (len(one.z), 1)) for one in answers]
    weights = np.repeat(_weights(answers), [len(one.z) for one in answers])
    return z, right, torch.from_numpy(np.concatenate(rows)), torch.from_numpy(weights / weights.sum())


def _weights(answers: Sequence[Answered]) -> F32:
    counts = Counter(one.kind for one in answers)
    shares = {kind: (NOTHING_SHARE if kind == NOTHING else 1.0) / count for kind, count in counts.items()}
    return np.asarray([shares[one.kind] for one in answers], np.float32)


def _honesty(answers: Sequence[Answered], empty: Sequence[Answered]) -> Honesty:
    """Each fold of questions is judged by a line that was fitted on the others."""
    folds = [answers[fold::FOLDS] for fold in range(FOLDS)]
    lines = [
        fit_line([one for other in range(FOLDS) if other != fold for one in folds[other]]) for fold in range(FOLDS)
    ]
    judged = [(line, one) for line, fold in zip(lines, folds, strict=True) for one in fold]
    weights = np.repeat(_weights([one for _, one in judged]), SHOWN)
    chances = np.concatenate([_chances(line, one)[:SHOWN] for line, one in judged])
    right = np.concatenate([one.right[:SHOWN] for _, one in judged])
    highest = np.asarray([_chances(lines[0], one)[0] for one in empty])
    near = (chances >= 0.6) & (chances < 0.8)
    return Honesty(
        expected_error=expected_error(chances, right, weights),
        right_at_seven=float(np.average(right[near], weights=weights[near])) if near.any() else float("nan"),
        nonsense_highest=float(highest.mean()) if highest.size else 0.0,
        nonsense_below_weak=float((highest < WEAK_BELOW).mean()) if highest.size else 1.0,
    )


def _chances(fit: Fit, answered: Answered) -> F32:
    slope, intercept = fit.line(Spread(0.0, 1.0, answered.tail), answered.certainty)
    return sigmoid(np.asarray(slope * answered.z + intercept, np.float32))
