"""A button that is an icon, follows the theme and says what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes


class IconButton(QToolButton):
    """An icon in a square of at least 24 px; when it is checked it shows the accent."""

    def __init__(
        self,
        themes: Themes,
        icon: str,
        tip: str,
        *,
        size: int = 28,
        icon_size: int = 16,
        ink: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._name = icon
        self._icon_size = icon_size
        self._ink = ink
        self.setFixedSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.describe(tip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    def describe(self, tip: str) -> None:
        """Sets what the button says it does, as tooltip and for screen readers."""
        self.setToolTip(tip)
        self.setAccessibleName(tip.split(" (")[0])

    def set_icon(self, icon: str) -> None:
        """Shows another icon."""
        self._name = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.underMouse() and self.isEnabled()
        if self.isChecked() or self.isDown() or lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tint if self.isChecked() else theme.bg3)
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(area, 6, 6)
        colour = getattr(theme, self._ink)
        if self.isChecked():
            colour = theme.accent
        elif not self.isEnabled():
            painter.setOpacity(0.4)
        elif lit:
            colour = theme.text1
        left = (self.width() - self._icon_size) / 2
        icons.draw(painter, self._name, colour, left, (self.height() - self._icon_size) / 2, self._icon_size)
