"""One recording in two files: found in real copies, and not found where two sounds are only alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundbrowser.audio.decode import decode
from soundbrowser.audio.landmarks import acoustic_print, joined
from soundbrowser.audio.likeness import RATE, likeness_of_files
from soundbrowser.domain.recordings import AcousticPrint, Likeness
from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.alterations import ALTERATIONS, Alteration, amplify, delay, narrow
from soundbrowser.evaluate.recordings import is_same, proposed

SOURCE_RATE = 44_100


def slam(seed: int, seconds: float = 0.6) -> F32:
    """Noise that dies away over a few modes of a door: another seed is another take of the same door."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * SOURCE_RATE)) / SOURCE_RATE
    modes = sum(
        rng.uniform(0.5, 1) * np.sin(2 * np.pi * hertz * t + rng.uniform(0, 6)) * np.exp(-hertz / 40 * t)
        for hertz in (140, 230, 410, 900)
    )
    return (0.1 * modes + 0.2 * rng.standard_normal(t.size) * np.exp(-9 * t)).astype(np.float32)


def note(hertz: float, seed: int) -> F32:
    """A plucked string."""
    rng = np.random.default_rng(seed)
    t = np.arange(SOURCE_RATE) / SOURCE_RATE
    tones = (np.sin(2 * np.pi * k * hertz * t + rng.uniform(0, 6)) * np.exp(-2 * k * t) / k for k in range(1, 9))
    return (0.2 * sum(tones) + 0.002 * rng.standard_normal(t.size)).astype(np.float32)


def rain(seed: int) -> F32:
    return (0.1 * np.random.default_rng(seed).standard_normal(2 * SOURCE_RATE)).astype(np.float32)


def write(path: Path, samples: F32) -> Path:
    soundfile.write(path, samples, SOURCE_RATE)
    return path


def printed(path: Path) -> AcousticPrint:
    return acoustic_print(*decode(path))


def best(one: Path, other: Path) -> Likeness | None:
    """How far two files agree where their landmarks say that they could; None where these say nothing."""
    found = [
        likeness_of_files(str(one), pair.asked_begin_s, str(other), pair.other_begin_s, pair.seconds)
        for pair in proposed([printed(one), printed(other)], np.asarray([0]), np.asarray([1]))
    ]
    return found[0] if found else None


def write_ogg(path: Path, samples: F32, rate: int) -> None:
    soundfile.write(path, samples, rate, format="OGG", subtype="VORBIS", compression_level=0.9)


def write_flac(path: Path, samples: F32, rate: int) -> None:
    soundfile.write(path, samples, rate, format="FLAC")


def trimmed(samples: F32, rate: int) -> tuple[F32, int]:
    return samples[rate // 50 : -samples.size // 10], rate


MP3 = next(one for one in ALTERATIONS if one.suffix == ".mp3")
COPIES = (
    MP3,
    Alteration("ogg", ".ogg", lambda samples, rate: (samples, rate), write_ogg),
    Alteration("flac, softer", ".flac", amplify(-20), write_flac),
    Alteration("mp3, 0.3 s later", ".mp3", delay(0.3), MP3.write),
    Alteration("other way round, louder", ".flac", lambda samples, rate: (-2 * samples, rate), write_flac),
    Alteration("22 kHz", ".flac", narrow(11_025), write_flac),
    Alteration("trimmed", ".ogg", trimmed, write_ogg),
)


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: copy.name)
@pytest.mark.parametrize(
    "make", [lambda: slam(1), lambda: slam(1, 0.15), lambda: rain(1)], ids=["slam", "short", "rain"]
)
def test_a_copy_is_the_same_recording(make: Callable[[], F32], copy: Alteration, tmp_path: Path) -> None:
    original = write(tmp_path / "original.wav", make())
    other = tmp_path / f"copy{copy.suffix}"
    copy(str(original), other)
    found = best(other, original)
    assert found is not None and is_same(found), found


@pytest.mark.parametrize(
    ("one", "other"),
    [(slam(1), slam(2)), (note(220, 1), note(233, 1)), (note(220, 1), note(220, 2)), (rain(1), rain(2))],
    ids=["two takes", "two notes", "one note twice", "rain and more rain"],
)
def test_what_is_only_alike_is_not_the_same(one: F32, other: F32, tmp_path: Path) -> None:
    files = write(tmp_path / "one.wav", one), write(tmp_path / "other.wav", other)
    found = best(*files)
    assert found is None or not is_same(found), found
    whole = likeness_of_files(str(files[0]), 0, str(files[1]), 0, 10)
    assert not is_same(whole), whole


def test_a_part_of_a_longer_recording(tmp_path: Path) -> None:
    whole = np.concatenate([rain(3), slam(1, 2.0), rain(4)])
    part = write(tmp_path / "part.wav", whole[SOURCE_RATE : 4 * SOURCE_RATE])
    found = best(part, write(tmp_path / "whole.wav", whole))
    assert found is not None and is_same(found)


def test_what_tells_too_little_is_proposed_to_nobody() -> None:
    t = np.arange(RATE) / RATE
    tone = acoustic_print((0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32), RATE)
    silence = acoustic_print(np.zeros(RATE, np.float32), RATE)
    nothing = acoustic_print(np.zeros(0, np.float32), RATE)
    click = acoustic_print(np.eye(1, 40, 3, dtype=np.float32)[0], RATE)
    mute = [tone, silence, nothing, click]
    assert not any(one.telling for one in mute)
    assert acoustic_print(rain(6)[: RATE * 30 // 1000], RATE).telling
    rows = np.arange(len(mute))
    assert not list(proposed([*mute, None], np.append(rows, len(mute)), rows))


def test_a_sound_in_pieces_has_the_landmarks_of_the_whole() -> None:
    samples = rain(5)[: 2 * RATE]
    whole = acoustic_print(samples, RATE)
    parts = joined([acoustic_print(samples[:RATE], RATE), acoustic_print(samples[RATE:], RATE)])
    assert parts.seconds == whole.seconds == 2
    (pair,) = proposed([parts, whole], np.asarray([0]), np.asarray([1]))
    assert (pair.asked_begin_s, pair.other_begin_s) == pytest.approx((0, 0), abs=0.02)
    assert len(np.unique(parts.landmarks[parts.landmarks[:, 1] > RATE // 64])) > 0
