"""Distils the sentence encoder into a table of piece vectors, and teaches it relations that the teacher lacks.

Two losses: knowledge distillation on unit vectors (cosine), and a contrastive one over pairs of texts that mean the
same (van den Oord et al., 2018), such as a synonym and its category, or a sound word and its meaning.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32
from soundbrowser.model.words import pieces_of, words_of

TEXT_DIM = 300
SMOOTHING = 1e-3
"""a of the smooth inverse frequency weights (Arora et al., ICLR 2017)."""
FIRST_COMMON = 1996
"""The teacher's vocabulary is sorted by frequency from this id on."""
LONG_TEXT = 4
"""Texts of at least this many pieces lose some of them while training."""


@dataclass(frozen=True, slots=True)
class DistilSettings:
    """How long and how hard to train; the defaults make the table that ships."""

    steps: int = 6000
    batch: int = 512
    pairs: int = 160
    table_rate: float = 2e-3
    weight_rate: float = 4e-3
    relation_weight: float = 0.1
    relation_temperature: float = 0.07
    drop: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Pieces with their vectors and the weights they have in a mean."""

    pieces: list[str]
    vectors: F32
    """(n, 300)"""
    weights: F32
    """(n,) ≥ 0"""


def principal_axes(vectors: F32, dim: int = TEXT_DIM) -> F32:
    """(n, d) → (d, dim) eigenvectors of XᵀX with the largest eigenvalues, without centring."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :dim], np.float32)


def start_table(
    pieces: Sequence[str], vectors: F32, texts: Sequence[str], extra: Iterable[str], axes: F32
) -> WordTable:
    """The teacher's Latin pieces and further whole words, weighted by how rare they are."""
    kept = [row for row, piece in enumerate(pieces) if _usable(piece)]
    rows = {pieces[row]: vectors[row] @ axes for row in kept}
    ranks = {pieces[row]: max(row - FIRST_COMMON + 10, 10) for row in kept}
    split = pieces_of
    words = {word: split(word, rows) for word in dict.fromkeys(extra) if word not in rows}
    added = {word: np.mean([rows[piece] for piece in parts], axis=0) for word, parts in words.items() if parts}
    table = rows | added
    counts = Counter(piece for text in texts for word in words_of(text) for piece in split(word, table))
    weights = _rarity(list(table), counts, ranks)
    return WordTable(list(table), np.asarray(list(table.values()), np.float32), weights)


def frequent_words(texts: Iterable[str], least: int = 2) -> list[str]:
    """Words that occur at least so often, in order."""
    counts = Counter(word for text in texts for word in words_of(text))
    return sorted(word for word, count in counts.items() if count >= least and not word.isdigit())


class Student(nn.Module):
    """A text is the weighted mean of its pieces, scaled to length 1."""

    def __init__(self, table: WordTable) -> None:
        super().__init__()
        self.vectors = nn.Embedding(len(table.pieces), table.vectors.shape[1], sparse=True)
        self.vectors.weight.data.copy_(torch.from_numpy(table.vectors))
        self.raw_weights = nn.Parameter(_inverse_softplus(torch.from_numpy(table.weights.copy())))

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """(pieces,) ids of all texts in a row and (n,) counts → (n, 300)."""
        owners = torch.repeat_interleave(torch.arange(lengths.numel()), lengths)
        weighted = self.vectors(ids) * nn.functional.softplus(self.raw_weights[ids])[:, None]
        total = torch.zeros(lengths.numel(), weighted.shape[1]).index_add(0, owners, weighted)
        return nn.functional.normalize(total, dim=1)

    def table(self, pieces: Sequence[str]) -> WordTable:
        """What was learned."""
        weights = nn.functional.softplus(self.raw_weights).detach().numpy()
        return WordTable(list(pieces), self.vectors.weight.detach().numpy().copy(), weights.astype(np.float32))


