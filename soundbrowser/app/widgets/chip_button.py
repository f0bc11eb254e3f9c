"""A pill to press: an outline with a few words in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font


class ChipButton(QAbstractButton):
    """28 px high; checkable ones are filled when they are on."""

    def __init__(self, themes: Themes, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12, 500)).horizontalAdvance(self.text()) + 26, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.isChecked() or self.underMouse()
        painter.setBrush(theme.bg3 if lit else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else QPen(theme.ctl, 1))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setFont(font(12, 500))
        painter.setPen(theme.text1 if lit else theme.text2)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
