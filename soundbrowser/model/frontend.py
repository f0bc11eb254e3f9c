"""From a waveform to the log-mel picture the encoder reads, with numpy and scipy."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft

from soundbrowser.domain.vectors import F32

SAMPLE_RATE = 32_000
MEL_BANDS = 128
HOP = 320
FFT_SIZE = 1024
WINDOW = 800
LOWEST_HZ = 0.0
HIGHEST_HZ = 15_000.0
MIN_SAMPLES = FFT_SIZE // 2 + 2
"""The reflected padding needs this many; shorter sounds are continued with zeros."""


def logmel(waveform: F32) -> F32:
    """Log-mel picture of a mono waveform at 32 kHz in −1 … 1: (n,) → (128, 1 + (n − 1) // 320), lowest band first.

    Pre-emphasis, Hann window of 25 ms every 10 ms, Kaldi's mel triangles over the power spectrum, natural logarithm,
    then (v + 4.5) / 5: the evaluation front end of EfficientAT (Schmid et al., ICASSP 2023).
    """
    signal = np.asarray(waveform, np.float32)
    if signal.size < MIN_SAMPLES:
        signal = np.pad(signal, (0, MIN_SAMPLES - signal.size))
    spectrum = rfft(_frames(signal) * _hann(), n=FFT_SIZE)
    power = spectrum.real**2 + spectrum.imag**2
    mel = _mel_power(np.ascontiguousarray(power.T))
    picture: F32 = (np.log(mel + np.float32(1e-5)) + np.float32(4.5)) / np.float32(5)
    return picture


def _frames(signal: F32) -> F32:
    """(n,) → (T, 800): the middle of each 1024-sample frame, which is all that the window leaves."""
    emphasised = signal[1:] - np.float32(0.97) * signal[:-1]
    padded = np.pad(emphasised, FFT_SIZE // 2, mode="reflect")
    margin = (FFT_SIZE - WINDOW) // 2
    return sliding_window_view(padded[margin : padded.size - margin], WINDOW)[::HOP]


def _mel_power(power: F32) -> F32:
    """(513, T) → (128, T). Each bin feeds the rising side of one triangle and the falling side of the one below."""
    rising, falling, first, filled = _mel_slopes()
    bands = np.zeros((MEL_BANDS, power.shape[1]), np.float32)
    used = power[first : first + rising.size]
    starts, points = filled
    up = np.add.reduceat(used * rising[:, None], starts, axis=0)
    down = np.add.reduceat(used * falling[:, None], starts, axis=0)
    has_centre_above = points < MEL_BANDS
    bands[points[has_centre_above]] = up[has_centre_above]
    has_centre_below = points > 0
    bands[points[has_centre_below] - 1] += down[has_centre_below]
    return bands


@cache
def _hann() -> F32:
    angle = 2 * np.pi * np.arange(WINDOW) / (WINDOW - 1)
    return (0.5 - 0.5 * np.cos(angle)).astype(np.float32)


def _mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz) / 700.0))


@cache
def _mel_slopes() -> tuple[F32, F32, int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Weights of each bin for the triangle rising and the one falling over it, the first bin, and the filled gaps.

    130 points evenly spaced in mel bound 129 gaps; band b rises over gap b and falls over gap b + 1. Low gaps are
    narrower than a bin and may be empty, so the filled ones are named: (first row, gap) of each.
    """
    points = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), MEL_BANDS + 2)
    bins = _mel(np.arange(FFT_SIZE // 2) * SAMPLE_RATE / FFT_SIZE)
    inside = np.flatnonzero((bins > points[0]) & (bins < points[-1]))
    gap = np.searchsorted(points, bins[inside], side="right") - 1
    rising = (bins[inside] - points[gap]) / (points[gap + 1] - points[gap])
    filled, starts = np.unique(gap, return_index=True)
    slopes = rising.astype(np.float32), (1 - rising).astype(np.float32)
    return slopes[0], slopes[1], int(inside[0]), (starts.astype(np.int64), filled.astype(np.int64))