def distil(
    table: WordTable,
    texts: Sequence[str],
    targets: F32,
    relations: Sequence[Sequence[tuple[str, str]]],
    settings: DistilSettings,
    report: Callable[[int, float], None] = lambda step, loss: None,
) -> WordTable:
    """Trains towards unit targets (n, 300), and in the same step on pairs drawn evenly from each kind of relation."""
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    student = Student(table)
    pieces = PieceIds(table.pieces, settings.drop, rng)
    known = [row for row, text in enumerate(texts) if pieces.known(text)]
    optimisers, schedules = _optimisers(student, settings)
    goals = torch.from_numpy(targets)
    for step in range(settings.steps):
        rows = rng.choice(known, settings.batch)
        made = student(*pieces.batch([texts[row] for row in rows]))
        loss = 1 - (made * goals[torch.from_numpy(rows)]).sum(dim=1).mean()
        if relations:
            loss = loss + settings.relation_weight * _relation_loss(student, pieces, relations, settings, rng)
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser, schedule in zip(optimisers, schedules, strict=True):
            optimiser.step()
            schedule.step()
        if step % 100 == 0:
            report(step, float(loss.detach()))
    return student.table(table.pieces)


class PieceIds:
    """Texts as rows of the table, cut once; long ones lose pieces at random each time they are asked for."""

    def __init__(self, pieces: Sequence[str], drop: float, rng: np.random.Generator) -> None:
        self._row_of = {piece: row for row, piece in enumerate(pieces)}
        self._cut: dict[str, NDArray[np.int64]] = {}
        self._drop = drop
        self._rng = rng

    def known(self, text: str) -> bool:
        return bool(self._ids(text).size)

    def batch(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Ids in a row and how many each text has."""
        ids = [self._thinned(self._ids(text)) for text in texts]
        lengths = torch.tensor([len(one) for one in ids])
        return torch.from_numpy(np.concatenate(ids)), lengths

    def _ids(self, text: str) -> NDArray[np.int64]:
        if text not in self._cut:
            rows = [self._row_of[piece] for word in words_of(text) for piece in pieces_of(word, self._row_of)]
            self._cut[text] = np.asarray(rows, np.int64)
        return self._cut[text]

    def _thinned(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        if ids.size < LONG_TEXT:
            return ids
        kept = ids[self._rng.random(ids.size) >= self._drop]
        return kept if kept.size else ids


def _relation_loss(
    student: Student,
    pieces: PieceIds,
    relations: Sequence[Sequence[tuple[str, str]]],
    settings: DistilSettings,
    rng: np.random.Generator,
) -> Tensor:
    share = settings.pairs // len(relations)
    chosen = [kind[row] for kind in relations for row in rng.integers(len(kind), size=share)]
    chosen = [(left, right) for left, right in chosen if pieces.known(left) and pieces.known(right)]
    lefts, rights = [left for left, _ in chosen], [right for _, right in chosen]
    logits = student(*pieces.batch(lefts)) @ student(*pieces.batch(rights)).T / settings.relation_temperature
    same = torch.tensor([[one == other for other in rights] for one in rights]) & ~torch.eye(
        len(rights), dtype=torch.bool
    )
    return nn.functional.cross_entropy(logits.masked_fill(same, -1e4), torch.arange(len(rights)))


def _optimisers(
    student: Student, settings: DistilSettings
) -> tuple[list[torch.optim.Optimizer], list[torch.optim.lr_scheduler.LRScheduler]]:
    optimisers: list[torch.optim.Optimizer] = [
        torch.optim.SparseAdam(list(student.vectors.parameters()), lr=settings.table_rate),
        torch.optim.Adam([student.raw_weights], lr=settings.weight_rate),
    ]
    return optimisers, [torch.optim.lr_scheduler.CosineAnnealingLR(one, settings.steps) for one in optimisers]


def _usable(piece: str) -> bool:
    letters = piece.removeprefix("##")
    return bool(letters) and all(letter.isalnum() and ord(letter) < 0x250 for letter in letters)


def _rarity(pieces: Sequence[str], counts: Counter[str], ranks: dict[str, int]) -> F32:
    seen = np.asarray([counts[piece] for piece in pieces], np.float64)
    prior = np.asarray([1 / ranks.get(piece, len(pieces)) for piece in pieces])
    frequency = 0.5 * seen / max(seen.sum(), 1) + 0.5 * prior / prior.sum()
    return np.asarray(SMOOTHING / (SMOOTHING + frequency), np.float32)


def _inverse_softplus(weights: Tensor) -> Tensor:
    return torch.log(torch.expm1(weights.clamp_min(1e-4)))


def relations_of(kinds: Iterable[Iterable[tuple[str, str]]], seed: int) -> list[list[tuple[str, str]]]:
    """Each kind of relation in a fixed random order, empty kinds left out."""
    lists = [list(kind) for kind in kinds]
    for kind in lists:
        random.Random(seed).shuffle(kind)
    return [kind for kind in lists if kind]
