"""WAL-Net's training on soft labels: random segments of each clip, binary cross-entropy, and a checkpoint an epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.training.checkpoints import save_whole
from soundbrowser.training.paper.pictures import Pictures
from soundbrowser.training.paper.walnet import WalNet


@dataclass(frozen=True, slots=True)
class WalNetRecipe:
    """How the network is trained; the paper leaves this to the work that it cites."""

    epochs: int = 14
    batch: int = 32
    rate: float = 1e-3
    """Adam's; it falls over half a cosine."""
    horizon: int = 14
    """Epochs, after which the rate is nothing. A run may end before, and be made longer later on."""
    seed: int = 0


class WalNetTraining:
    """One run; its state can be saved after each epoch and taken up again."""

    def __init__(self, recipe: WalNetRecipe, classes: int) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.network = WalNet(classes).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = torch.optim.Adam(self.network.parameters(), recipe.rate)
        self.scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimiser, recipe.horizon)
        self.epoch = 0

    def run(
        self,
        pictures: Pictures,
        labels: F32,
        rows: Ids,
        folder: Path,
        report: Callable[[int, float, float], None],
    ) -> None:
        """Learns the (n, classes) `labels` of the `rows`; goes on from the last epoch that `folder` has."""
        done = (epoch for epoch in range(self.recipe.epochs, 0, -1) if _checkpoint(folder, epoch).is_file())
        if (last := next(done, None)) is not None:
            self.load(_checkpoint(folder, last))
        while self.epoch < self.recipe.epochs:
            started = time.monotonic()
            loss = self.learn_epoch(pictures, labels, rows)
            self.epoch += 1
            self.save(_checkpoint(folder, self.epoch))
            report(self.epoch, loss, time.monotonic() - started)

    def learn_epoch(self, pictures: Pictures, labels: F32, rows: Ids) -> float:
        """Every clip once; the mean loss."""
        self.network.train()
        rng = np.random.default_rng([self.recipe.seed, self.epoch])
        losses = []
        for chosen, segments in pictures.batches(rows, self.recipe.batch, rng):
            losses.append(self._learn(_picture(segments), torch.from_numpy(labels[chosen])))
        self.scheduler.step()
        return float(np.mean(losses))

    def _learn(self, segments: Tensor, labels: Tensor) -> float:
        loss = nn.functional.binary_cross_entropy(self.network(segments), labels)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return float(loss.detach())

    def save(self, path: Path) -> None:
        """Everything the next epochs depend on, in one file that is there at once."""
        save_whole(self._state(), path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.epoch = state["epoch"]

    def _state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "epoch": self.epoch,
        }


def _checkpoint(folder: Path, epoch: int) -> Path:
    return folder / f"epoch-{epoch:02}.pt"


def _picture(segments: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(segments).to(memory_format=torch.channels_last)
