"""The two towers in numpy: base vectors and text vectors to the blocks of the joint space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.queries import spread_of

Tensors = Mapping[str, NDArray[Any]]
F64 = NDArray[np.float64]
BATCH = 1024
"""Rows projected at once, which bounds the memory for a large library."""
LONGEST = 0.95
"""Greatest length of a class block; nearer to 1 the last component would be the root of a rounding error."""
BUSY_CLASSES = 50
"""As many of a sound's best class scores tell how busy it is."""
LEAST_SHARE, MOST_SHARE = 0.02, 0.98


class Mlp:
    """Linear layers `<name>.0`, `<name>.1` … with ReLU between them."""

    def __init__(self, tensors: Tensors, name: str) -> None:
        count = sum(key.startswith(f"{name}.") and key.endswith(".weight") for key in tensors)
        self._layers = [_layer(tensors, f"{name}.{i}") for i in range(count)]

    @property
    def dim(self) -> int:
        """Length of its output."""
        return int(self._layers[-1][1].size)

    def __call__(self, x: F32 | F64) -> F64:
        rows = np.asarray(x, np.float64)
        for i, (weight, bias) in enumerate(self._layers):
            rows = rows @ weight + bias
            if i + 1 < len(self._layers):
                rows = np.maximum(rows, 0)
        return rows


class ClassHead:
    """The encoder's own way from its embedding to 527 AudioSet logits (hard-swish between two linear layers).

    It reads the first components of a base vector, as many as it has weights for; what else is there is not for it.
    """

    def __init__(self, tensors: Tensors) -> None:
        self._hidden = _layer(tensors, "encoder.head.hidden")
        self._classes = _layer(tensors, "encoder.head.classes")

    def __call__(self, base: F16 | F32 | F64) -> F64:
        embedding = np.asarray(base[..., : len(self._hidden[0])], np.float64)
        hidden = embedding @ self._hidden[0] + self._hidden[1]
        hidden *= np.clip(hidden + 3, 0, 6) / 6
        return np.asarray(hidden @ self._classes[0] + self._classes[1], np.float64)


def _layer(tensors: Tensors, name: str) -> tuple[F64, F64]:
    weight = np.ascontiguousarray(tensors[f"{name}.weight"].astype(np.float64).T)
    return weight, tensors[f"{name}.bias"].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The blocks of some sounds, before they are given their lengths in the joint vector."""

    contrastive: F32
    """(n, c) unit rows."""
    classes: F32
    """(n, k) rows of length < 1: how sure the encoder is of what it hears stays in the length."""
    sound: F32
    """(n, s) unit rows."""

    def in_order(self) -> tuple[F32, F32, F32]:
        """As they follow each other in a joint vector, whose last component fills the length up to 1."""
        return self.contrastive, self.classes, self.sound


class AudioTower:
    """Base vectors to joint vectors, block by block."""

    def __init__(self, tensors: Tensors) -> None:
        self._contrastive = Mlp(tensors, "tower.audio")
        self._head = ClassHead(tensors)
        self._class_mean = tensors["tower.class.mean"].astype(np.float64)
        self._class_scale = tensors["tower.class.scale"].astype(np.float64)
        self._class_projection = tensors["tower.class.projection"].astype(np.float64) / tensors["tower.class.limit"]
        self._busy_share = float(tensors.get("tower.class.busy", np.zeros(1))[0])
        self._sound_mean = tensors["tower.sound.mean"].astype(np.float64)
        self._sound_projection = tensors["tower.sound.projection"].astype(np.float64)
        self._lengths = tensors["tower.blocks.lengths"].astype(np.float32)
        self._clip_weights = tensors["tower.blocks.clip"].astype(np.float32)

    @property
    def dim(self) -> int:
        """Length of a joint vector."""
        return 1 + self._contrastive.dim + int(self._class_projection.shape[1]) + int(self._sound_projection.shape[1])

    def class_scores(self, base: F16 | F32) -> F32:
        """(n, base_dim) → (n, 527) log class scores, each class standardised over the sounds of the training."""
        return self._class_scores(np.asarray(base, np.float64)).astype(np.float32)

    def blocks(self, base: F16 | F32) -> Blocks:
        """(n, base_dim) → the three blocks."""
        rows = np.asarray(base, np.float64)
        classes = less_busy(self._class_scores(rows), self._busy_share) @ self._class_projection
        excess = np.maximum(np.linalg.norm(classes, axis=1, keepdims=True) / LONGEST, 1)
        sound = (rows - self._sound_mean) @ self._sound_projection
        return Blocks(unit(self._contrastive(rows)), (classes / excess).astype(np.float32), unit(sound))

    def project(self, base: F16 | F32) -> F32:
        """(n, base_dim) → (n, dim), each row of length 1, whatever else is projected with it.

        The products are made in double and rounded at the end: the last digits of a matrix product depend on its shape
        and on the machine, and in double they are too small to be seen in the result.
        """
        batches = (base[start : start + BATCH] for start in range(0, len(base), BATCH))
        return np.concatenate([*map(self._joint, batches), np.empty((0, self.dim), np.float32)])

    def _class_scores(self, rows: F64) -> F64:
        return (log_sigmoid(self._head(rows)) - self._class_mean) * self._class_scale

    def query(self, base: F16 | F32) -> F32:
        """(k, base_dim) of one or several clips → one question vector (dim,), its blocks weighted for clips."""
        means = [unit(block.mean(axis=0)) for block in self.blocks(base).in_order()]
        weights = self._clip_weights / self._lengths
        parts = [weight * mean for weight, mean in zip(weights, means, strict=True)]
        return np.concatenate([*parts, np.zeros(1)]).astype(np.float32)

    def _joint(self, base: F16 | F32) -> F32:
        blocks = zip(self._lengths, self.blocks(base).in_order(), strict=True)
        joint = np.concatenate([length * block for length, block in blocks], axis=1)
        rest = np.sqrt(np.maximum(1 - (joint**2).sum(axis=1, keepdims=True), 0))
        return np.concatenate([joint, rest], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What words ask for."""

    vector: F32
    """(dim,)"""
    certainty: float
    """How clearly the words name AudioSet classes, 0 … 1."""


