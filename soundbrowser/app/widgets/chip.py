"""The chips of the filter row: unset an outline, set a filled pill with a cross."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes, blend
from soundbrowser.app.type import font

HEIGHT = 28


class Chip(QAbstractButton):
    """`clicked` opens its popup; `cleared` comes from the cross of a chip that is set."""

    cleared = Signal()

    def __init__(self, themes: Themes, title: str, parent: QWidget | None = None, *, small: bool = False) -> None:
        super().__init__(parent)
        self._themes = themes
        self._title = title
        self._value = ""
        self._open = False
        self._height = 24 if small else HEIGHT
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_value("")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    @property
    def title(self) -> str:
        """What the chip filters by."""
        return self._title

    @property
    def is_set(self) -> bool:
        """True while the filter holds."""
        return bool(self._value)

    def show_value(self, value: str) -> None:
        """The filter's value in a word; empty when it is not set."""
        self._value = value
        self.setText(value or self._title)
        self.setAccessibleName(f"{self._title}: {value}" if value else f"Filter by {self._title.lower()}")
        self.updateGeometry()
        self.update()

    def set_open(self, is_open: bool) -> None:
        """While its popup is open the chip is lit."""
        self._open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12, 500)).horizontalAdvance(self.text()) + 40, self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: object) -> None:
        key = event.key()  # type: ignore[attr-defined]
        if self.is_set and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_cross = (
            self.is_set
            and event.position().x() > self.width() - 26
            and self.rect().contains(event.position().toPoint())
        )
        if on_cross:
            self.setDown(False)
            self.cleared.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.is_set or self._open
        ground = theme.bg3 if lit else theme.bg1
        if self.underMouse():
            ground = blend(ground, theme.text1, 0.06)
        painter.setBrush(ground)
        edge = theme.accent if self.hasFocus() else theme.line
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1) if self.hasFocus() or not lit else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        ink = theme.text1 if lit else theme.text2
        painter.setFont(font(12, 500))
        painter.setPen(ink)
        painter.drawText(area.adjusted(11, 0, -24, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_sign(painter, area)

    def _paint_sign(self, painter: QPainter, area: QRectF) -> None:
        theme = self._themes.current
        x, y = area.right() - 22, area.center().y() - 6
        if self.is_set:
            icons.draw(painter, "close", theme.text2, x, y, 12)
            return
        painter.translate(x + 6, y + 6)
        painter.rotate(90)
        icons.draw(painter, "chevron", theme.text3, -6, -6, 12)
