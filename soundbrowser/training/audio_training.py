"""Training of the encoder, end to end with the contrastive towers, gently from its starting weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32
from soundbrowser.model.encoder import BLOCKS, AudioEncoder
from soundbrowser.training.averaging import MovingAverage
from soundbrowser.training.batches import Batch, BatchMaker
from soundbrowser.training.checkpoints import save_whole
from soundbrowser.training.contrastive_towers import ContrastiveTowers
from soundbrowser.training.losses import contrastive, like_before, named_classes, same_sound


@dataclass(frozen=True, slots=True)
class AudioRecipe:
    """How the encoder is trained; the weights of the losses were chosen on the clips kept aside for tuning."""

    steps: int = 2400
    batch: int = 48
    mixed_share: float = 0.4
    rate: float = 1e-3
    """Learning rate of the layers nearest the end."""
    depth_decay: float = 0.88
    """Each layer further down learns this much slower."""
    tower_rate: float = 1e-3
    warm_up: int = 100
    contrastive: float = 1.0
    named: float = 0.4
    like_before: float = 2.0
    same_sound: float = 1.0
    average: float = 0.998
    seed: int = 0
    checkpoint_every: int = 100


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """What the starting network says of the corpus: statistics that losses are measured in."""

    logit_deviation: Tensor
    """(527,)"""
    base_mean: Tensor
    """(384,)"""


class AudioTraining:
    """One run: networks, optimiser, averages; its state can be saved and taken up again."""

    def __init__(
        self,
        recipe: AudioRecipe,
        start: Mapping[str, Tensor],
        towers: ContrastiveTowers,
        anchor: Anchor,
        bank: F32,
        device: str = "cpu",
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.before = _network(start, device).requires_grad_(False)
        self.encoder = _network(start, device)
        self.towers = towers.to(device)
        self._anchor = Anchor(anchor.logit_deviation.to(device), anchor.base_mean.to(device))
        self._bank = torch.from_numpy(bank).to(device)
        self.optimiser = torch.optim.AdamW(_groups(self.encoder, self.towers, recipe), weight_decay=0.01)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimiser, lambda step: _schedule(step, recipe))
        self.encoder_average = MovingAverage(self.encoder, recipe.average)
        self.tower_average = MovingAverage(self.towers, recipe.average)
        self.step = 0

    def run(self, batches: BatchMaker, checkpoint: Path, report: Callable[[int, dict[str, float]], None]) -> None:
        """Goes on from the checkpoint if there is one; ends after the recipe's last step."""
        if checkpoint.is_file():
            self.load(checkpoint)
        for batch in batches.steps(self.step, self.recipe.steps):
            started = time.monotonic()
            losses = self.learn(batch)
            self.step += 1
            report(self.step, losses | {"seconds": time.monotonic() - started})
            if self.step % self.recipe.checkpoint_every == 0 or self.step == self.recipe.steps:
                self.save(checkpoint)

    def learn(self, batch: Batch) -> dict[str, float]:
        """One step; batch norms keep the starting statistics, so that a clip's vector depends on it alone."""
        self.towers.train()
        self.encoder.eval()
        self.encoder.head.dropout.train()
        losses = self._losses(batch)
        weights = self.recipe
        total = (
            weights.contrastive * losses["contrastive"]
            + weights.named * losses["named"]
            + weights.like_before * losses["like_before"]
            + weights.same_sound * losses["same_sound"]
        )
        self.optimiser.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*self.encoder.parameters(), *self.towers.parameters()], 2.0)
        self.optimiser.step()
        self.scheduler.step()
        self.encoder_average.update(self.encoder, self.step)
        self.tower_average.update(self.towers, self.step)
        return {name: float(value.detach()) for name, value in losses.items()}

    def _losses(self, batch: Batch) -> dict[str, Tensor]:
        with torch.no_grad():
            base_before = self.before(_picture(batch.heard, self.device))
            logits_before = self.before.head(base_before)
        base = self.encoder(_picture(batch.seen, self.device))
        logits = self.encoder.head(base)
        texts = torch.from_numpy(batch.texts).to(self.device)
        classes = torch.from_numpy(batch.classes).to(self.device)
        bank = self._bank[torch.randint(len(self._bank), (1024,), device=self.device)]
        towers = self.towers
        deviation = self._anchor.logit_deviation
        return {
            "contrastive": contrastive(
                towers.audio(base), towers.text(texts), towers.text(bank), texts, bank, towers.scale
            ),
            "named": named_classes(logits, classes, deviation),
            "like_before": like_before(logits, logits_before, classes, deviation),
            "same_sound": same_sound(base, base_before, self._anchor.base_mean),
        }

    def save(self, path: Path) -> None:
        """Everything the next steps depend on, in one file that replaces the last one at once."""
        save_whole(self._state(), path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True, map_location=self.device)
        self.encoder.load_state_dict(state["encoder"])
        self.towers.load_state_dict(state["towers"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.encoder_average.values = state["encoder_average"]
        self.tower_average.values = state["tower_average"]
        torch.set_rng_state(state["random"].cpu())
        self.step = state["step"]

    def _state(self) -> dict[str, Any]:
        return {
            "encoder": self.encoder.state_dict(),
            "towers": self.towers.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "encoder_average": self.encoder_average.values,
            "tower_average": self.tower_average.values,
            "random": torch.get_rng_state(),
            "step": self.step,
        }


def _network(tensors: Mapping[str, Tensor], device: str) -> AudioEncoder:
    network = AudioEncoder()
    network.load_tensors(tensors)
    return network.eval().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _picture(pictures: F32, device: str) -> Tensor:
    return torch.from_numpy(pictures)[:, None].to(device, memory_format=torch.channels_last)


def _groups(encoder: AudioEncoder, towers: ContrastiveTowers, recipe: AudioRecipe) -> list[dict[str, Any]]:
    parts: list[nn.Module] = [encoder.head, encoder.last, *reversed(list(encoder.blocks.values())), encoder.stem]
    layers = [
        {"params": list(part.parameters()), "lr": recipe.rate * recipe.depth_decay ** max(0, depth - 1)}
        for depth, part in enumerate(parts)
    ]
    if len(layers) != len(BLOCKS) + 3:
        raise ValueError("Every layer of the encoder must have its learning rate.")
    return [*layers, {"params": list(towers.parameters()), "lr": recipe.tower_rate}]


def _schedule(step: int, recipe: AudioRecipe) -> float:
    """Linear rise, then half a cosine down to a twentieth."""
    if step < recipe.warm_up:
        return (step + 1) / recipe.warm_up
    progress = (step - recipe.warm_up) / max(1, recipe.steps - recipe.warm_up)
    return 0.05 + 0.95 * 0.5 * (1 + float(torch.cos(torch.tensor(torch.pi * min(1.0, progress)))))