class TextTower:
    """Text vectors to question vectors; the clearer the class evidence, the more it weighs."""

    def __init__(self, tensors: Tensors) -> None:
        self._contrastive = Mlp(tensors, "tower.text")
        self._classes = Mlp(tensors, "tower.class_text")
        self._projection = tensors["tower.class.projection"].astype(np.float32)
        self._sound_dim = int(tensors["tower.sound.projection"].shape[1])
        self._blend = tensors["tower.blend"].astype(np.float32)

    def classes(self, texts: F32) -> F32:
        """(n, text_dim) → (n, 527) distributions over the AudioSet classes."""
        return softmax(self._classes(texts))

    def query(self, text: F32, background: F32) -> Meaning:
        """(text_dim,) and joint background vectors (b, dim) → a question, its blocks balanced over the background."""
        contrastive = unit(self._contrastive(text[None]))[0]
        chances = self.classes(text[None])[0]
        classes = chances @ self._projection
        certainty = float(1 + (chances * np.log(chances + 1e-12)).sum() / np.log(chances.size))
        share = float(np.clip(self._blend[0] + self._blend[1] * certainty, LEAST_SHARE, MOST_SHARE))
        split, end = contrastive.size, contrastive.size + classes.size
        blocks = [
            (1 - share) * contrastive / spread_of(background[:, :split] @ contrastive).deviation,
            share * classes / spread_of(background[:, split:end] @ classes).deviation,
            np.zeros(self._sound_dim + 1, np.float32),
        ]
        return Meaning(np.concatenate(blocks).astype(np.float32), certainty)


def unit(rows: F32 | F64) -> F32:
    """Rows scaled to length 1."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)


def less_busy(scores: F64, share: float) -> F64:
    """(n, 527) standardised class scores, less `share` of the mean of each row's best ones.

    A sound in which many classes are heard would else be near every question.
    """
    count = min(BUSY_CLASSES, scores.shape[1])
    best = np.partition(scores, -count, axis=1)[:, -count:]
    return np.asarray(scores - share * best.mean(axis=1, keepdims=True), np.float64)


def log_sigmoid(logits: F64) -> F64:
    """log(1 / (1 + exp(−x))) without overflow."""
    return np.asarray(-np.logaddexp(0, -logits), np.float64)


def softmax(logits: F32 | F64) -> F32:
    """Over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)
