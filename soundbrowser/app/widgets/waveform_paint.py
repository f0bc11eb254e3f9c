"""Waveforms as pixels: one column per device pixel, coloured by where the energy sits, drawn once and kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap

from soundbrowser.app.theme import Theme
from soundbrowser.domain.vectors import F32, Peaks

RAMP_HZ = (330.0, 750.0, 1700.0, 3900.0, 9000.0)
"""Spectral centroids at which the theme's five ramp colours stand; between them colour follows the log frequency."""
PEAK_ALPHA = 0.62
FILL = 0.94
"""Part of the half height that the loudest sample reaches."""
MOST_GAIN = 16.0
"""Quiet sounds are drawn taller by at most this factor, so that silence stays a line."""
CACHE_BYTES = 48 * 2**20


class _Key(NamedTuple):
    peaks: int
    width: int
    height: int
    ratio: float
    dark: bool


class PixmapCache:
    """Drawn waveforms, least recently used ones dropped first; holds the peaks so that their identity stays theirs."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit = limit_bytes
        self._used = 0
        self._kept: OrderedDict[_Key, tuple[Peaks, QPixmap]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, peaks: Peaks, size: QSize, ratio: float, theme: Theme) -> QPixmap:
        """The waveform at `size` logical pixels on a screen of device ratio `ratio`."""
        key = _Key(id(peaks), size.width(), size.height(), ratio, theme.dark)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][1]
        pixmap = QPixmap.fromImage(waveform_image(peaks, size, ratio, theme))
        self._kept[key] = peaks, pixmap
        self._used += _bytes(pixmap)
        while self._used > self._limit and len(self._kept) > 1:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._used -= _bytes(oldest)
        return pixmap


_pixmaps = PixmapCache()


def paint_peaks(painter: QPainter, rect: QRect, peaks: Peaks, theme: Theme, dim: float = 1.0) -> None:
    """Draws `peaks` into `rect` at opacity `dim`; the drawn columns are kept as long as the same peaks come again."""
    if rect.isEmpty() or not len(peaks):
        return
    pixmap = _pixmaps.get(peaks, rect.size(), painter.device().devicePixelRatioF(), theme)
    before = painter.opacity()
    painter.setOpacity(before * dim)
    painter.drawPixmap(rect.topLeft(), pixmap)
    painter.setOpacity(before)


def waveform_image(peaks: Peaks, size: QSize, ratio: float, theme: Theme) -> QImage:
    """A premultiplied image of `size` logical pixels: peaks translucent, RMS solid, a hairline where it is silent."""
    width, height = max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))
    fitted = fit_columns(peaks, width)
    alpha = _coverage(fitted, height)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = alpha[..., None] * ramp_colours(_calm(fitted), theme)[None]
    pixels[..., 3] = alpha * 255.0 + 0.5
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()
    image.setDevicePixelRatio(ratio)
    return image


def fit_columns(peaks: Peaks, width: int) -> Peaks:
    """The same waveform in `width` columns: extremes where columns merge, interpolation where they spread."""
    count = len(peaks)
    if count == width:
        return peaks
    if count < width:
        at = (np.arange(width) + 0.5) * count / width - 0.5
        old = np.arange(count)
        spread = (np.interp(at, old, part).astype(np.float32) for part in _parts(peaks))
        return Peaks(*spread)
    starts = np.arange(width) * count // width
    sizes = np.diff(np.append(starts, count)).astype(np.float32)
    weights = peaks.rms + 1e-9
    energy = np.add.reduceat(np.square(peaks.rms), starts) / sizes
    centroid = np.add.reduceat(peaks.centroid_hz * weights, starts) / np.add.reduceat(weights, starts)
    return Peaks(
        low=np.minimum.reduceat(peaks.low, starts),
        high=np.maximum.reduceat(peaks.high, starts),
        rms=np.sqrt(energy).astype(np.float32),
        centroid_hz=centroid.astype(np.float32),
    )


def ramp_colours(centroid_hz: F32, theme: Theme) -> F32:
    """(n,) Hz to (n, 3) red, green, blue, 0 … 255."""
    stops = np.array([[c.red(), c.green(), c.blue()] for c in theme.ramp], np.float32)
    at = np.log(np.clip(centroid_hz, RAMP_HZ[0], RAMP_HZ[-1]))
    return np.stack([np.interp(at, np.log(RAMP_HZ), stops[:, k]) for k in range(3)], axis=1).astype(np.float32)


def _parts(peaks: Peaks) -> tuple[F32, F32, F32, F32]:
    return peaks.low, peaks.high, peaks.rms, peaks.centroid_hz


def _calm(peaks: Peaks, reach: int = 2) -> F32:
    """Centroids averaged over neighbours by loudness, so that single columns do not flicker."""
    window = np.ones(2 * reach + 1)
    weights = peaks.rms.astype(np.float64) + 1e-9
    if len(weights) < len(window):
        return peaks.centroid_hz
    weighted = np.convolve(peaks.centroid_hz * weights, window, "same") / np.convolve(weights, window, "same")
    return weighted.astype(np.float32)


def _coverage(peaks: Peaks, height: int) -> NDArray[np.float32]:
    """(height, columns) opacity, 0 … 1, with soft ends."""
    loudest = max(float(np.max(np.abs(peaks.low))), float(np.max(np.abs(peaks.high))), 1e-9)
    middle = height / 2
    scale = middle * FILL * min(1.0 / loudest, MOST_GAIN)
    top = np.minimum(middle - peaks.high * scale, middle - 0.5)
    bottom = np.maximum(middle - peaks.low * scale, middle + 0.5)
    solid = peaks.rms * scale
    tips = _covered(top, bottom, height) * np.float32(PEAK_ALPHA)
    body = _covered(np.maximum(middle - solid, top), np.minimum(middle + solid, bottom), height)
    both: NDArray[np.float32] = body + tips * (1 - body)
    return both


def _covered(top: F32, bottom: F32, height: int) -> NDArray[np.float32]:
    """How much of each pixel row lies between `top` and `bottom`, column by column."""
    rows = np.arange(height, dtype=np.float32)[:, None]
    inside = np.minimum(rows + 1, bottom[None]) - np.maximum(rows, top[None])
    covered: NDArray[np.float32] = np.clip(inside, 0, 1, dtype=np.float32)
    return covered


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
