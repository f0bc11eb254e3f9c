"""Learns the table of other languages: a row for each frequent word and group of letters, towards English vectors.

The loss is the cosine to the finished English table's vector of what a text means; nothing of English is trained.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array
from torch import Tensor

from soundbrowser.domain.vectors import F32
from soundbrowser.model.features import Word, read_words
from soundbrowser.model.other_languages import LanguageTable
from soundbrowser.model.text import TextEncoder, quantise
from soundbrowser.model.towers import unit
from soundbrowser.training.language_synonyms import Saying
from soundbrowser.training.language_texts import Lessons
from soundbrowser.training.text_distil import SMOOTHING, Student, WordTable, principal_axes

LEAST_SEEN = 2.0
OWN_WORD, OWN_GROUP, COMPOSED = 20.0, 2.0, 0.02
"""What a word of our own lists counts when features are chosen, a group within it, and anything in a made-up phrase."""


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """How the table is learned; the defaults make the one that ships."""

    features: int = 56_000
    dim: int = 192
    steps: int = 4000
    batch: int = 512
    table_rate: float = 5e-3
    weight_rate: float = 1e-2
    hidden_words: float = 0.3
    """Share of the words that are read by their groups alone, so that unknown forms of a word are read as well."""
    shares: tuple[float, ...] = (3.0, 2.0, 2.5, 1.5, 1.0, 4.0)
    """How often each kind of lesson is drawn: words, phrases, synonyms, categories, captions, made-up phrases."""
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Readings:
    """Texts of one kind as rows of the table."""

    words: list[list[tuple[int, list[int]]]]
    """For each text and word: the word's own row or −1, and its groups' rows; texts without any row are left out."""
    meanings: NDArray[np.int64]
    """(n,) row of the target."""

    def rows(self) -> Iterator[list[int]]:
        """All rows of each text."""
        return ([row for whole, groups in words for row in (whole, *groups) if row >= 0] for words in self.words)


def fit_languages(
    lessons: Lessons,
    english: TextEncoder,
    english_words: Iterable[str],
    settings: LanguageSettings,
    report: Callable[[int, float], None] = lambda step, loss: None,
) -> tuple[list[str], LanguageTable]:
    """Features in order and their table; `english_words` are those of English texts about sounds."""
    kinds = [[one for one in kind if english.known(one.meaning)] for kind in lessons.kinds()]
    cut = [[read_words(one.text) for one in kind] for kind in kinds]
    features = _choose_features(cut, settings.features)
    meanings = sorted({one.meaning for kind in kinds for one in kind})
    wanted = english.encode(meanings)
    basis = principal_axes(wanted, settings.dim)
    targets = unit(wanted @ basis)
    meaning_of = {meaning: row for row, meaning in enumerate(meanings)}
    goals = [[meaning_of[one.meaning] for one in kind] for kind in kinds]
    row_of = {feature: row for row, feature in enumerate(features)}
    readings = [_readings(texts, aims, row_of) for texts, aims in zip(cut, goals, strict=True)]
    learned = _train(_start(readings, targets, features), readings, targets, settings, report)
    rows, scales = quantise(learned.vectors, learned.weights)
    table = LanguageTable(
        rows=rows,
        scales=scales,
        basis=basis.T.astype(np.float16),
        lengths=_lengths(readings[0], rows.astype(np.float32) * scales[:, None].astype(np.float32), kinds[0], english),
        shared=_shared(features, english_words),
    )
    return features, table


def _choose_features(kinds: Sequence[Sequence[Sequence[Word]]], most: int) -> list[str]:
    """The features seen most often, in order; the first two kinds are our own lists, the last is made up."""
    counts: defaultdict[str, float] = defaultdict(float)
    for number, kind in enumerate(kinds):
        own, made_up = number < 2, number == len(kinds) - 1
        for word in (word for words in kind for word in words):
            counts[word.whole] += OWN_WORD if own else COMPOSED if made_up else 1
            for group in word.groups:
                counts[group] += OWN_GROUP if own else COMPOSED if made_up else 1
    seen = [feature for feature, count in counts.items() if count >= LEAST_SEEN]
    return sorted(sorted(seen, key=lambda feature: (-counts[feature], feature))[:most])


def _shared(features: Sequence[str], english_words: Iterable[str]) -> NDArray[np.bool_]:
    english = {feature for text in english_words for word in read_words(text) for feature in word.features}
    return np.asarray([feature in english for feature in features])


def _readings(texts: Iterable[Sequence[Word]], meanings: Sequence[int], row_of: dict[str, int]) -> _Readings:
    words = [
        [(row_of.get(word.whole, -1), [row_of[group] for group in word.groups if group in row_of]) for word in text]
        for text in texts
    ]
    known = [place for place, text in enumerate(words) if any(whole >= 0 or groups for whole, groups in text)]
    return _Readings([words[place] for place in known], np.asarray([meanings[place] for place in known], np.int64))


def _start(readings: Sequence[_Readings], targets: F32, features: list[str]) -> WordTable:
    """A feature begins as the mean of what its texts mean, weighted by how rare it is (Arora et al., ICLR 2017)."""
    rows = [ids for reading in readings for ids in reading.rows()]
    meanings = np.concatenate([reading.meanings for reading in readings])
    sizes = np.asarray([len(ids) for ids in rows])
    shares = np.repeat(1 / sizes, sizes)
    columns = np.fromiter(itertools.chain.from_iterable(rows), np.int64)
    occurs = csr_array((shares, columns, np.concatenate([[0], sizes.cumsum()])), (len(rows), len(features)))
    seen = np.asarray(occurs.sum(axis=0)).ravel()
    total = occurs.T @ targets[meanings]
    weights = SMOOTHING / (SMOOTHING + seen / seen.sum())
    means = total / np.maximum(seen, 1e-9)[:, None]
    return WordTable(features, means.astype(np.float32), weights.astype(np.float32))


def _train(
    start: WordTable,
    readings: Sequence[_Readings],
    targets: F32,
    settings: LanguageSettings,
    report: Callable[[int, float], None],
) -> WordTable:
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    student = Student(start)
    optimisers: list[torch.optim.Optimizer] = [
        torch.optim.SparseAdam(list(student.vectors.parameters()), lr=settings.table_rate),
        torch.optim.Adam([student.raw_weights], lr=settings.weight_rate),
    ]
    schedules = [torch.optim.lr_scheduler.CosineAnnealingLR(one, settings.steps) for one in optimisers]
    goals = torch.from_numpy(targets)
    draw = _Batches(readings, settings, rng)
    for step in range(settings.steps):
        ids, lengths, meanings = draw.batch()
        loss = 1 - (student(ids, lengths) * goals[meanings]).sum(dim=1).mean()
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser, schedule in zip(optimisers, schedules, strict=True):
            optimiser.step()
            schedule.step()
        if step % 250 == 0:
            report(step, float(loss.detach()))
    return student.table(start.pieces)


class _Batches:
    """Draws texts of all kinds by their shares."""

    def __init__(self, readings: Sequence[_Readings], settings: LanguageSettings, rng: np.random.Generator) -> None:
        self._readings = readings
        shares = [share * bool(reading.words) for share, reading in zip(settings.shares, readings, strict=True)]
        self._shares = np.asarray(shares) / sum(shares)
        self._settings = settings
        self._rng = rng

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Rows of all texts after each other, how many each has, and the rows of their targets."""
        kinds = self._rng.choice(len(self._readings), self._settings.batch, p=self._shares)
        ids: list[list[int]] = []
        meanings: list[int] = []
        for reading in (self._readings[kind] for kind in kinds):
            place = self._rng.integers(len(reading.words))
            ids.append(self._thinned(reading.words[place]))
            meanings.append(int(reading.meanings[place]))
        lengths = torch.tensor([len(one) for one in ids])
        return torch.tensor([row for one in ids for row in one]), lengths, torch.tensor(meanings)

    def _thinned(self, words: Iterable[tuple[int, list[int]]]) -> list[int]:
        rows: list[int] = []
        for whole, groups in words:
            hidden = bool(groups) and self._rng.random() < self._settings.hidden_words
            rows += groups if whole < 0 or hidden else [whole, *groups]
        return rows


def _lengths(words: _Readings, vectors: F32, sayings: Sequence[Saying], english: TextEncoder) -> F32:
    """Medians over the everyday words: of their sums as learned, and of their translations' in the English table."""
    made = np.median([np.linalg.norm(vectors[rows].sum(axis=0)) for rows in words.rows()])
    wanted = np.median([np.linalg.norm(english.total(saying.meaning)) for saying in sayings])
    return np.asarray([made, wanted], np.float32)
