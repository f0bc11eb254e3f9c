"""The paper's first audio feature: averaged MFCCs with their first and second differences, through librosa."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model.segments import Segmenting

RATE = 44_100
"""Hz."""
WINDOW = round(0.025 * RATE)
HOP = round(0.010 * RATE)
FFT_SIZE = 2048
MEL_BANDS = 128
"""More bands than coefficients, or the cosine transform would have nothing to say in the last ones."""
COEFFICIENTS = 100
DIM = 3 * COEFFICIENTS
SEGMENTING = Segmenting(segment_s=20.0, hop_s=10.0, shortest_s=0.0, sample_rate=RATE)
"""Clips up to 30 s, as long as the paper's, are heard in one piece."""


def mfcc_vector(waveform: F32) -> F32:
    """(n,) mono samples at 44.1 kHz, n ≥ 1 → (300,) of length 1: 100 coefficients, then Δ, then ΔΔ, each averaged.

    25 ms windows every 10 ms (Elizalde, Zarar, Raj, ICASSP 2019, section 3.1); bands, transform (orthonormal DCT-II
    of decibels, at most 80 below the loudest) and differences (Savitzky–Golay over 9 frames) are librosa's own.
    """
    import librosa  # takes seconds to import, and only processes that listen need it

    padded = np.pad(waveform, (0, max(0, FFT_SIZE - waveform.size)))
    frames = librosa.feature.mfcc(
        y=padded,
        sr=RATE,
        n_mfcc=COEFFICIENTS,
        n_mels=MEL_BANDS,
        n_fft=FFT_SIZE,
        win_length=WINDOW,
        hop_length=HOP,
    )
    differences = [librosa.feature.delta(frames, order=order, mode="nearest") for order in (1, 2)]
    mean = np.concatenate([frames, *differences]).mean(axis=1, dtype=np.float64)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)
