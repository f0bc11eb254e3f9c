"""Waveforms as columns to draw: extremes, loudness and spectral centroid, in one pass and in bounded memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32, Peaks

THUMBNAIL_COLUMNS = 336
"""Of the small waveforms that are kept for lists."""
WINDOW = 512
"""Samples a column's spectrum is taken from."""
SILENT = 1e-4
"""RMS below which a column has no colour."""
LOWEST_HZ = 20.0
OCTAVES = 10.0
"""The packed centroid spans 20 Hz … 20.5 kHz on a logarithmic scale."""


class PeaksBuilder:
    """Takes a mono sound block by block and gives its columns."""

    def __init__(self, frames: int, rate: int, columns: int) -> None:
        """`frames` samples in all are spread over `columns`; fewer samples than columns give a column a sample."""
        self._columns = max(1, min(columns, frames))
        self._edges = np.linspace(0, max(1, frames), self._columns + 1).astype(np.int64)
        self._rate = rate
        self._at = 0
        self._low = np.zeros(self._columns, np.float32)
        self._high = np.zeros(self._columns, np.float32)
        self._power = np.zeros(self._columns, np.float64)
        self._seen = np.zeros(self._columns, bool)
        self._centroid = np.zeros(self._columns, np.float32)

    def add(self, block: F32) -> None:
        """The next samples (n,); those beyond the announced length are left out."""
        block = block[: max(0, int(self._edges[-1]) - self._at)]
        if not block.size:
            return
        first = int(np.searchsorted(self._edges, self._at, "right")) - 1
        last = int(np.searchsorted(self._edges, self._at + block.size, "left"))
        starts = np.maximum(self._edges[first:last] - self._at, 0)
        here = slice(first, last)
        self._low[here] = np.minimum(self._low[here], np.minimum.reduceat(block, starts))
        self._high[here] = np.maximum(self._high[here], np.maximum.reduceat(block, starts))
        self._power[here] += np.add.reduceat(np.square(block, dtype=np.float64), starts)
        new = ~self._seen[here]
        self._centroid[here][new] = centroids(block, starts[new], self._rate)
        self._seen[here] = True
        self._at += block.size

    def peaks(self) -> Peaks:
        """The columns; those never reached are silent."""
        rms = np.sqrt(self._power / np.maximum(1, np.diff(self._edges))).astype(np.float32)
        return Peaks(self._low, self._high, rms, np.where(rms > SILENT, self._centroid, 0).astype(np.float32))


def centroids(block: F32, starts: NDArray[np.int64], rate: int) -> F32:
    """Spectral centroid in Hz of a window at each start, (len(starts),); 0 where there is silence."""
    padded = np.pad(block, (0, WINDOW))
    windows = padded[np.minimum(starts, block.size)[:, None] + np.arange(WINDOW)] * np.hanning(WINDOW).astype(
        np.float32
    )
    power = np.square(np.abs(np.fft.rfft(windows, axis=1)))
    total = power.sum(axis=1)
    hz = np.fft.rfftfreq(WINDOW, 1 / rate)
    return np.asarray((power @ hz) / np.where(total > 0, total, 1), np.float32)


def peaks(waveform: F32, rate: int, columns: int) -> Peaks:
    """A mono waveform (n,) as at most `columns` columns."""
    builder = PeaksBuilder(waveform.size, rate, columns)
    builder.add(waveform)
    return builder.peaks()


def peaks_of_file(path: str | Path, columns: int, start_s: float = 0.0, end_s: float | None = None) -> Peaks:
    """The columns of a file, or of a part of it. Raises UnreadableSound."""
    with open_source(path) as source:
        rate = source.header.rate
        end = source.header.duration_s if end_s is None else min(end_s, source.header.duration_s)
        frames = round((end - start_s) * rate)
        if frames <= 0:
            raise UnreadableSound(path, f"There is nothing between {start_s:.2f} and {end:.2f} s.")
        builder, left = PeaksBuilder(frames, rate, columns), frames
        for block in source.blocks(start_s):
            builder.add(np.ascontiguousarray(block[:left].mean(axis=1), np.float32))
            left -= len(block)
            if left <= 0:
                break
    return builder.peaks()


def pack(columns: Peaks) -> bytes:
    """Four bytes a column: extremes and loudness on a square-root scale, so that quiet sounds keep their shape."""
    octaves = np.log2(np.maximum(columns.centroid_hz, LOWEST_HZ) / LOWEST_HZ) / OCTAVES
    parts = [
        _root(-columns.low),
        _root(columns.high),
        _root(columns.rms),
        np.where(columns.centroid_hz > 0, 1 + np.clip(octaves, 0, 1) * 254, 0),
    ]
    return np.stack([np.rint(part).astype(np.uint8) for part in parts]).tobytes()


def unpack(data: bytes) -> Peaks:
    """What `pack` wrote. Raises ValueError when it cannot be that."""
    if len(data) % 4:
        raise ValueError(f"packed peaks have four bytes a column, not {len(data)} bytes")
    low, high, rms, colour = np.frombuffer(data, np.uint8).reshape(4, -1).astype(np.float32)
    centroid = np.where(colour > 0, LOWEST_HZ * 2 ** ((colour - 1) / 254 * OCTAVES), 0)
    return Peaks(-np.square(low / 255), np.square(high / 255), np.square(rms / 255), centroid.astype(np.float32))


def _root(values: F32) -> F32:
    return np.asarray(255 * np.sqrt(np.clip(values, 0, 1)), np.float32)
