"""Building blocks of synthesised sounds; all at 44.1 kHz, deterministic for a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Signal = NDArray[np.float64]


def mix(parts: Sequence[Signal]) -> Signal:
    """Signals of one length at once."""
    return np.asarray(np.sum(parts, axis=0), np.float64)


def samples(seconds: float) -> int:
    """Samples in so many seconds."""
    return round(seconds * RATE)


def clock(seconds: float) -> Signal:
    """(n,) times in seconds."""
    return np.arange(samples(seconds)) / RATE


def noise(seconds: float, seed: int) -> Signal:
    """White noise of unit variance."""
    return np.random.default_rng(seed).standard_normal(samples(seconds))


def band(signal: Signal, low_hz: float, high_hz: float, steepness: float = 4.0) -> Signal:
    """What lies between two frequencies, with slopes of 6·steepness dB an octave beside."""
    hz = np.maximum(np.fft.rfftfreq(signal.size, 1 / RATE), 1.0)
    gain = 1 / np.sqrt((1 + (low_hz / hz) ** (2 * steepness)) * (1 + (hz / high_hz) ** (2 * steepness)))
    return np.asarray(np.fft.irfft(np.fft.rfft(signal) * gain, signal.size), np.float64)


def tilt(signal: Signal, power: float) -> Signal:
    """Noise coloured by f^power: −0.5 is pink, −1 is brown."""
    hz = np.maximum(np.fft.rfftfreq(signal.size, 1 / RATE), 20.0)
    shaped = np.fft.irfft(np.fft.rfft(signal) * (hz / 1000.0) ** power, signal.size)
    return np.asarray(shaped / max(float(shaped.std()), 1e-9), np.float64)


def decay(seconds: float, half_life_s: float, attack_s: float = 0.001) -> Signal:
    """A stroke: a quick rise, then halving every `half_life_s`."""
    t = clock(seconds)
    fall = np.exp2(-np.maximum(t - attack_s, 0) / half_life_s)
    return np.asarray(np.minimum(t / attack_s, 1.0) * fall, np.float64)


def swell(seconds: float, rise_s: float, fall_s: float) -> Signal:
    """A note held between a rise and a fall, both half a cosine."""
    t = clock(seconds)
    up = 0.5 - 0.5 * np.cos(np.pi * np.clip(t / rise_s, 0, 1))
    down = 0.5 - 0.5 * np.cos(np.pi * np.clip((seconds - t) / fall_s, 0, 1))
    return up * down


def drift(seconds: float, per_second: float, seed: int) -> Signal:
    """A smooth random course between 0 and 1 with about so many turns a second."""
    count = max(4, round(seconds * per_second) + 2)
    points: Signal = np.random.default_rng(seed).random(count)
    at = np.linspace(0, count - 1.001, samples(seconds))
    left, share = at.astype(int), 0.5 - 0.5 * np.cos(np.pi * (at % 1))
    return np.asarray(points[left] * (1 - share) + points[left + 1] * share, np.float64)


def tone(pitch_hz: Signal | float, seconds: float, partials: Sequence[float] = (1.0,)) -> Signal:
    """Harmonics of a steady or moving pitch, with these strengths."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(np.asarray(pitch_hz, float), samples(seconds))) / RATE
    return mix([strength * np.sin(k * phase) for k, strength in enumerate(partials, 1)])


def saw(pitch_hz: Signal | float, seconds: float, count: int = 24) -> Signal:
    """A band-limited saw."""
    return tone(pitch_hz, seconds, [1 / k for k in range(1, count + 1)])


def glide(start_hz: float, end_hz: float, seconds: float, bend: float = 1.0) -> Signal:
    """A pitch that moves geometrically; `bend` above 1 hurries at the end, below 1 at the start."""
    share = np.linspace(0, 1, samples(seconds)) ** bend
    return start_hz * (end_hz / start_hz) ** share


def modes(frequencies: Sequence[float], half_lives: Sequence[float], seconds: float, seed: int) -> Signal:
    """A struck body: decaying partials of random phase and falling strength."""
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(frequencies))
    t = clock(seconds)
    parts = zip(frequencies, half_lives, phases, strict=True)
    return mix([np.sin(2 * np.pi * f * t + p) * 0.5 ** (t / h) / (1 + 0.3 * k) for k, (f, h, p) in enumerate(parts)])


def pluck(pitch_hz: float, seconds: float, damping: float, seed: int) -> Signal:
    """A string (Karplus and Strong, Computer Music Journal 7(2), 1983)."""
    period = round(RATE / pitch_hz)
    line = np.random.default_rng(seed).uniform(-1, 1, period)
    rounds = []
    for _ in range(samples(seconds) // period + 1):
        rounds.append(line)
        line = damping * 0.5 * (line + np.roll(line, 1))
    return np.concatenate(rounds)[: samples(seconds)]


def scatter(seconds: float, grain: Signal, times: Sequence[float], gains: Sequence[float]) -> Signal:
    """The same grain at many moments."""
    out = np.zeros(samples(seconds) + grain.size)
    for at, gain in zip(times, gains, strict=True):
        start = samples(at)
        if start < samples(seconds):
            out[start : start + grain.size] += gain * grain
    return out[: samples(seconds)]


def moments(per_second: float, seconds: float, seed: int) -> tuple[list[float], list[float]]:
    """Random moments (a Poisson process) and gains for `scatter`."""
    rng = np.random.default_rng(seed)
    count = max(1, rng.poisson(per_second * seconds))
    return np.sort(rng.uniform(0, seconds, count)).tolist(), (rng.random(count) ** 2).tolist()


def after(signal: Signal, at_s: float, seconds: float) -> Signal:
    """The signal begun at a moment, in silence of a whole length."""
    out = np.zeros(samples(seconds))
    start = samples(at_s)
    part = signal[: max(0, out.size - start)]
    out[start : start + part.size] = part
    return out


def room(signal: Signal, seconds: float, share: float, seed: int) -> Signal:
    """A little reverberation: convolved with decaying noise; the sound grows by its tail."""
    tail = tilt(noise(seconds, seed), -0.3) * decay(seconds, seconds / 8)
    tail /= np.sqrt(np.sum(tail**2))
    size = signal.size + tail.size
    wet = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(tail, size), size)
    return np.pad(signal, (0, tail.size)) * (1 - share) + wet * share


def pitch_of(note: int) -> float:
    """Hertz of a MIDI note."""
    return float(440.0 * 2 ** ((note - 69) / 12))
