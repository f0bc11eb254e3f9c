"""What may happen to a recording without its name becoming wrong: speed, echo, silence, level, company, colour."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model.frontend import MEL_BANDS, SAMPLE_RATE
from soundbrowser.model.segments import Segmenting

FLOOR = np.float32((np.log(1e-5) + 4.5) / 5)
"""The front end's value for silence."""
NEPER_PER_DB = np.log(10) / 10 / 5
"""A decibel in the front end's output."""

Random = np.random.Generator


def vary_waveform(waveform: F32, rng: Random) -> F32:
    """Speed with pitch, echo, leading silence and level, each drawn at random."""
    if rng.random() < 0.5:
        waveform = change_speed(waveform, 2.0 ** (rng.uniform(-2, 2) / 12))
    if rng.random() < 0.12:
        waveform = add_echo(waveform, rng)
    if rng.random() < 0.15:
        waveform = np.pad(waveform, (int(rng.uniform(0.02, 0.5) * SAMPLE_RATE), 0))
    return scale(waveform, rng.uniform(-14, 6))


def scale(waveform: F32, decibels: float) -> F32:
    """Louder by so many decibels."""
    return np.asarray(waveform * np.float32(10 ** (decibels / 20)), np.float32)


def change_speed(waveform: F32, factor: float) -> F32:
    """Linear interpolation: `factor` 2 is an octave up and half as long."""
    length = max(1, int(waveform.size / factor))
    places = np.arange(length) * factor
    return np.asarray(np.interp(places, np.arange(waveform.size), waveform), np.float32)


def add_echo(waveform: F32, rng: Random) -> F32:
    """A room made of decaying noise, 0.1 to 0.8 s, mixed under the direct sound; the tail is kept."""
    tail = int(rng.uniform(0.1, 0.8) * SAMPLE_RATE)
    room = rng.standard_normal(tail).astype(np.float32) * np.exp(-6.9 * np.arange(tail, dtype=np.float32) / tail)
    room *= np.float32(rng.uniform(0.1, 0.6)) / np.float32(np.linalg.norm(room))
    size = 1 << (waveform.size + tail - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(waveform, size) * np.fft.rfft(room, size), size)[: waveform.size + tail]
    wet[: waveform.size] += waveform
    return wet.astype(np.float32)


def mix(first: F32, second: F32, rng: Random) -> F32:
    """Two waveforms of one length, the second up to 6 dB louder or softer than the first."""
    level = np.sqrt((np.mean(first**2) + 1e-9) / (np.mean(second**2) + 1e-9)) * 10 ** (rng.uniform(-6, 6) / 20)
    return first + second * np.float32(min(level, 30.0))


def fit(waveform: F32, samples: int, segmenting: Segmenting, rng: Random) -> F32:
    """Cut at a random place or repeated as an index would, to exactly `samples`."""
    lengthened = segmenting.lengthen(waveform)
    start = int(rng.integers(0, lengthened.size - samples + 1)) if lengthened.size > samples else 0
    return lengthened[start : start + samples]


def colour_picture(mel: F32, rng: Random) -> F32:
    """A log-mel picture (128, T) through a random filter, a narrow channel, or with a band or a moment masked."""
    mel = mel.copy()
    if rng.random() < 0.5:
        knots = rng.uniform(-7, 7, 6) * NEPER_PER_DB
        mel += np.interp(np.linspace(0, 5, MEL_BANDS), np.arange(6), knots).astype(np.float32)[:, None]
    if rng.random() < 0.12:
        mel[int(rng.integers(64, 116)) :] -= np.float32(rng.uniform(0.5, 3))
    if rng.random() < 0.3:
        low, width = int(rng.integers(0, MEL_BANDS - 16)), int(rng.integers(2, 17))
        mel[low : low + width] = mel.mean()
    if rng.random() < 0.2:
        start, width = int(rng.integers(0, mel.shape[1] - 40)), int(rng.integers(4, 41))
        mel[:, start : start + width] = FLOOR
    return np.maximum(mel, FLOOR)
