"""A shade over a window while a dialog wants its attention."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_DEPTH = 130


class Scrim(QWidget):
    """Covers `window` until it is told to `lift`; `corner` is the radius of the window's corners."""

    def __init__(self, window: QWidget, corner: float = 0.0) -> None:
        super().__init__(window)
        self._corner = corner
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Goes away."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, _DEPTH))
        painter.drawRoundedRect(self.rect(), self._corner, self._corner)
