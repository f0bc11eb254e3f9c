"""The network that both kinds of features pass through, and its training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32
from soundbrowser.training.checkpoints import save_whole
from soundbrowser.training.paper.losses import Distance, Loss, loss_of
from soundbrowser.training.paper.pairs import Features, Pairs, epoch_of_pairs

SIZES = (300, 1024, 512, 512, 1024)


@dataclass(frozen=True, slots=True)
class SharedRecipe:
    """The paper's settings; it names Adam but no learning rate, so that is Adam's own."""

    epochs: int = 100
    pairs: int = 500
    dropout: float = 0.5
    rate: float = 1e-3
    loss: Loss = Loss.CROSS_ENTROPY
    distance: Distance = Distance.EXP_L2
    seed: int = 0
    checkpoint_every: int = 10
    """Epochs."""


class SharedNetwork(nn.Module):
    """300 → 1024 → 512 → 512 → 1024 with ReLU and dropout between the layers; the same weights for both sides."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(SIZES))
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        """(n, 300) → (n, 1024)"""
        for layer in self.layers[:-1]:
            features = self.dropout(layer(features).relu())
        return self.layers[-1](features)  # type: ignore[no-any-return]

    def tensors(self) -> dict[str, F32]:
        """`base.0.weight`, `base.0.bias` … as a model folder keeps them."""
        return {f"base.{name.removeprefix('layers.')}": value.numpy() for name, value in self.state_dict().items()}


class SharedTraining:
    """One run; its state can be saved and taken up again."""

    def __init__(self, recipe: SharedRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.network = SharedNetwork(recipe.dropout)
        self.optimiser = torch.optim.Adam(self.network.parameters(), recipe.rate)
        self.epoch = 0

    def run(self, features: Features, checkpoint: Path, report: Callable[[int, float], None]) -> None:
        """Goes on from the checkpoint if there is one; ends after the recipe's last epoch."""
        if checkpoint.is_file():
            self.load(checkpoint)
        while self.epoch < self.recipe.epochs:
            loss = self.learn_epoch(features)
            self.epoch += 1
            if self.epoch % self.recipe.checkpoint_every == 0 or self.epoch == self.recipe.epochs:
                self.save(checkpoint)
            report(self.epoch, loss)
        self.network.eval()

    def learn_epoch(self, features: Features) -> float:
        """Every clip in one matching and one non-matching pair; the mean loss."""
        self.network.train()
        rng = np.random.default_rng([self.recipe.seed, self.epoch])
        torch.manual_seed(int(rng.integers(2**31)))  # of the dropout
        return float(np.mean([self._learn(pairs) for pairs in epoch_of_pairs(features, self.recipe.pairs, rng)]))

    def _learn(self, pairs: Pairs) -> float:
        rows = torch.from_numpy(np.concatenate([pairs.audio, pairs.own, pairs.other]))
        audio, own, other = self.network(rows).chunk(3)
        matching = torch.cat([torch.ones(len(own)), torch.zeros(len(other))])
        texts = torch.cat([own, other])
        loss = loss_of(self.recipe.loss, torch.cat([audio, audio]), texts, matching, self.recipe.distance)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return float(loss.detach())

    def save(self, path: Path) -> None:
        """Everything the next epochs depend on, in one file that replaces the last one at once."""
        save_whole(self._state(), path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch = state["epoch"]

    def _state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
        }
