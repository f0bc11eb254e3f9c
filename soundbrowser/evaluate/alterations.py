"""What may happen to a sound on its way to a library; each alteration writes real files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import soundfile
import soxr
from scipy.fft import irfft, next_fast_len, rfft

from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32

GAIN_DB = 20.0
SILENCE_S = 1.0
MP3_RATE, MP3_BITS = 44_100, 64_000
BANDWIDTH_HZ = 8_000
SEMITONES = 2
ECHO_S = 0.8
"""In which the room's echo falls by 60 dB."""
ECHO_AFTER_S = 0.01
ECHO_SEED = 0

Change = Callable[[F32, int], tuple[F32, int]]
"""Samples (n,) and their rate in Hz → the same, altered."""
Write = Callable[[Path, F32, int], None]


@dataclass(frozen=True, slots=True)
class Alteration:
    """A way to alter sounds; called, it writes an altered copy of a file, in mono."""

    name: str
    suffix: str
    change: Change
    write: Write

    def __call__(self, source: str, target: Path) -> None:
        """Raises UnreadableSound."""
        samples, rate = decode(source)
        try:
            self.write(target, *self.change(samples, rate))
        except (OSError, soundfile.LibsndfileError, av.FFmpegError) as error:
            raise UnreadableSound(source, f"Its altered copy could not be written ({error}).") from error


def amplify(decibels: float) -> Change:
    """Louder or softer; nothing is clipped, since the copies hold floating-point samples."""
    return lambda samples, rate: (samples * np.float32(10 ** (decibels / 20)), rate)


def delay(seconds: float) -> Change:
    """Digital silence first."""
    return lambda samples, rate: (np.concatenate([np.zeros(round(seconds * rate), np.float32), samples]), rate)


def narrow(bandwidth_hz: int) -> Change:
    """Nothing above this frequency is left; what holds nothing above it anyway stays as it is."""

    def change(samples: F32, rate: int) -> tuple[F32, int]:
        if rate <= 2 * bandwidth_hz:
            return samples, rate
        return _resampled(samples, rate, 2 * bandwidth_hz), 2 * bandwidth_hz

    return change


def transpose(semitones: float) -> Change:
    """Higher and shorter, or lower and longer, as a sampler plays it."""
    return lambda samples, rate: (_resampled(samples, rate * 2 ** (semitones / 12), rate), rate)


def echo(samples: F32, rate: int) -> tuple[F32, int]:
    """The sound and, as strong as it, the noise-like echo of a room (Moorer, Computer Music Journal, 1979)."""
    t = np.arange(round(ECHO_S * rate)) / rate
    tail = np.random.default_rng(ECHO_SEED).standard_normal(t.size) * 10 ** (-3 * t / ECHO_S)
    tail /= np.sqrt((tail**2).sum())
    response = np.concatenate([[1.0], np.zeros(round(ECHO_AFTER_S * rate)), tail])
    length = samples.size + response.size - 1
    size = next_fast_len(length, real=True)
    return irfft(rfft(samples, size) * rfft(response, size), size)[:length].astype(np.float32), rate


def _resampled(samples: F32, rate: float, wanted: float) -> F32:
    return np.asarray(soxr.resample(samples, rate, wanted), np.float32)


def _unchanged(samples: F32, rate: int) -> tuple[F32, int]:
    return samples, rate


def _write_wav(path: Path, samples: F32, rate: int) -> None:
    soundfile.write(path, samples, rate, subtype="FLOAT")


def _write_mp3(path: Path, samples: F32, rate: int) -> None:
    at_rate = np.ascontiguousarray(_resampled(samples, rate, MP3_RATE))
    with av.open(str(path), "w", format="mp3") as file:
        stream = file.add_stream("libmp3lame", rate=MP3_RATE)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        stream.format = "fltp"
        stream.bit_rate = MP3_BITS
        frame = av.AudioFrame.from_ndarray(at_rate[None], format="fltp", layout="mono")
        frame.sample_rate = MP3_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)


def _wav(name: str, change: Change) -> Alteration:
    return Alteration(name, ".wav", change, _write_wav)


ALTERATIONS = (
    _wav(f"{GAIN_DB:.0f} dB louder", amplify(GAIN_DB)),
    _wav(f"{GAIN_DB:.0f} dB softer", amplify(-GAIN_DB)),
    _wav(f"{SILENCE_S:.0f} s of silence first", delay(SILENCE_S)),
    Alteration(f"mp3 at {MP3_BITS // 1000} kbit/s", ".mp3", _unchanged, _write_mp3),
    _wav(f"bandwidth of {BANDWIDTH_HZ // 1000} kHz", narrow(BANDWIDTH_HZ)),
    _wav(f"{SEMITONES} semitones up", transpose(SEMITONES)),
    _wav(f"{SEMITONES} semitones down", transpose(-SEMITONES)),
    _wav("echo of a room", echo),
)
