"""Type: the system's family in our sizes, with figures of equal width."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

_TABULAR = QFont.Tag("tnum")


@cache
def _family() -> str:
    """The system's interface family."""
    return QApplication.font().family()


def font(pixels: float, weight: int = 400) -> QFont:
    """The system font at a logical pixel size, with tabular figures."""
    chosen = QFont(_family())
    chosen.setPixelSize(round(pixels))
    chosen.setWeight(QFont.Weight(weight))
    chosen.setFeature(_TABULAR, 1)
    return chosen
