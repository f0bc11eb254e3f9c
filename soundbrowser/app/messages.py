"""Short messages at the bottom left: what happened, and one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes

SHOWN_MS = 6000
WIDTH = 420


class Messages(QWidget):
    """One message at a time, shown for six seconds, longer under the pointer; the window places it."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icon = "check"
        self._do: Callable[[], object] | None = None
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setWordWrap(True)
        self._detail = QLabel()
        self._detail.setProperty("role", "secondary")
        self._detail.setWordWrap(True)
        self._button = QPushButton()
        self._button.setProperty("kind", "link")
        self._button.clicked.connect(self._act)
        self._button.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 10, 12, 10)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        self.setFixedWidth(WIDTH)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SHOWN_MS)
        self._clock.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return "" if self.isHidden() else self._title.text()

    def say(
        self,
        title: str,
        detail: str = "",
        icon: str = "check",
        action: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:
        """Shows a message in place of the last one; `action` names the button that calls `do`."""
        self._icon, self._do = icon, do
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(f"{title} {detail}".strip())
        self._fit()
        self._to_corner()
        self.show()
        self.raise_()
        self._clock.start()

    def _fit(self) -> None:
        """As tall as the words need at this width."""
        layout = self.layout()
        if layout is not None:
            layout.update()
            layout.activate()  # also drops the heights that the inner layouts remember of the last words
            tall = layout.totalHeightForWidth(WIDTH) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
            self.setFixedHeight(tall)

    def place(self, left: int, bottom: int) -> None:
        """Where its bottom left corner stands."""
        self._corner = left, bottom
        self._to_corner()

    _corner = 0, 0

    def _to_corner(self) -> None:
        left, bottom = self._corner
        self.move(left, bottom - self.height())

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._clock.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.pop)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        ink = (
            theme.accent if self._icon == "check" else theme.warn if self._icon in ("warning", "mute") else theme.text2
        )
        icons.draw(painter, self._icon, ink, 16, 14 if self._detail.text() else (self.height() - 16) / 2)
