"""Weights averaged over the steps of a run, and between its end and its start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn


class MovingAverage:
    """An exponential moving average of a network's weights (Polyak averaging)."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Takes in the weights after a step; the first ones count more."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.values[name].lerp_(value, 1 - decay)
            else:
                self.values[name].copy_(value)


def between(start: Mapping[str, Tensor], end: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights that lie `share` of the way from start to end (Wortsman et al., "Robust fine-tuning", CVPR 2022)."""
    return {
        name: torch.lerp(start[name], value, share) if value.dtype.is_floating_point else value
        for name, value in end.items()
    }


def mean_of(runs: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several runs from the same start (Wortsman et al., "Model soups", ICML 2022)."""
    return {
        name: torch.stack([run[name] for run in runs]).mean(dim=0) if value.dtype.is_floating_point else value
        for name, value in runs[0].items()
    }
