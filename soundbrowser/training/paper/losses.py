"""The distances and losses of the paper's first table, over pairs of an audio and a text embedding."""

from __future__ import annotations

from enum import StrEnum

import torch
from torch import Tensor, nn

MARGIN = 1.0
CLAMP = 1e-6
"""How near to 0 and 1 a likeness comes, at most, before its logarithm is taken."""
NEARLY_NONE = 1e-12
"""Under a root, so that equal embeddings have a gradient."""


class Distance(StrEnum):
    """What is measured between the two embeddings of a pair; all norms run over the 1024 dimensions."""

    L1 = "L1"
    L2 = "L2"
    EXP_L1 = "exp(−L1)"
    EXP_L2 = "exp(−L2)"

    @property
    def exponential(self) -> bool:
        """Whether it is a likeness, 1 where embeddings are equal."""
        return self in (Distance.EXP_L1, Distance.EXP_L2)


class Loss(StrEnum):
    """What is made of the distances of matching and non-matching pairs."""

    CONTRASTIVE = "contrastive"
    CROSS_ENTROPY = "cross-entropy"


def gap(audio: Tensor, text: Tensor, distance: Distance) -> Tensor:
    """(n,) ‖a − t‖₁ or ‖a − t‖₂ of (n, d) and (n, d)."""
    difference = audio - text
    if distance in (Distance.L1, Distance.EXP_L1):
        return difference.abs().sum(dim=1)
    return ((difference**2).sum(dim=1) + NEARLY_NONE).sqrt()


def likeness(audio: Tensor, text: Tensor, distance: Distance) -> Tensor:
    """(n,) in 0 … 1, 1 for equal embeddings: exp(−‖a − t‖), or for a plain distance 1 / (1 + ‖a − t‖)."""
    between = gap(audio, text, distance)
    return torch.exp(-between) if distance.exponential else 1 / (1 + between)


def cross_entropy(audio: Tensor, text: Tensor, matching: Tensor, distance: Distance) -> Tensor:
    """Mean binary cross-entropy of the likeness, clamped away from 0 and 1; `matching` is (n,) of 0 and 1."""
    chance = likeness(audio, text, distance).clamp(CLAMP, 1 - CLAMP)
    return nn.functional.binary_cross_entropy(chance, matching)


def contrastive(audio: Tensor, text: Tensor, matching: Tensor, distance: Distance) -> Tensor:
    """Mean of D² for matching pairs and max(0, 1 − D)² for others (Hadsell, Chopra, LeCun, CVPR 2006).

    D is the plain distance, or 1 − exp(−‖a − t‖).
    """
    between = 1 - likeness(audio, text, distance) if distance.exponential else gap(audio, text, distance)
    apart = (MARGIN - between).clamp_min(0)
    return (matching * between**2 + (1 - matching) * apart**2).mean()


def loss_of(loss: Loss, audio: Tensor, text: Tensor, matching: Tensor, distance: Distance) -> Tensor:
    """One of the two losses."""
    chosen = cross_entropy if loss is Loss.CROSS_ENTROPY else contrastive
    return chosen(audio, text, matching, distance)
