"""A field for the note on a sound."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from soundbrowser.app.widgets.popover import Popover


class NotePrompt(Popover):
    """`noted` comes with Enter, with an empty text to take the note away; Esc closes it."""

    noted = Signal(str)

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(360)
        label = QLabel(title)
        label.setProperty("role", "heading")
        self.field = QLineEdit(text)
        self.field.setPlaceholderText("Searched like names are")
        self.field.setAccessibleName(title)
        self.field.selectAll()
        for part in (label, self.field):
            self.body.addWidget(part)
        self.field.returnPressed.connect(self._take)
        self.setFocusProxy(self.field)

    def _take(self) -> None:
        if self.isVisible():
            self.close()
            self.noted.emit(self.field.text().strip())
