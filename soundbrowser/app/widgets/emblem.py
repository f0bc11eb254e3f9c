"""The waveform that greets a new user: a short scene of hits and tails, from low to high."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.vectors import Peaks

_COLUMNS = 900
_HITS = (
    (0.04, 0.5, 900.0),
    (0.11, 0.95, 4200.0),
    (0.20, 0.7, 620.0),
    (0.31, 1.0, 3900.0),
    (0.40, 0.6, 480.0),
    (0.47, 0.95, 1700.0),
    (0.53, 0.9, 5200.0),
    (0.60, 0.7, 700.0),
    (0.68, 1.0, 3600.0),
    (0.77, 0.95, 1900.0),
    (0.84, 0.7, 800.0),
    (0.90, 0.5, 7000.0),
)
"""Where each hit begins (share of the width), how loud it is, and where its energy sits (Hz)."""


def emblem_peaks() -> Peaks:
    """Hits that decay over a quiet bed; the loudest one colours each column."""
    at = np.linspace(0, 1, _COLUMNS)
    begins, levels, hertz = (np.array(part)[:, None] for part in zip(*_HITS, strict=True))
    since = at[None] - begins
    tails = np.where(since >= 0, levels * np.exp(-np.maximum(since, 0) * 26), 0)
    bed = 0.16 * np.sin(np.pi * at) ** 0.7
    roughness = np.random.default_rng(11).uniform(0.45, 1, _COLUMNS)
    high = (np.maximum(tails.max(0), bed) * roughness * np.minimum(1, 12 * np.minimum(at, 1 - at))).astype(np.float32)
    loudest = np.where(tails.max(0) > bed, hertz[tails.argmax(0), 0], 650.0)
    return Peaks(-0.94 * high, high, high * 0.42, loudest.astype(np.float32))


class Emblem(QWidget):
    """Decoration only; screen readers pass it by."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._peaks = emblem_peaks()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(470, 88)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_peaks(QPainter(self), self.rect(), self._peaks, self._themes.current)
