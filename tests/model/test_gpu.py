"""What goes through a network at once, and what mixed precision costs; on a processor, for want of a GPU."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser import paths
from soundbrowser.domain.vectors import F32
from soundbrowser.model import embed_torch
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.embed_torch import TorchEmbedder
from soundbrowser.model.gpu import MOST, SHARE, WITHOUT_A_FIGURE, batch_size, free_bytes, in_batches, mixed_precision
from soundbrowser.model.store import ModelFolder


@given(free=st.integers(0, 1 << 40), each=st.integers(1, 1 << 34))
def test_a_batch_fits_into_its_share_of_the_free_memory_and_is_never_empty(free: int, each: int) -> None:
    size = batch_size(free, each)
    assert 1 <= size <= MOST
    assert size == 1 or size * each <= SHARE * free
    assert size == MOST or (size + 1) * each > SHARE * free


def test_more_memory_makes_larger_batches_and_none_known_a_small_one() -> None:
    sizes = [batch_size(gigabytes << 30, 200_000_000) for gigabytes in (1, 8, 24, 80)]
    assert sizes == [1, 5, 16, 53]
    assert batch_size(None, 1) == WITHOUT_A_FIGURE == batch_size(free_bytes("cpu"), 1)


class Small:
    """A device on which `most` rows fit."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.tried: list[int] = []

    def run(self, rows: Sequence[float]) -> F32:
        self.tried.append(len(rows))
        if len(rows) > self.most:
            raise torch.OutOfMemoryError
        return np.asarray(rows, np.float32)[:, None]


def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost() -> None:
    device = Small(most=3)
    rows = [float(number) for number in range(11)]
    assert in_batches(rows, 8, device.run)[:, 0].tolist() == rows
    assert device.tried == [8, 4, 2, 2, 2, 2, 2, 1]


def test_a_single_window_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(torch.OutOfMemoryError):
        in_batches([1.0, 2.0], 2, Small(most=0).run)


def sounds() -> list[F32]:
    """Noise, a tone, a click and a long mixture."""
    time = np.arange(32_000 * 9, dtype=np.float32) / 32_000
    noise = np.random.default_rng(2).normal(0, 0.1, time.size).astype(np.float32)
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    click = np.zeros(3_000, np.float32)
    click[100] = 1
    return [noise[:64_000], tone[:40_000], click, noise * tone]


def half(_device: str) -> AbstractContextManager[object]:
    """The float16 of a GPU, on a processor."""
    return torch.autocast("cpu", torch.float16)


def test_mixed_precision_keeps_the_direction_of_base_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ModelFolder.open(paths.factory_model())
    exact = open_embedder(folder, "cpu")
    monkeypatch.setattr(embed_torch, "mixed_precision", half)
    mixed = TorchEmbedder(folder, "cpu")
    for waveform in sounds():
        one, other = (each.embed(waveform).base.astype(np.float64) for each in (exact, mixed))
        cosines = (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
        assert cosines.min() > 0.99
        assert not np.array_equal(one, other)


def test_a_processor_keeps_all_digits() -> None:
    with mixed_precision("cpu"):
        assert not torch.is_autocast_enabled("cpu")
