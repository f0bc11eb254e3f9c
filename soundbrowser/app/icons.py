"""Our icons, drawn on a grid of 16 and coloured when they are loaded."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from soundbrowser import paths

_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)


@cache
def _drawing(name: str) -> bytes:
    """The SVG text of an icon; a name that is no icon is a bug and raises."""
    return (paths.resources() / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=1024)
def _painted(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace(b"currentColor", colour.encode())))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon `name` in one colour, `size` logical pixels wide, for a screen of the given ratio."""
    return _painted(name, colour.name(), size, ratio)


def icon(name: str, colour: QColor, size: int = 16) -> QIcon:
    """The icon for widgets that draw it themselves, sharp on every screen."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_painted(name, colour.name(), size, ratio))
    return made


def draw(painter: QPainter, name: str, colour: QColor, x: float, y: float, size: int = 16) -> None:
    """Paints the icon with its top left corner at (x, y), at the painter's device ratio."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(QRectF(x, y, size, size), pixmap(name, colour, size, ratio), QRectF())
