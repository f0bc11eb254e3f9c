"""Waveforms in columns: right extremes, loudness and colour, whole or block by block, packed or not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from audio_samples import RATE, chirp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from soundbrowser.audio.peaks import PeaksBuilder, pack, peaks, peaks_of_file, unpack
from soundbrowser.domain.errors import UnreadableSound

signals = arrays.arrays(np.float32, st.integers(1, 3000), elements=st.floats(-1, 1, width=32))


def test_extremes_loudness_and_colour() -> None:
    turns = 2 * np.pi * np.arange(RATE) / RATE
    low, high = 0.5 * np.sin(200 * turns), 0.25 * np.sin(4000 * turns)
    low_then_high = np.concatenate([low, np.zeros(RATE), high]).astype(np.float32)
    found = peaks(low_then_high, RATE, 30)
    assert found.high[:10] == pytest.approx(0.5, abs=0.01)
    assert found.low[:10] == pytest.approx(-0.5, abs=0.01)
    assert found.rms[:10] == pytest.approx(0.5 / np.sqrt(2), abs=0.01)
    assert not found.rms[11:19].any()
    assert not found.centroid_hz[11:19].any()
    assert found.centroid_hz[2] < 500 < 3500 < found.centroid_hz[25] < 4500


@given(signal=signals, columns=st.integers(1, 400), cut=st.integers(0, 3000))
def test_blocks_give_what_the_whole_gives(signal: np.ndarray, columns: int, cut: int) -> None:
    whole = peaks(signal, RATE, columns)
    builder = PeaksBuilder(signal.size, RATE, columns)
    builder.add(signal[:cut])
    builder.add(signal[cut:])
    assert len(whole) == min(columns, signal.size)
    for name in ("low", "high", "rms"):
        assert np.allclose(getattr(builder.peaks(), name), getattr(whole, name), atol=1e-5)
    assert whole.high.max() == pytest.approx(max(0.0, signal.max()))
    assert whole.low.min() == pytest.approx(min(0.0, signal.min()))


@given(signal=signals)
def test_packing_keeps_the_shape(signal: np.ndarray) -> None:
    drawn = peaks(signal, RATE, 336)
    again = unpack(pack(drawn))
    assert len(pack(drawn)) == 4 * len(drawn)
    assert np.abs(again.high - drawn.high).max() < 0.01
    assert np.abs(again.low - drawn.low).max() < 0.01
    assert np.abs(again.rms - drawn.rms).max() < 0.01


def test_foreign_bytes_are_not_unpacked() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        unpack(b"12345")


def test_a_part_of_a_file(wav: Callable[..., Path]) -> None:
    path = wav(samples=np.concatenate([np.zeros(RATE), chirp()]).astype(np.float32))
    assert not peaks_of_file(path, 50, 0.0, 0.9).rms.any()
    assert peaks_of_file(path, 50, 1.1, 1.9).rms.min() > 0.2
    with pytest.raises(UnreadableSound):
        peaks_of_file(path, 50, 5.0)
