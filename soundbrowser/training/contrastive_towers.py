"""The two small networks through which sounds and words meet, while the encoder below them is trained."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from soundbrowser.domain.vectors import F32

WIDTH = 256
JOINT_DIM = 96


class ContrastiveTowers(nn.Module):
    """Embeddings (n, 384) and text vectors (n, e) to unit rows of one space."""

    def __init__(
        self, mean: F32, deviation: F32, text_dim: int, joint_dim: int = JOINT_DIM, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.audio_hidden = nn.Linear(mean.size, WIDTH)
        self.audio_out = nn.Linear(WIDTH, joint_dim)
        self.text_hidden = nn.Linear(text_dim, WIDTH)
        self.text_out = nn.Linear(WIDTH, joint_dim)
        self.dropout = nn.Dropout(dropout)
        self.log_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))
        with torch.no_grad():
            self.text_hidden.weight.mul_(text_dim**0.5)  # unit rows are small in every coordinate

    @classmethod
    def over(cls, base: F32, text_dim: int, dropout: float) -> ContrastiveTowers:
        """Towers that standardise by the spread of these embeddings (n, 384)."""
        return cls(base.mean(axis=0), base.std(axis=0) + np.float32(1e-6), text_dim, dropout=dropout)

    @property
    def scale(self) -> Tensor:
        """What cosines are multiplied with, at most 40."""
        return self.log_scale.exp().clamp(max=40)

    def audio(self, base: Tensor) -> Tensor:
        standardised = (base - self.mean) / self.deviation
        return normalize(self.audio_out(torch.relu(self.audio_hidden(self.dropout(standardised)))), dim=1)

    def text(self, text: Tensor) -> Tensor:
        return normalize(self.text_out(torch.relu(self.text_hidden(self.dropout(text)))), dim=1)

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """`tower.audio.*` and `tower.text.*` for the joint model, standardising folded into the first layer."""
        weight = self.audio_hidden.weight / self.deviation
        layers = {
            "tower.audio.0.weight": weight,
            "tower.audio.0.bias": self.audio_hidden.bias - weight @ self.mean,
            "tower.audio.1.weight": self.audio_out.weight,
            "tower.audio.1.bias": self.audio_out.bias,
            "tower.text.0.weight": self.text_hidden.weight,
            "tower.text.0.bias": self.text_hidden.bias,
            "tower.text.1.weight": self.text_out.weight,
            "tower.text.1.bias": self.text_out.bias,
        }
        return {name: tensor.detach().cpu().numpy().astype(np.float32) for name, tensor in layers.items()}
