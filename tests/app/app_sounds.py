"""Small sounds for the window's tests, and a player that is never heard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from soundbrowser.audio.output import Fill, Output
from soundbrowser.audio.peaks import peaks_of_file
from soundbrowser.audio.play import Player
from soundbrowser.audio.region import write_region
from soundbrowser.domain.errors import PlaybackError
from soundbrowser.domain.sound import Header, Sound, SoundState
from soundbrowser.domain.vectors import Peaks

RATE = 48_000


def write_tone(path: Path, seconds: float = 1.0, hertz: float = 440.0) -> Path:
    """A decaying tone, 24-bit stereo."""
    at = np.arange(round(seconds * RATE)) / RATE
    tone = np.sin(2 * np.pi * hertz * at) * np.exp(-2 * at / seconds) * 0.8
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.stack([tone, tone * 0.5], axis=1), RATE, subtype="PCM_24")
    return path


def sound_of(path: Path, seconds: float = 1.0, sound_id: int = 1) -> Sound:
    """The row a catalogue would hold for a tone of `write_tone`."""
    header = Header("WAV", "PCM_24", RATE, 2, 24, round(seconds * RATE), seconds)
    return Sound(sound_id, 1, str(path), SoundState.READY, header=header)


def unheard_player() -> Player:
    """The real player on a machine without an audio device."""
    return Player(_no_device)


def _no_device(_device: str | None, _fill: Fill) -> Output:
    raise PlaybackError("There is no device.")


class OneFolder:
    """What the player asks of a library, answered from the files themselves, with nothing kept."""

    def __init__(self, regions: Path) -> None:
        self.regions = regions

    def thumbnails(self, ids: Sequence[int]) -> dict[int, Peaks]:
        """None of the sounds was listened to."""
        return {}

    def waveform(self, path: str, columns: int, start_s: float = 0, end_s: float | None = None) -> Peaks:
        """Drawn from the file."""
        return peaks_of_file(path, columns, start_s, end_s)

    def render_region(self, path: str, start_s: float, end_s: float, target_folder: Path | None = None) -> Path:
        """Written beside nothing else."""
        self.regions.mkdir(exist_ok=True)
        target = self.regions / f"{Path(path).stem}_{start_s:.2f}-{end_s:.2f}.wav"
        return write_region(path, start_s, end_s, target)


def write_noise(path: Path, seconds: float = 0.5, seed: int = 0) -> Path:
    """A burst of noise, 16-bit mono, another one for every seed."""
    burst = 0.2 * np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, burst, RATE, subtype="PCM_16")
    return path
