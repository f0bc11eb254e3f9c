"""Chances for a CLAP model: lines fitted on the demo sounds that ship, whose names and folders say what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from soundbrowser.domain.vectors import F32
from soundbrowser.model.calibrate import Fit, Kind
from soundbrowser.model.queries import Background

SHOWN = 10
"""Answers a question that the lines are fitted on: what a person looks at."""
LEAST_SLOPE = 0.05
STIFFNESS = 1e-3
"""Keeps the line finite where right and wrong answers can be told apart by one score."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedSounds:
    """Sounds and their names as one model sees them."""

    sounds: F32
    """(n, dim) unit rows."""
    names: F32
    """(n, dim) unit rows of what each is called."""
    first_words: tuple[str, ...]
    """What a name begins with: sounds that share it are right answers to words."""
    folders: tuple[str, ...]
    """Sounds that share it are right answers to a clip."""


def fit_chances(named: NamedSounds) -> dict[Kind, Fit]:
    """A slope and a bias for each kind of question, by least log loss over its best answers."""
    background = Background(named.sounds)
    by_word = _alike(named.first_words)
    by_folder = _alike(named.folders)
    words = [background.standardise(row) for row in named.names]
    clips = [background.standardise(row) for row in named.sounds]
    both = [background.standardise(word + clip) for word, clip in zip(words, clips, strict=True)]
    return {
        Kind.TEXT: _fit(_answers(background, words, by_word, itself=True)),
        Kind.CLIP: _fit(_answers(background, clips, by_folder, itself=False)),
        Kind.BOTH: _fit(_answers(background, both, by_folder, itself=False)),
    }


def _alike(names: tuple[str, ...]) -> NDArray[np.bool_]:
    given = np.asarray(names)
    return np.asarray(given[:, None] == given[None, :])


def _answers(
    background: Background, questions: list[F32], right: NDArray[np.bool_], *, itself: bool
) -> Iterator[tuple[F32, NDArray[np.bool_]]]:
    """Standardised scores of each question's best answers, and which are right."""
    for row, question in enumerate(questions):
        spread = background.measure(question)
        scores = (background.vectors @ question - spread.centre) / spread.deviation
        order = np.argsort(-scores, kind="stable")
        best = order[order != row][:SHOWN] if not itself else order[:SHOWN]
        yield scores[best], right[row][best]


def _fit(answers: Iterator[tuple[F32, NDArray[np.bool_]]]) -> Fit:
    scores, right = (np.concatenate(parts).astype(np.float64) for parts in zip(*answers, strict=True))

    def loss(line: NDArray[np.float64]) -> float:
        logits = line[0] * scores + line[1]
        return float(np.mean(np.logaddexp(0, logits) - right * logits) + STIFFNESS * line[0] ** 2)

    found = minimize(loss, np.asarray([1.0, -3.0]), method="L-BFGS-B", bounds=[(LEAST_SLOPE, None), (None, None)])
    return Fit(slope=float(found.x[0]), bias=float(found.x[1]))
