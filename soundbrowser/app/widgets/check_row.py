"""A line to tick: box, icon, a title with a quieter second line, a figure at the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Theme, Themes
from soundbrowser.app.type import font

_BOX, _EDGE = 16, 12


class CheckRow(QAbstractButton):
    """One line of 36 px, or 52 px with a second line."""

    def __init__(
        self,
        themes: Themes,
        title: str,
        detail: str = "",
        figure: str = "",
        *,
        icon: str,
        checked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._title = title
        self._detail = detail
        self._figure = figure
        self._icon = icon
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(part for part in (title, figure, detail) if part))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    @property
    def title(self) -> str:
        """The first line."""
        return self._title

    def sizeHint(self) -> QSize:
        return QSize(280, 52 if self._detail else 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover if theme.dark else theme.bg3)
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(area, 6, 6)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        self._paint_box(painter, theme)
        icons.draw(painter, self._icon, theme.text2, _EDGE + _BOX + 14, (self.height() - 16) / 2)
        self._paint_texts(painter, theme)

    def _paint_box(self, painter: QPainter, theme: Theme) -> None:
        box = QRectF(_EDGE + 0.5, (self.height() - _BOX) / 2 + 0.5, _BOX - 1, _BOX - 1)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(box, 4, 4)
            icons.draw(painter, "check", theme.onaccent, box.left() + 1, box.top() + 1, 14)
        else:
            painter.setPen(QPen(theme.ctl, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)

    def _paint_texts(self, painter: QPainter, theme: Theme) -> None:
        left, middle = _EDGE + _BOX + 42, self.height() // 2
        figure = QFontMetrics(font(13)).horizontalAdvance(self._figure)
        painter.setFont(font(13))
        painter.setPen(theme.text2)
        right = QRect(self.width() - _EDGE - figure, 0, figure, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._figure)
        width = self.width() - left - figure - 2 * _EDGE
        top = QRect(left, middle - 20, width, 20) if self._detail else QRect(left, 0, width, self.height())
        self._line(painter, top, self._title, 13, 500)
        if self._detail:
            painter.setPen(theme.text2)
            self._line(painter, QRect(left, middle, width, 18), self._detail, 12, 400)

    def _line(self, painter: QPainter, place: QRect, text: str, pixels: int, weight: int) -> None:
        painter.setFont(font(pixels, weight))
        if weight > 400:
            painter.setPen(self._themes.current.text1)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
