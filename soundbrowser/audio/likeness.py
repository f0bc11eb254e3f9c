"""Whether two waveforms are one recording: how far they agree in every octave, at the delay at which they agree most.

Codecs, gains and resampling leave the waveform below 6.4 kHz nearly as it was, octave by octave; two takes of one
sound, or two stretches of one noise, have nothing in common but their spectrum.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

from soundbrowser.audio.decode import decode
from soundbrowser.domain.recordings import Likeness
from soundbrowser.domain.vectors import F32

C64 = NDArray[np.complex64]

RATE = 16_000
"""Hz."""
EDGES_HZ = (100, 200, 400, 800, 1600, 3200, 6400)
"""Of the octaves."""
QUIET_DB = 30.0
"""Octaves so far below the strongest hold nothing but what a codec made of them."""
LEAST_PARTS = 40.0
"""Fewer independent things agree by chance: two strikes of one bell, two blips of one pitch."""
NEAR = 320
"""Samples, 20 ms, within which the two begin together."""
FADE = 160
"""Samples: 10 ms at either end of what they share, since a hard cut sounds in every octave."""
SHIFTS = np.arange(-8, 9, dtype=np.float32) / 8
"""Samples. Two rates leave parts of a sample between them."""
WHITENING = (0.0, 0.5, 1.0)
"""Delays are looked for as the spectra are, half whitened and white: onsets mislead one, tones another."""
MOST_S = 20.0
"""Of a sound looked at for whether it is telling."""

NONE = Likeness(0.0, 0.0)


def likeness_of_files(one: str, begin_s: float, other: str, other_begin_s: float, seconds: float) -> Likeness:
    """Of as many seconds of two files, from one place in each on. Raises UnreadableSound."""
    parts = [
        decode(path, rate=RATE, start_s=start_s, end_s=start_s + seconds)[0]
        for path, start_s in ((one, begin_s), (other, other_begin_s))
    ]
    return likeness(*parts)


def likeness(one: F32, other: F32) -> Likeness:
    """Of two waveforms (n,) and (m,) at `RATE` that begin within 20 ms of each other.

    Their levels and polarities make no difference.
    """
    if not (one.any() and other.any()):
        return NONE
    found = [_agreement(*_shared(one, other, lag)) for lag in _lags(one, other)]
    return max(found, key=lambda each: each.agreement)


def is_telling(samples: F32) -> bool:
    """True where a waveform (n,) at `RATE` holds enough, around its loudest sample, to be told from others."""
    around = int(MOST_S * RATE / 2)
    place = int(np.abs(samples).argmax()) if samples.size else 0
    near = samples[max(0, place - around) : place + around]
    if not near.any():
        return False
    spectrum, _, frequencies = _spectra(near, near)
    octaves = _octaves(frequencies)
    loud = _loud(np.asarray([_power(spectrum[octave]) for octave in octaves]))
    return sum(_parts(np.abs(spectrum[octaves[place]]) ** 2) for place in loud) >= LEAST_PARTS


def _lags(one: F32, other: F32) -> set[int]:
    """Samples by which `other` may begin later in `one`."""
    size = next_fast_len(max(one.size, other.size) + NEAR, real=True)
    cross = rfft(one, size) * np.conj(rfft(other, size))
    frequencies = rfftfreq(size, 1 / RATE)
    cross[(frequencies < EDGES_HZ[0]) | (frequencies >= EDGES_HZ[-1])] = 0
    strength = np.maximum(np.abs(cross), np.float32(1e-12))
    near = np.arange(-min(NEAR, other.size - 1), min(NEAR, one.size - 1) + 1)
    whitened = (irfft(cross / strength ** np.float32(power), size) for power in WHITENING)
    return {int(near[np.abs(correlation[near]).argmax()]) for correlation in whitened}


def _shared(one: F32, other: F32, lag: int) -> tuple[C64, C64, F32]:
    x, y = one[max(0, lag) :], other[max(0, -lag) :]
    count = min(x.size, y.size)
    return _spectra(x[:count], y[:count])


def _spectra(x: F32, y: F32) -> tuple[C64, C64, F32]:
    """Of faded waveforms of one length, and the frequencies in samples⁻¹."""
    fade = min(x.size // 8, FADE)
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / max(fade, 1))).astype(np.float32)
    window = np.concatenate([rise, np.ones(x.size - 2 * fade, np.float32), rise[::-1]])
    size = next_fast_len(x.size + SHIFTS.size, real=True)
    return rfft(x * window, size), rfft(y * window, size), rfftfreq(size).astype(np.float32)


def _agreement(x: C64, y: C64, frequencies: F32) -> Likeness:
    octaves = _octaves(frequencies)
    power = np.asarray([np.sqrt(_power(x[octave]) * _power(y[octave])) for octave in octaves])
    loud = _loud(power)
    if not loud.size:
        return NONE
    rows, parts = [], 0.0
    for octave in (octaves[place] for place in loud):
        cross = x[octave] * np.conj(y[octave])
        rows.append(np.real(np.exp(2j * np.float32(np.pi) * np.outer(SHIFTS, frequencies[octave])) @ cross))
        parts += _parts(np.abs(cross))
    agreement = np.abs((np.stack(rows) / power[loud, None]).mean(axis=0)).max()
    return Likeness(float(agreement), parts)


def _octaves(frequencies: F32) -> list[slice]:
    edges = np.searchsorted(frequencies, np.asarray(EDGES_HZ) / RATE).tolist()
    return [slice(low, high) for low, high in pairwise(edges)]


def _loud(power: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.flatnonzero((power > power.max() * 10 ** (-QUIET_DB / 10)) & (power > 0))


def _power(spectrum: C64) -> float:
    return float(np.square(np.abs(spectrum), dtype=np.float64).sum())


def _parts(strength: F32) -> float:
    """Of how many equally strong bins the sum of these would be as even (the participation ratio)."""
    total = float(np.square(strength, dtype=np.float64).sum())
    return float(strength.sum(dtype=np.float64) ** 2) / total if total else 0.0
