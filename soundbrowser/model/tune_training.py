"""The training loop of a fine-tuning: labels, corrections, rehearsal of the replay set, loyalty to what was known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32
from soundbrowser.model.queries import spread_of
from soundbrowser.model.replay import Replay
from soundbrowser.model.towers import AudioTower, Tensors
from soundbrowser.model.tune_network import Meanings, SoundBlocks, TuneNetwork
from soundbrowser.model.tune_pairs import ORDINARY, Pairs

STEPS = 240
OWN_CLIPS, OWN_LABELS = 96, 32
"""Clips and labels of the user in a step."""
PAIRS = 64
"""Corrections in a step."""
REPLAYED, BACKGROUND_SIZE = 160, 400
RATE = 1e-3
SHARPNESS = 1.5
"""Standardised scores times this are the logits."""
LOYALTY = 4.0
CORRECTED = 2.0
"""What the corrections weigh beside the labels."""
NOISE = 0.3
"""Of each base coordinate's spread, added to clips while training."""
MASKED = -1e4


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """The user's clips and corrections to learn from."""

    base: F32
    """(n, base_dim)"""
    label_of: NDArray[np.int64]
    """(n,) row of the label."""
    labels: F32
    """(m, text_dim) text vectors."""
    pairs: Pairs


class TuneTraining:
    """One fine-tuning; torch's threads and random state are its own process's business."""

    def __init__(self, tensors: Tensors, lesson: Lesson, replay: Replay, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self._rng = np.random.default_rng(seed)
        self._network = TuneNetwork(tensors)
        self._kinds = {name: value.dtype for name, value in tensors.items()}
        self._optimiser = torch.optim.AdamW(self._network.parameters(), lr=RATE, weight_decay=1e-4)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimiser, RATE, STEPS, pct_start=0.1)
        learned = ~replay.general
        self._lesson = lesson
        self._replay_base = replay.learned_base
        self._phrase_of = replay.phrase_of[learned]
        self._phrases = replay.phrases.astype(np.float32)
        self._spread = self._replay_base.std(axis=0)
        tower = AudioTower(tensors)
        self._own_classes = tower.blocks(lesson.base).classes
        self._replay_classes = tower.blocks(self._replay_base).classes
        with torch.no_grad():
            self._old_sounds = self._network.sounds(torch.from_numpy(self._replay_base))
            self._old_meanings = self._network.meanings(torch.from_numpy(self._phrases))
        self._rows_of = [np.flatnonzero(lesson.label_of == row) for row in range(len(lesson.labels))]
        self._pair_classes = tower.blocks(lesson.pairs.base).classes
        self._sides = self._sides_of_pairs()

    def tensors(self) -> dict[str, NDArray[Any]]:
        """The trained towers as they are now."""
        return {name: value.astype(self._kinds[name]) for name, value in self._network.trained_tensors().items()}

    def learn(self) -> float:
        """One step; returns the loss."""
        loss = self._loss()
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def _loss(self) -> Tensor:
        loss = self._rehearsed()
        return loss + CORRECTED * self._corrected() if len(self._lesson.pairs) else loss

    def _rehearsed(self) -> Tensor:
        own_rows = self._draw_own()
        replay_rows = self._rng.choice(len(self._replay_base), min(REPLAYED, len(self._replay_base)), replace=False)
        labels, own_owner = np.unique(self._lesson.label_of[own_rows], return_inverse=True)
        phrases, replay_owner = np.unique(self._phrase_of[replay_rows], return_inverse=True)
        texts = torch.from_numpy(np.concatenate([self._lesson.labels[labels], self._phrases[phrases]]))
        base = np.concatenate([self._lesson.base[own_rows], self._replay_base[replay_rows]])
        classes = np.concatenate([self._own_classes[own_rows], self._replay_classes[replay_rows]])
        asked = self._network.meanings(texts)
        sounds = SoundBlocks(self._network.sounds(torch.from_numpy(self._blurred(base))), torch.from_numpy(classes))
        scores = self._network.scores(asked, sounds, self._background()) * SHARPNESS
        owners = torch.from_numpy(np.concatenate([own_owner, len(labels) + replay_owner]))
        matched = _contrast(scores, owners, len(labels), len(own_rows))
        general = slice(len(labels), None)
        return matched + LOYALTY * self._disloyalty(asked[general], phrases, replay_rows)

    def _draw_own(self) -> NDArray[np.int64]:
        """As many clips of each of some labels."""
        labels = self._rng.permutation(len(self._rows_of))[:OWN_LABELS]
        each = OWN_CLIPS // max(len(labels), 1)
        drawn = [self._rng.choice(self._rows_of[label], each) for label in labels]
        return np.concatenate([np.empty(0, np.int64), *drawn])

    def _corrected(self) -> Tensor:
        """What belongs together must score like the best of the background, what does not like the ordinary of it."""
        pairs = self._lesson.pairs
        rows = self._rng.choice(len(pairs), min(PAIRS, len(pairs)), replace=False)
        words, text = np.unique(pairs.text_of[rows], return_inverse=True)
        asked = self._network.meanings(torch.from_numpy(pairs.texts[words]))
        sounds = self._network.sounds(torch.from_numpy(self._blurred(pairs.base[rows])))
        heard = SoundBlocks(sounds, torch.from_numpy(self._pair_classes[rows]))
        scores = self._network.scores(asked, heard, self._background())[text, np.arange(len(rows))]
        low, high = self._sides[:, rows]
        wrong = torch.where(torch.from_numpy(pairs.fits[rows]), high - scores, scores - low)
        return nn.functional.softplus(SHARPNESS * wrong).mean()

    def _sides_of_pairs(self) -> Tensor:
        """(2, pairs) the scores that each may have, if it does not fit at most, and if it fits at least.

        Those of an ordinary sound and of the background's best hundredth, in the model as it was; what fitted better
        then is to stay there.
        """
        pairs = self._lesson.pairs
        with torch.no_grad():
            heard = SoundBlocks(self._old_sounds, torch.from_numpy(self._replay_classes))
            own = SoundBlocks(self._network.sounds(torch.from_numpy(pairs.base)), torch.from_numpy(self._pair_classes))
            asked = self._network.meanings(torch.from_numpy(pairs.texts))
            spreads = [spread_of(row) for row in self._network.scores(asked, heard, heard).numpy()]
            scores = self._network.scores(asked, own, heard)[pairs.text_of, np.arange(len(pairs))]
        at = [[spread.centre + spread.deviation * z for z in (ORDINARY, spread.tail)] for spread in spreads]
        low, high = torch.tensor(at, dtype=torch.float32).reshape(-1, 2)[pairs.text_of].T
        return torch.stack([low, torch.maximum(high, scores)])

    def _blurred(self, base: F32) -> F32:
        noise = self._rng.standard_normal(base.shape, np.float32)
        return np.asarray(base + NOISE * self._spread * noise, np.float32)

    def _background(self) -> SoundBlocks:
        size = min(BACKGROUND_SIZE, len(self._replay_base))
        rows = self._rng.choice(len(self._replay_base), size, replace=False)
        with torch.no_grad():
            taught = self._network.sounds(torch.from_numpy(self._replay_base[rows]))
        return SoundBlocks(taught, torch.from_numpy(self._replay_classes[rows]))

    def _disloyalty(self, asked: Meanings, phrases: NDArray[np.int64], rows: NDArray[np.int64]) -> Tensor:
        """How far phrases and sounds of the replay set have moved from where they were."""
        old, sounds = self._old_meanings, self._network.sounds(torch.from_numpy(self._replay_base[rows]))
        return (
            nn.functional.kl_div(asked.log_chances, old.log_chances[phrases], log_target=True, reduction="batchmean")
            + (1 - (asked.contrastive * old.contrastive[phrases]).sum(dim=1)).mean()
            + (1 - (sounds * self._old_sounds[rows]).sum(dim=1)).mean()
        )


def _contrast(scores: Tensor, owners: Tensor, labels: int, own: int) -> Tensor:
    """Texts find their clips and clips their texts; the user's share and the replay set's weigh the same.

    The user's clips are no wrong answers to a general phrase: they may well be what it names.
    """
    masked = scores.clone()
    masked[labels:, :own] = MASKED
    right = (torch.arange(scores.shape[0])[:, None] == owners[None]).float()
    by_text = nn.functional.cross_entropy(masked, right / right.sum(dim=1, keepdim=True), reduction="none")
    by_clip = nn.functional.cross_entropy(masked.T, right.T, reduction="none")
    general = by_text[labels:].mean() + by_clip[own:].mean()
    return by_text[:labels].mean() + by_clip[:own].mean() + general if labels else general
