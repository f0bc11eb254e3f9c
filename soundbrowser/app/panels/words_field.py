"""The words of the question, with a cross to clear them and a mark for the key that leads here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from soundbrowser.app import icons
from soundbrowser.app.dragdrop import local_paths
from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font
from soundbrowser.app.widgets.icon_button import IconButton

HEIGHT = 40


class _Line(QLineEdit):
    """A line without a frame of its own; arrow down and Enter lead to the first answer."""

    entered = Signal()
    focus_changed = Signal()
    suggestions_wanted = Signal()
    files_pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.suggestions_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and local_paths(QGuiApplication.clipboard().mimeData()):
            self.files_pasted.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()


class WordsField(QWidget):
    """`typed` with every change; `entered` asks for the first answer."""

    typed = Signal(str)
    entered = Signal()
    suggestions_wanted = Signal()
    files_pasted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._busy = False
        self.setFixedHeight(HEIGHT)
        self.line = _Line(self)
        self.line.setFont(font(15))
        self.line.setStyleSheet("QLineEdit { background: transparent; border: none; padding: 0; font-size: 15px; }")
        self.line.setAccessibleName("Words to search for")
        self.setFocusProxy(self.line)
        self._clear = IconButton(themes, "close", "Clear the words (Esc)", size=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(38, 0, 6, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self._clear)
        self._clear.hide()
        self._clear.clicked.connect(self.clear)
        self.line.textChanged.connect(self._on_text)
        self.line.entered.connect(self.entered)
        self.line.focus_changed.connect(self.update)
        self.line.suggestions_wanted.connect(self.suggestions_wanted)
        self.line.files_pasted.connect(self.files_pasted)
        themes.changed.connect(self.update)

    def text(self) -> str:
        """The words as typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Shows words that came from elsewhere."""
        if text != self.line.text():
            self.line.setText(text)

    def set_placeholder(self, text: str) -> None:
        """What the empty field says."""
        self.line.setPlaceholderText(text)

    def clear(self) -> None:
        """Empties the field and keeps the focus in it."""
        self.line.clear()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """A search takes longer than usual: the glass becomes a clock."""
        self._busy = busy
        self.update()

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.update()
        self.typed.emit(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The glass opens the last searches."""
        if event.position().x() < 38:
            self.suggestions_wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.line.hasFocus()
        width = 2.0 if focused else 1.0
        edge = width / 2
        painter.setBrush(theme.bg2)
        painter.setPen(QPen(theme.accent if focused else theme.ctl, width))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)
        icons.draw(painter, "recent" if self._busy else "search", theme.text2, 13, (HEIGHT - 16) / 2)
        if not focused and not self.line.text():
            self._paint_key(painter)

    def _paint_key(self, painter: QPainter) -> None:
        theme = self._themes.current
        cap = QRectF(self.width() - 32, (HEIGHT - 20) / 2, 20, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.bg3)
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font(11, 500))
        painter.setPen(theme.text2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, "/")
