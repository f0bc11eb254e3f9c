"""What the encoder is pulled by: its clips' words, the classes they name, and the network it started from."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, log_softmax, softmax, softplus

SAME_TEXT = 0.06
"""Softness of the targets: texts whose cosine is this much lower get 1/e of the share."""


def contrastive(
    audio: Tensor, text: Tensor, bank: Tensor, meanings: Tensor, bank_meanings: Tensor, scale: Tensor
) -> Tensor:
    """Symmetric cross-entropy between clips and texts (InfoNCE) with soft targets where the texts agree.

    `audio` (n, d) and `text` (n, d) are unit rows of the joint space; `bank` (m, d) holds further texts that clips must
    tell apart; `meanings` (n, e) and `bank_meanings` (m, e) are the texts' own vectors, which say how alike they are.
    """
    texts, said = torch.cat([text, bank]), torch.cat([meanings, bank_meanings])
    to_text = _soft_cross_entropy(scale * audio @ texts.T, softmax((meanings @ said.T - 1) / SAME_TEXT, dim=1))
    to_audio = _soft_cross_entropy(scale * text @ audio.T, softmax((meanings @ meanings.T - 1) / SAME_TEXT, dim=1))
    return (to_text + to_audio) / 2


def named_classes(logits: Tensor, classes: Tensor, deviation: Tensor) -> Tensor:
    """Classes that captions name: likely in itself, and likelier than in the batch's other clips.

    `logits` (n, 527), `classes` (n, 527) with 1 for named, `deviation` (527,) of the logits over the corpus.
    """
    named = (classes == 1).float()
    if not named.any():
        return logits.sum() * 0
    likely = (softplus(-logits) * named).sum() / named.sum()
    columns = named.any(dim=0)
    ranks = log_softmax((logits / deviation)[:, columns] * 2, dim=0)
    shares = named[:, columns] / named[:, columns].sum(dim=0)
    return 0.3 * likely - (ranks * shares).sum(dim=0).mean()


def like_before(logits: Tensor, before: Tensor, classes: Tensor, deviation: Tensor) -> Tensor:
    """Class scores nobody named stay where the starting network had them (Hinton et al., distillation)."""
    free = (classes == 0).float()
    difference = (logits - before) / deviation
    return (difference.square() * free).mean()


def same_sound(base: Tensor, before: Tensor, mean: Tensor) -> Tensor:
    """Base vectors keep their direction from the corpus mean."""
    return (1 - cosine_similarity(base - mean, before - mean, dim=1)).mean()


def _soft_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    return -(target * log_softmax(logits, dim=1)).sum(dim=1).mean()
