"""Waveforms become pixels: one column each, coloured by their centroid, drawn once."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap

from soundbrowser.app.theme import DARK, LIGHT
from soundbrowser.app.widgets import waveform_paint
from soundbrowser.app.widgets.waveform_paint import (
    PixmapCache,
    fit_columns,
    paint_peaks,
    ramp_colours,
    waveform_image,
)
from soundbrowser.domain.vectors import Peaks


def even(columns: int, level: float = 0.5, hertz: float = 1700.0) -> Peaks:
    """A waveform that is the same everywhere."""
    ones = np.ones(columns, np.float32)
    return Peaks(-ones * level, ones * level, ones * level * 0.4, ones * hertz)


def pixels(image: QImage) -> NDArray[np.uint8]:
    """(height, width, 4) straight RGBA."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 4].reshape(plain.height(), plain.width(), 4).copy()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_there_is_one_column_for_each_device_pixel(qapp: object, ratio: float) -> None:
    image = waveform_image(even(336), QSize(168, 30), ratio, DARK)
    assert (image.width(), image.height()) == (round(168 * ratio), round(30 * ratio))
    assert image.devicePixelRatio() == ratio


def test_rms_is_solid_and_peaks_are_translucent(qapp: object) -> None:
    alpha = pixels(waveform_image(even(100), QSize(100, 100), 1.0, DARK))[..., 3]
    assert alpha[50, 50] == 255
    assert alpha[15, 50] == pytest.approx(0.62 * 255, abs=2)
    assert alpha[0, 50] == 0


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("stop", range(5))
def test_a_centroid_at_a_stop_has_the_stops_colour(qapp: object, dark: bool, stop: int) -> None:
    theme = DARK if dark else LIGHT
    waveform = even(60, hertz=waveform_paint.RAMP_HZ[stop])
    colour = pixels(waveform_image(waveform, QSize(60, 40), 1.0, theme))[20, 30, :3]
    wanted = theme.ramp[stop]
    assert np.abs(colour.astype(int) - [wanted.red(), wanted.green(), wanted.blue()]).max() <= 1


def test_colours_beyond_the_ramp_are_its_ends(qapp: object) -> None:
    ends = ramp_colours(np.array([20.0, 20000.0], np.float32), DARK)
    stops = ramp_colours(np.array([330.0, 9000.0], np.float32), DARK)
    np.testing.assert_allclose(ends, stops, atol=0.1)


def test_silence_is_a_hairline_in_the_middle(qapp: object) -> None:
    alpha = pixels(waveform_image(even(50, level=0.0), QSize(50, 41), 1.0, DARK))[..., 3]
    assert (alpha[20] > 100).all()
    assert (np.delete(alpha, 20, axis=0) == 0).all()


def test_quiet_sounds_are_drawn_taller_but_not_without_end(qapp: object) -> None:
    quiet = pixels(waveform_image(even(20, level=0.2), QSize(20, 100), 1.0, DARK))[..., 3]
    near_silent = pixels(waveform_image(even(20, level=0.001), QSize(20, 100), 1.0, DARK))[..., 3]
    assert (quiet[:, 10] > 0).sum() > 85
    assert (near_silent[:, 10] > 0).sum() <= 4


def test_merged_columns_keep_their_extremes() -> None:
    rng = np.random.default_rng(4)
    high = rng.uniform(0, 1, 1000).astype(np.float32)
    peaks = Peaks(-high, high, high / 2, np.full(1000, 500, np.float32))
    fitted = fit_columns(peaks, 73)
    assert len(fitted) == 73
    assert fitted.high.max() == high.max()
    assert fitted.low.min() == -high.max()
    np.testing.assert_allclose(fitted.centroid_hz, 500, rtol=1e-4)
    assert fitted.rms.max() <= (high / 2).max() + 1e-6


def test_spread_columns_stay_within_their_neighbours() -> None:
    high = np.array([0.1, 0.9, 0.2], np.float32)
    fitted = fit_columns(Peaks(-high, high, high, high * 1000), 300)
    assert len(fitted) == 300
    assert fitted.high.min() >= 0.1 - 1e-6
    assert fitted.high.max() <= 0.9 + 1e-6


def test_the_same_peaks_are_drawn_once_per_size_ratio_and_theme(qapp: object) -> None:
    cache, peaks = PixmapCache(), even(100)
    first = cache.get(peaks, QSize(100, 20), 1.0, DARK)
    assert cache.get(peaks, QSize(100, 20), 1.0, DARK) is first
    cache.get(peaks, QSize(100, 20), 2.0, DARK)
    cache.get(peaks, QSize(100, 20), 1.0, LIGHT)
    assert len(cache) == 3


def test_the_cache_drops_what_was_used_least_recently(qapp: object) -> None:
    cache = PixmapCache(limit_bytes=3 * 100 * 20 * 4)
    kept = [even(100) for _ in range(4)]
    first = cache.get(kept[0], QSize(100, 20), 1.0, DARK)
    for peaks in kept[1:3]:
        cache.get(peaks, QSize(100, 20), 1.0, DARK)
    cache.get(kept[0], QSize(100, 20), 1.0, DARK)
    cache.get(kept[3], QSize(100, 20), 1.0, DARK)
    assert len(cache) == 3
    assert cache.get(kept[0], QSize(100, 20), 1.0, DARK) is first


def test_a_weak_match_is_painted_fainter(qapp: object) -> None:
    levels = []
    for dim in (1.0, 0.55):
        target = QPixmap(60, 40)
        target.fill(DARK.bg1)
        painter = QPainter(target)
        paint_peaks(painter, QRect(0, 0, 60, 40), even(60, hertz=750), DARK, dim)
        assert painter.opacity() == 1.0
        painter.end()
        levels.append(int(pixels(target.toImage())[20, 30, 0]))
    ground = DARK.bg1.red()
    assert levels[1] - ground == pytest.approx(0.55 * (levels[0] - ground), abs=3)
    assert waveform_paint.PEAK_ALPHA == 0.62
