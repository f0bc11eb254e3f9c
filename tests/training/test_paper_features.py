"""The paper's audio features: sizes, lengths, and what may not be looked at when they are reduced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from soundbrowser.domain.vectors import F32
from soundbrowser.model.paper_mfcc import mfcc_vector
from soundbrowser.model.paper_walnet import RATE, SEGMENTING, Reduction, log_mel
from soundbrowser.training.paper.kept_rows import kept_rows
from soundbrowser.training.paper.walnet import WalNet


def tone(seconds: float, hertz: float = 440.0) -> F32:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.001, 0.03, 0.5])
def test_mfcc_are_three_hundred_numbers_of_length_one(seconds: float) -> None:
    vector = mfcc_vector(tone(seconds))
    assert vector.shape == (300,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)


def test_mfcc_differences_are_nothing_where_nothing_changes() -> None:
    steady, rising = tone(1.0), tone(1.0) * np.linspace(0, 1, RATE, dtype=np.float32) ** 2
    still, moving = (np.linalg.norm(mfcc_vector(sound)[100:200]) for sound in (steady, rising))
    assert still < moving / 10


def test_mfcc_of_silence_are_numbers() -> None:
    assert np.isfinite(mfcc_vector(np.zeros(RATE, np.float32))).all()


def test_the_picture_has_a_column_for_each_hop_and_falls_with_the_level() -> None:
    loud = log_mel(tone(2.0))
    assert loud.shape == (128, 1 + 2 * RATE // 512)
    assert log_mel(np.zeros(2 * RATE, np.float32)) == pytest.approx(-1)
    assert (loud - log_mel(tone(2.0) / 10)).max() == pytest.approx(20 / 50, abs=1e-3)


def test_the_shortest_sound_fills_a_segment() -> None:
    assert log_mel(SEGMENTING.lengthen(tone(0.01))).shape[1] >= 128


def test_walnet_has_the_layers_of_the_table() -> None:
    network = WalNet(527)
    kernels = [tuple(p.shape) for name, p in network.named_parameters() if p.dim() == 4]
    assert kernels == [
        *[(16, 1, 3, 3), (16, 16, 3, 3), (32, 16, 3, 3), (32, 32, 3, 3), (64, 32, 3, 3), (64, 64, 3, 3)],
        *[(128, 64, 3, 3), (128, 128, 3, 3), (256, 128, 3, 3), (256, 256, 3, 3)],
        *[(512, 256, 3, 3), (1024, 512, 2, 2), (527, 1024, 1, 1)],
    ]


def test_walnet_hears_a_segment_every_sixty_four_frames_and_averages_them() -> None:
    torch.manual_seed(0)
    network = WalNet(7).eval()
    with torch.inference_mode():
        picture = torch.randn(2, 1, 128, 320)
        assert network.segments(picture).shape == (2, 1024, 1, 4)
        scores = network(picture)
        assert scores.shape == (2, 7)
        by_segment = network.classes(network.segments(picture)).sigmoid()
        assert torch.allclose(scores, by_segment.mean(dim=(2, 3)))
        assert torch.allclose(network(picture[..., :128]), by_segment[..., 0, 0], atol=0.05)


def test_reduced_rows_have_length_one_and_keep_the_main_axes() -> None:
    rng = np.random.default_rng(0)
    rows = (rng.standard_normal((50, 3)) @ rng.standard_normal((3, 20)) + 5).astype(np.float32)
    reduction = Reduction.fit(rows, 3)
    reduced = reduction(rows)
    assert reduction.components.shape == (3, 20)
    assert np.allclose(np.linalg.norm(reduced, axis=1), 1, atol=1e-5)
    centred = rows - rows.mean(axis=0)
    expected = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.allclose(reduced @ reduced.T, expected @ expected.T, atol=1e-4)


def test_fewer_rows_than_axes_leave_axes_empty() -> None:
    reduction = Reduction.fit(np.random.default_rng(1).standard_normal((4, 20)).astype(np.float32), 10)
    assert reduction.components.shape == (10, 20)
    assert not reduction.components[4:].any()


def test_rows_are_made_once_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    made: list[int] = []

    def make(row: int) -> F32:
        made.append(row)
        if row == 3 and made.count(3) == 1:
            raise KeyboardInterrupt
        return np.full(4, row, np.float32)

    with pytest.raises(KeyboardInterrupt):
        kept_rows(tmp_path / "rows", 5, 4, make, "rows")
    with (tmp_path / "rows").open("ab") as out:
        out.write(b"half")  # of a row, as a power cut leaves it
    rows = kept_rows(tmp_path / "rows", 5, 4, make, "rows")
    assert rows[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert made == [0, 1, 2, 3, 3, 4]
    assert np.array_equal(kept_rows(tmp_path / "rows", 5, 4, make, "rows"), rows)
    assert len(made) == 6
