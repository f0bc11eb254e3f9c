"""Models without class evidence: both sides go through one shared network, or through none, and meet by cosine."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.towers import BATCH, F64, Meaning, Mlp, Tensors, unit

SHARED = "base"
"""Tensors `base.0.weight`, `base.0.bias`, `base.1.weight` …: the network that sounds and words share, if any."""


class PlainSounds:
    """Base vectors to joint vectors: the shared network, then length 1."""

    def __init__(self, tensors: Tensors, dim: int) -> None:
        """`dim` is the length of a joint vector; without tensors that of a base vector."""
        self.dim = dim
        self._network = Mlp(tensors, SHARED)

    def project(self, base: F16 | F32) -> F32:
        """(n, base_dim) → (n, dim), each row of length 1, whatever else is projected with it."""
        batches = (base[start : start + BATCH].astype(np.float64) for start in range(0, len(base), BATCH))
        return np.concatenate([*(unit(self._network(rows)) for rows in batches), np.empty((0, self.dim), np.float32)])

    def query(self, base: F16 | F32) -> F32:
        """(k, base_dim) of one or several clips → the direction between their joint vectors, (dim,)."""
        return unit(self.project(base).mean(axis=0))


class PlainWords:
    """Text vectors to questions by the same way as sounds."""

    def __init__(self, tensors: Tensors) -> None:
        self._network = Mlp(tensors, SHARED)

    def query(self, text: F32, background: F32) -> Meaning:
        """(text_dim,) → a question of length 1; the background changes nothing."""
        del background
        row: F64 = self._network(text[None])
        return Meaning(unit(row)[0], certainty=1.0)
