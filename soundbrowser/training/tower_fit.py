"""Fitting the contrastive towers on stored base vectors, which takes seconds: no sound is heard again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from soundbrowser.domain.vectors import F32
from soundbrowser.training.contrastive_towers import ContrastiveTowers
from soundbrowser.training.losses import contrastive

STEPS = 400
BATCH = 256
BANK = 1024
NOISE = 0.2
"""Of each coordinate's spread, added to the base vectors."""


def fit_towers(
    base: F32, texts: Sequence[F32], towers: ContrastiveTowers, seed: int, steps: int = STEPS
) -> ContrastiveTowers:
    """Trains `towers` in place: base vectors (n, 384), and for each the vectors of the ways to say what it is."""
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(towers.parameters(), lr=1e-3, weight_decay=0.05)
    sounds = torch.from_numpy(base)
    every_text = torch.from_numpy(np.unique(np.concatenate(texts), axis=0))
    towers.train()
    for _ in range(steps):
        rows = rng.integers(0, len(base), BATCH)
        words = torch.from_numpy(np.stack([texts[row][rng.integers(len(texts[row]))] for row in rows]))
        noise = torch.from_numpy(rng.standard_normal((BATCH, base.shape[1]), np.float32))
        heard = sounds[torch.from_numpy(rows)] + noise * towers.deviation * NOISE
        bank = every_text[torch.from_numpy(rng.integers(0, len(every_text), BANK))]
        loss = contrastive(towers.audio(heard), towers.text(words), towers.text(bank), words, bank, towers.scale)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return towers
