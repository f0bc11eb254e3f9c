"""Regions come out as WAV files of the source's rate, channels and depth, and the source stays as it was."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_samples import RATE, chirp
from hypothesis import given, settings
from hypothesis import strategies as st

from soundbrowser.audio.region import write_region
from soundbrowser.domain.errors import UnreadableSound


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_depth_rate_and_channels_stay(wav: Callable[..., Path], tmp_path: Path, subtype: str) -> None:
    source = wav("a.wav", np.stack([chirp(), chirp()[::-1]], axis=1), subtype=subtype)
    before = source.read_bytes()
    region = write_region(source, 0.25, 0.75, tmp_path / "out.wav")
    about = soundfile.info(region)
    assert (about.subtype, about.samplerate, about.channels, about.frames) == (subtype, RATE, 2, RATE // 2)
    first = round(0.25 * RATE)
    assert np.array_equal(soundfile.read(region)[0], soundfile.read(source)[0][first : first + RATE // 2])
    assert source.read_bytes() == before


def test_a_lossy_source_gives_24_bits(wav: Callable[..., Path], tmp_path: Path) -> None:
    assert soundfile.info(write_region(wav("a.ogg"), 0.1, 0.4, tmp_path / "out.wav")).subtype == "PCM_24"


def test_nothing_is_left_of_a_region_that_is_not_there(wav: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound):
        write_region(wav(), 5.0, 6.0, tmp_path / "out.wav")
    assert [file.name for file in tmp_path.iterdir()] == ["sound.wav"]


@settings(max_examples=30, deadline=None)
@given(start=st.floats(0, 0.9), length=st.floats(0.01, 2.0))
def test_any_region_ends_with_the_sound(tmp_path_factory: pytest.TempPathFactory, start: float, length: float) -> None:
    folder = tmp_path_factory.mktemp("region")
    soundfile.write(folder / "a.wav", chirp(), RATE)
    frames = soundfile.info(write_region(folder / "a.wav", start, start + length, folder / "out.wav")).frames
    assert frames == pytest.approx(min(round(length * RATE), RATE - round(start * RATE)), abs=1)
