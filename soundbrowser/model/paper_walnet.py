"""The paper's second audio feature: what WAL-Net hears of log-mel pictures, reduced to 300 numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.model.segments import Segmenting

RATE = 44_100
"""Hz."""
FFT_SIZE = 1024
HOP = 512
MEL_BANDS = 128
SEGMENT_FRAMES = 128
SEGMENT_HOP = 64
"""Frames; the network halves time six times, so one network output stands for each hop."""
SEGMENTING = Segmenting(segment_s=20.0, hop_s=10.0, shortest_s=1.5, sample_rate=RATE)
"""Clips up to 30 s, as long as the paper's, are heard in one piece; shorter ones than a segment are repeated."""
EMBEDDING_DIM = 1024
DIM = 300
FLOOR_DB, SPAN_DB = -100.0, 50.0
"""Decibels of full scale that become −1 and +1 … in the picture: (dB − FLOOR − SPAN) / SPAN."""
INPUT, OUTPUT = "mel", "embedding"


def log_mel(waveform: F32) -> F32:
    """(n,) mono samples at 44.1 kHz, at least 1.5 s → (128, T) log-mel picture, T = 1 + n // 512.

    Frames of 1024 every 512 samples, 128 bands (ICASSP 2019, section 3.1), decibels of power down to −100.
    """
    import librosa  # takes seconds to import, and only processes that listen need it

    power = librosa.feature.melspectrogram(
        y=waveform, sr=RATE, n_fft=FFT_SIZE, hop_length=HOP, n_mels=MEL_BANDS, power=2.0
    )
    decibels = librosa.power_to_db(power, ref=1.0, amin=10 ** (FLOOR_DB / 10), top_db=None)
    return np.asarray((decibels - FLOOR_DB - SPAN_DB) / SPAN_DB, np.float32)


class Reduction:
    """Principal components of embeddings, fitted on training audio only, then length 1."""

    def __init__(self, mean: F32, components: F32) -> None:
        self.mean = mean
        """(1024,)"""
        self.components = components
        """(300, 1024)"""

    @classmethod
    def of(cls, tensors: Mapping[str, NDArray[Any]]) -> Reduction:
        """From the tensors `pca.mean` and `pca.components` of a model."""
        return cls(tensors["pca.mean"].astype(np.float32), tensors["pca.components"].astype(np.float32))

    @classmethod
    def fit(cls, embeddings: F32, dim: int = DIM) -> Reduction:
        """The `dim` main axes of (n, d) embeddings; where n is smaller, the axes that are missing stay zero."""
        mean = embeddings.mean(axis=0)
        axes = np.linalg.svd(embeddings - mean, full_matrices=False)[2][:dim]
        return cls(mean, np.pad(axes, ((0, dim - len(axes)), (0, 0))).astype(np.float32))

    def __call__(self, embeddings: F32) -> F32:
        """(n, d) → (n, dim) rows of length 1."""
        rows = (embeddings - self.mean) @ self.components.T
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
