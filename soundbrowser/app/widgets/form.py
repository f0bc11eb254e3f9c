"""Boxes to choose from and to tick, with signs that the style sheet cannot colour."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes

_SIGN = 14


class ChoiceBox(QComboBox):
    """A box that opens, with a sign that says so."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.translate(self.width() - 18, self.height() / 2)
        painter.rotate(90)
        icons.draw(painter, "chevron", self._themes.current.text2, -_SIGN / 2, -_SIGN / 2, _SIGN)


class TickBox(QCheckBox):
    """A box with a tick in it, so that its state is not told by colour alone."""

    def __init__(self, themes: Themes, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._themes = themes

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            box = self._box()
            left, top = box.center().x() + 0.5 - _SIGN / 2, box.center().y() + 0.5 - _SIGN / 2
            icons.draw(QPainter(self), "check", self._themes.current.onaccent, left, top, _SIGN)

    def _box(self) -> QRect:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
