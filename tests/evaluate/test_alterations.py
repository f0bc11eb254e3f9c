"""Alterations as the files they write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundbrowser.audio.decode import decode
from soundbrowser.audio.probe import probe
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.evaluate.alterations import ALTERATIONS, Alteration

RATE = 44_100
SECONDS = 1.5


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone of 1 kHz and a softer one of 12 kHz, in stereo."""
    t = np.arange(int(RATE * SECONDS)) / RATE
    samples = 0.05 * np.sin(2 * np.pi * 1000 * t) + 0.02 * np.sin(2 * np.pi * 12_000 * t)
    path = tmp_path_factory.mktemp("tones") / "tones.wav"
    soundfile.write(path, np.stack([samples, samples], axis=1), RATE, subtype="PCM_24")
    return path


def altered(sound: Path, tmp_path: Path, name: str) -> tuple[np.ndarray, int]:
    target = written(sound, tmp_path, name)
    return decode(target)


def written(sound: Path, tmp_path: Path, name: str) -> Path:
    alteration: Alteration = next(one for one in ALTERATIONS if one.name == name)
    target = tmp_path / f"copy{alteration.suffix}"
    alteration(str(sound), target)
    return target


def power(samples: np.ndarray, rate: int, low: float, high: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    frequencies = np.fft.rfftfreq(samples.size, 1 / rate)
    return float(spectrum[(frequencies >= low) & (frequencies < high)].sum())


def loudest(samples: np.ndarray, rate: int) -> float:
    return float(np.fft.rfftfreq(samples.size, 1 / rate)[np.abs(np.fft.rfft(samples)).argmax()])


@pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda one: one.name)
def test_every_copy_is_a_sound(sound: Path, tmp_path: Path, alteration: Alteration) -> None:
    target = tmp_path / f"copy{alteration.suffix}"
    alteration(str(sound), target)
    samples, rate = decode(target)
    assert samples.size / rate > 1
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 0.001


@pytest.mark.parametrize(("name", "factor"), [("20 dB louder", 10), ("20 dB softer", 0.1)])
def test_levels(sound: Path, tmp_path: Path, name: str, factor: float) -> None:
    before, _ = decode(sound)
    after, _ = altered(sound, tmp_path, name)
    assert np.allclose(after, factor * before, rtol=1e-5, atol=1e-6)


def test_silence(sound: Path, tmp_path: Path) -> None:
    after, rate = altered(sound, tmp_path, "1 s of silence first")
    assert not after[:rate].any()
    assert np.array_equal(after[rate:], decode(sound)[0])


def test_mp3(sound: Path, tmp_path: Path) -> None:
    target = written(sound, tmp_path, "mp3 at 64 kbit/s")
    assert probe(target).format == "MP3"
    assert target.stat().st_size == pytest.approx(64_000 / 8 * SECONDS, rel=0.15)
    assert loudest(*decode(target)) == pytest.approx(1000, abs=2)


def test_bandwidth(sound: Path, tmp_path: Path) -> None:
    after, rate = altered(sound, tmp_path, "bandwidth of 8 kHz")
    assert rate == 16_000
    assert loudest(after, rate) == pytest.approx(1000, abs=2)
    assert power(after, rate, 7000, 8001) < 1e-4 * power(after, rate, 900, 1100)


def test_a_narrow_sound_stays_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "narrow.wav"
    soundfile.write(source, 0.1 * np.random.default_rng(0).standard_normal(8000), 8000, subtype="FLOAT")
    after, rate = altered(source, tmp_path, "bandwidth of 8 kHz")
    assert rate == 8000
    assert np.array_equal(after, decode(source)[0])


@pytest.mark.parametrize(("name", "semitones"), [("2 semitones up", 2), ("2 semitones down", -2)])
def test_pitch(sound: Path, tmp_path: Path, name: str, semitones: int) -> None:
    after, rate = altered(sound, tmp_path, name)
    ratio = 2 ** (semitones / 12)
    assert loudest(after, rate) == pytest.approx(1000 * ratio, abs=2)
    assert after.size / rate == pytest.approx(SECONDS / ratio, abs=0.01)


def test_an_echo_rings_on(tmp_path: Path) -> None:
    source = tmp_path / "click.wav"
    samples = np.zeros(RATE, np.float32)
    samples[0] = 0.5
    soundfile.write(source, samples, RATE, subtype="FLOAT")
    after, rate = altered(source, tmp_path, "echo of a room")
    assert after[0] == pytest.approx(0.5)
    assert not after[1 : rate // 200].any() or np.abs(after[1 : rate // 200]).max() < 1e-6
    early, late = after[rate // 100 : rate // 4], after[rate // 2 : 3 * rate // 4]
    assert (early**2).sum() > 100 * (late**2).sum() > 0
    assert (after[1:] ** 2).sum() == pytest.approx(0.25, rel=0.01)


def test_a_copy_that_cannot_be_written(sound: Path, tmp_path: Path) -> None:
    for alteration in (ALTERATIONS[0], next(one for one in ALTERATIONS if one.suffix == ".mp3")):
        with pytest.raises(UnreadableSound, match="could not be written"):
            alteration(str(sound), tmp_path / "nowhere" / f"copy{alteration.suffix}")
