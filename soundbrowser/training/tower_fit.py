"""Fitting the contrastive towers on stored base vectors, which takes seconds: no sound is heard again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.training.contrastive_towers import ContrastiveTowers
from soundbrowser.training.losses import contrastive

BATCH = 256
BANK = 1024


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How long and how blurred the towers learn; chosen on the clips kept aside for tuning."""

    steps: int
    noise: float
    """Of each coordinate's spread, added to the base vectors."""
    dropout: float


BEFORE_THE_ENCODER = FitSettings(steps=400, noise=0.2, dropout=0.1)
"""A first idea of the space, so that the encoder is not pulled at random."""
AFTER_THE_ENCODER = FitSettings(steps=800, noise=0.5, dropout=0.3)
"""The towers that ship."""


def fit_towers(
    base: F32, texts: Sequence[F32], weights: NDArray[np.floating], settings: FitSettings, seed: int
) -> ContrastiveTowers:
    """Fits towers to embeddings (n, 384), the vectors of ways to say what each is, and how often it is drawn (n,)."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    towers = ContrastiveTowers.over(base, texts[0].shape[1], settings.dropout).train()
    optimiser = torch.optim.AdamW(towers.parameters(), lr=1e-3, weight_decay=0.05)
    rising = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-3, settings.steps, pct_start=0.1)
    sounds = torch.from_numpy(base)
    every_text = torch.from_numpy(np.unique(np.concatenate(texts), axis=0))
    chances = weights / weights.sum()
    for _ in range(settings.steps):
        rows = rng.choice(len(base), BATCH, p=chances)
        words = torch.from_numpy(np.stack([texts[row][rng.integers(len(texts[row]))] for row in rows]))
        noise = torch.from_numpy(rng.standard_normal((BATCH, base.shape[1]), np.float32))
        heard = sounds[torch.from_numpy(rows)] + noise * towers.deviation * settings.noise
        bank = every_text[torch.from_numpy(rng.integers(0, len(every_text), BANK))]
        loss = contrastive(towers.audio(heard), towers.text(words), towers.text(bank), words, bank, towers.scale)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        rising.step()
    return towers.eval()
