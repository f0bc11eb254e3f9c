"""The trainable part of the joint space in torch: the contrastive towers and the way from words to classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from soundbrowser.model.queries import LOWER
from soundbrowser.model.towers import LEAST_SHARE, MOST_SHARE

Tensors = Mapping[str, NDArray[Any]]
TRAINED = ("tower.audio", "tower.text", "tower.class_text")
SPREAD_FLOOR = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """What texts ask for."""

    contrastive: Tensor
    """(q, c) unit rows."""
    log_chances: Tensor
    """(q, classes) logarithms of distributions."""

    def __getitem__(self, rows: slice) -> Meanings:
        return Meanings(self.contrastive[rows], self.log_chances[rows])


@dataclass(frozen=True, slots=True, eq=False)
class SoundBlocks:
    """The two blocks of sounds that words are compared with."""

    contrastive: Tensor
    """(n, c) unit rows."""
    classes: Tensor
    """(n, k)"""


class TuneNetwork(nn.Module):
    """Scores texts against sounds as the joint model does, with gradients."""

    def __init__(self, tensors: Tensors) -> None:
        super().__init__()
        self.audio = _mlp(tensors, "tower.audio")
        self.text = _mlp(tensors, "tower.text")
        self.class_text = _mlp(tensors, "tower.class_text")
        self.projection: Tensor
        self.blend: Tensor
        self.register_buffer("projection", _float(tensors["tower.class.projection"]))
        self.register_buffer("blend", _float(tensors["tower.blend"]))

    def sounds(self, base: Tensor) -> Tensor:
        """(n, base_dim) → (n, c) contrastive block."""
        return normalize(self.audio(base), dim=1)

    def meanings(self, texts: Tensor) -> Meanings:
        """(q, text_dim) → what the texts ask for."""
        return Meanings(normalize(self.text(texts), dim=1), torch.log_softmax(self.class_text(texts), dim=1))

    def scores(self, asked: Meanings, sounds: SoundBlocks, background: SoundBlocks) -> Tensor:
        """(q, n) scores in deviations of the background's, blended as the joint model does."""
        chances = asked.log_chances.exp()
        certainty = 1 + (chances * asked.log_chances).sum(dim=1, keepdim=True) / np.log(chances.shape[1])
        share = (self.blend[0] + self.blend[1] * certainty).clamp(LEAST_SHARE, MOST_SHARE)
        taught = _standard(asked.contrastive, sounds.contrastive, background.contrastive)
        heard = _standard(chances @ self.projection, sounds.classes, background.classes)
        blended: Tensor = (1 - share) * taught + share * heard
        return blended

    def trained_tensors(self) -> dict[str, NDArray[np.float32]]:
        """What training may have changed, under the shipped names."""
        networks = {"tower.audio": self.audio, "tower.text": self.text, "tower.class_text": self.class_text}
        return {
            f"{name}.{i}.{kind}": getattr(layer, kind).detach().numpy().copy()
            for name, network in networks.items()
            for i, layer in enumerate(_linear_layers(network))
            for kind in ("weight", "bias")
        }


def _standard(questions: Tensor, sounds: Tensor, background: Tensor) -> Tensor:
    """Scores in deviations of the background's, which gradients leave alone."""
    with torch.no_grad():
        over = questions @ background.T
        count = over.shape[1]
        centre = over.kthvalue((count + 1) // 2, dim=1, keepdim=True).values
        low = over.kthvalue(1 + round(LOWER * (count - 1)), dim=1, keepdim=True).values
        deviation = (centre - low).clamp_min(SPREAD_FLOOR)
    return (questions @ sounds.T - centre) / deviation


def _mlp(tensors: Tensors, name: str) -> nn.Sequential:
    count = sum(key.startswith(f"{name}.") and key.endswith(".weight") for key in tensors)
    parts: list[nn.Module] = []
    for i in range(count):
        weight = _float(tensors[f"{name}.{i}.weight"])
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            layer.weight.copy_(weight)
            layer.bias.copy_(_float(tensors[f"{name}.{i}.bias"]))
        parts += [layer, nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def _linear_layers(network: nn.Sequential) -> list[nn.Linear]:
    return [layer for layer in network if isinstance(layer, nn.Linear)]


def _float(values: NDArray[Any]) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))
