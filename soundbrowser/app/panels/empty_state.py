"""What the list shows when there is nothing to show: what is so, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.theme import Themes


class _Sign(QWidget):
    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.icon = "search"
        self.setFixedSize(40, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self.icon, self._themes.current.text3, 4, 4, 32)


class EmptyState(QWidget):
    """A sign, a sentence, one more, and buttons; `chosen` names the button that was pressed."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = _Sign(themes)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "secondary")
        for label in (self.title, self.detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.detail)
        column.addSpacing(6)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def say(self, title: str, detail: str = "", buttons: tuple[str, ...] = (), icon: str = "search") -> None:
        """Shows these words and these buttons."""
        self._sign.icon = icon
        self._sign.update()
        self.title.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        while (item := self._buttons.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._buttons.addStretch(1)
        for text in buttons:
            button = QPushButton(text)
            button.clicked.connect(lambda _checked=False, t=text: self.chosen.emit(t))
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
