"""A small window that opens under a chip or a button and closes when one clicks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

_DROP = 4


class Popover(QFrame):
    """Its widgets go into `body`; `closed` comes when it goes away."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "menu")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(8)

    def open_under(self, anchor: QWidget) -> None:
        """Shows it below `anchor`, inside the screen."""
        self._place(anchor.mapToGlobal(QPoint(0, anchor.height() + _DROP)), anchor)

    def open_above(self, anchor: QWidget) -> None:
        """Shows it above `anchor`."""
        self.adjustSize()
        self._place(anchor.mapToGlobal(QPoint(0, -self.height() - _DROP)), anchor)

    def open_at(self, point: QPoint, anchor: QWidget) -> None:
        """Shows it at a point of the screen."""
        self._place(point, anchor)

    def _place(self, point: QPoint, anchor: QWidget) -> None:
        self.adjustSize()
        bounds = anchor.screen().availableGeometry()
        x = max(bounds.left(), min(point.x(), bounds.right() - self.width()))
        y = max(bounds.top(), min(point.y(), bounds.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        if self.focusProxy() is None:
            self.focusNextChild()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
