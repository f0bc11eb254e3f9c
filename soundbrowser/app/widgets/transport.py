"""The round play button and the time display of the player."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes, blend
from soundbrowser.app.type import font
from soundbrowser.app.widgets.timescale import clock


class PlayButton(QAbstractButton):
    """Accent disc with a play or a pause sign; says which of the two, and of what."""

    def __init__(self, themes: Themes, diameter: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._playing = False
        self.setFixedSize(diameter + 6, diameter + 6)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEnabled(False)
        self.describe(False, "")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    def describe(self, playing: bool, name: str) -> None:
        """Shows what a press would do."""
        self._playing = playing
        verb = "Pause" if playing else "Play"
        self.setAccessibleName(f"{verb} {name}".strip())
        self.setToolTip(f"{verb} (Space)")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, radius = QPointF(self.width() / 2, self.height() / 2), self.width() / 2 - 3
        colour, ink = theme.accent, theme.onaccent
        if not self.isEnabled():
            colour, ink = theme.bg3, theme.ctl
        elif self.isDown():
            colour = blend(theme.accent, theme.bg0, 0.15)
        elif self.underMouse():
            colour = blend(theme.accent, theme.text1, 0.12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 1.5))
            painter.drawEllipse(centre, radius + 2, radius + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(centre, radius, radius)
        icons.draw(painter, "pause" if self._playing else "play", ink, centre.x() - 9, centre.y() - 9, 18)


class TimeDisplay(QWidget):
    """The position in full, the length beside it in a quieter voice; wide enough never to move its neighbours."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._position_s = self._duration_s = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Position and length as shown."""
        return clock(self._position_s, 3) + self._length_text()

    def set_times(self, position_s: float, duration_s: float) -> None:
        """Shows another moment."""
        if duration_s != self._duration_s:
            self._duration_s = duration_s
            self.updateGeometry()
        self._position_s = min(position_s, duration_s)
        self.update()

    def _length_text(self) -> str:
        return f" / {clock(self._duration_s, 3)}"

    def _length_width(self) -> int:
        return QFontMetrics(font(13)).horizontalAdvance(self._length_text())

    def sizeHint(self) -> QSize:
        widest = QFontMetrics(font(15, 600)).horizontalAdvance(clock(self._duration_s, 3))
        return QSize(widest + self._length_width() + 2, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._duration_s:
            return
        theme, painter = self._themes.current, QPainter(self)
        right, baseline = self.width() - self._length_width(), self.height() / 2 + 5
        painter.setFont(font(13))
        painter.setPen(theme.text3)
        painter.drawText(QPointF(right, baseline), self._length_text())
        painter.setFont(font(15, 600))
        painter.setPen(theme.text1)
        now = clock(self._position_s, 3)
        painter.drawText(QPointF(right - painter.fontMetrics().horizontalAdvance(now), baseline), now)
