"""A quiet button with an icon, a few words and the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Theme, Themes
from soundbrowser.app.type import font

_EDGE, _ICON, _GAP, _KEY_EDGE = 8, 16, 8, 6


class HintButton(QAbstractButton):
    """Text and key can change with what the button would do."""

    def __init__(self, themes: Themes, icon: str, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icon = icon
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say(text, key)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    def say(self, text: str, key: str) -> None:
        """Shows other words and another key."""
        self.setText(text)
        self._key = key
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(12, 500)).horizontalAdvance(self.text())
        return QSize(_EDGE + _ICON + _GAP + words + (_GAP + self._key_width() if self._key else 0) + _EDGE, 26)

    def _key_width(self) -> int:
        return QFontMetrics(font(11, 500)).horizontalAdvance(self._key) + 2 * _KEY_EDGE

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, theme)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        icons.draw(painter, self._icon, theme.text2, _EDGE, (self.height() - _ICON) / 2, _ICON)
        painter.setFont(font(12, 500))
        painter.setPen(theme.text1)
        words = self.rect().adjusted(_EDGE + _ICON + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            self._paint_key(painter, theme)

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.bg3)
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(area, 6, 6)

    def _paint_key(self, painter: QPainter, theme: Theme) -> None:
        width = self._key_width()
        cap = QRectF(self.width() - _EDGE - width, (self.height() - 18) / 2, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.bg0 if self.underMouse() else theme.bg3)
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font(11, 500))
        painter.setPen(theme.text2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
