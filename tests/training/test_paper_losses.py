"""The paper's distances and losses, against values worked out by hand, and the rule that pairs are made by."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
import torch

from soundbrowser.training.paper.losses import CLAMP, Distance, Loss, gap, likeness, loss_of
from soundbrowser.training.paper.pairs import Features, epoch_of_pairs

AUDIO = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
TEXT = torch.tensor([[0.7, 1.6], [0.3, 0.4]])
"""Apart by (0.3, 0.4) each: 0.7 in L1, 0.5 in L2."""
MATCHING = torch.tensor([1.0, 0.0])


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(Distance.L1, 0.7), (Distance.L2, 0.5), (Distance.EXP_L1, 0.7), (Distance.EXP_L2, 0.5)],
)
def test_norms_run_over_the_dimensions(distance: Distance, expected: float) -> None:
    assert gap(AUDIO, TEXT, distance).tolist() == pytest.approx([expected, expected], abs=1e-6)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(Distance.L1, 1 / 1.7), (Distance.L2, 1 / 1.5), (Distance.EXP_L1, exp(-0.7)), (Distance.EXP_L2, exp(-0.5))],
)
def test_cross_entropy_by_hand(distance: Distance, expected: float) -> None:
    assert likeness(AUDIO, TEXT, distance).tolist() == pytest.approx([expected, expected], abs=1e-6)
    by_hand = -(log(expected) + log(1 - expected)) / 2
    assert float(loss_of(Loss.CROSS_ENTROPY, AUDIO, TEXT, MATCHING, distance)) == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize(
    ("distance", "between"),
    [(Distance.L1, 0.7), (Distance.L2, 0.5), (Distance.EXP_L1, 1 - exp(-0.7)), (Distance.EXP_L2, 1 - exp(-0.5))],
)
def test_contrastive_by_hand(distance: Distance, between: float) -> None:
    by_hand = (between**2 + (1 - between) ** 2) / 2
    assert float(loss_of(Loss.CONTRASTIVE, AUDIO, TEXT, MATCHING, distance)) == pytest.approx(by_hand, abs=1e-5)


def test_a_pair_beyond_the_margin_is_left_alone() -> None:
    far = TEXT + 10
    assert float(loss_of(Loss.CONTRASTIVE, AUDIO, far, torch.zeros(2), Distance.L2)) == 0


@pytest.mark.parametrize("loss", Loss)
@pytest.mark.parametrize("distance", Distance)
def test_equal_and_distant_embeddings_have_finite_losses_and_gradients(loss: Loss, distance: Distance) -> None:
    audio = torch.tensor([[0.0, 0.0], [0.0, 0.0], [1e3, 0.0], [1e3, 0.0]], requires_grad=True)
    value = loss_of(loss, audio, torch.zeros(4, 2), torch.tensor([1.0, 0.0, 1.0, 0.0]), distance)
    value.backward()  # type: ignore[no-untyped-call]
    assert torch.isfinite(value)
    assert audio.grad is not None
    assert torch.isfinite(audio.grad).all()


def test_likeness_is_kept_away_from_nothing_and_one() -> None:
    far = float(loss_of(Loss.CROSS_ENTROPY, AUDIO[:1], AUDIO[:1] + 1e3, torch.ones(1), Distance.EXP_L2))
    near = float(loss_of(Loss.CROSS_ENTROPY, AUDIO[:1], AUDIO[:1], torch.zeros(1), Distance.EXP_L2))
    assert far == pytest.approx(-log(CLAMP), rel=1e-3)
    assert near == pytest.approx(-log(CLAMP), rel=0.02)


def test_half_of_the_pairs_match_and_every_clip_is_in_one_of_each_kind() -> None:
    class_of = np.arange(10) % 3
    features = Features(np.arange(10, dtype=np.float32)[:, None], np.arange(3, dtype=np.float32)[:, None], class_of)
    batches = list(epoch_of_pairs(features, 8, np.random.default_rng(0)))
    assert [len(pairs.audio) for pairs in batches] == [4, 4, 2]
    clips, own, other = (
        np.concatenate([getattr(pairs, side)[:, 0] for pairs in batches]).astype(int)
        for side in ("audio", "own", "other")
    )
    assert sorted(clips) == list(range(10))
    assert np.array_equal(own, class_of[clips])
    assert (other != own).all()
    assert set(other) == {0, 1, 2}
