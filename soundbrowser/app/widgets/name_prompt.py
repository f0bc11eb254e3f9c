"""A field that asks for a name, with the known ones below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QWidget

from soundbrowser.app.widgets.popover import Popover

_SHOWN = 6


class NamePrompt(Popover):
    """`named` comes with Enter or a click on a known name; Esc closes it."""

    named = Signal(str)

    def __init__(self, what: str, title: str, known: Sequence[str], parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self._known = list(known)
        self.setFixedWidth(280)
        label = QLabel(title)
        label.setProperty("role", "heading")
        self.field = QLineEdit(text)
        self.field.setPlaceholderText(f"{what} name")
        self.field.setAccessibleName(title)
        self.field.selectAll()
        self.list = QListWidget()
        self.list.setFixedHeight(min(len(known), _SHOWN) * 26 + 4)
        self.list.setVisible(bool(known))
        self.list.setAccessibleName(f"Known {what.lower()}s")
        for part in (label, self.field, self.list):
            self.body.addWidget(part)
        self._narrow("")
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(lambda: self._take(self.field.text()))
        self.list.itemClicked.connect(lambda item: self._take(item.text()))
        self.list.itemActivated.connect(lambda item: self._take(item.text()))
        self.setFocusProxy(self.field)

    def _narrow(self, text: str) -> None:
        self.list.clear()
        self.list.addItems([name for name in self._known if text.casefold() in name.casefold()])

    def _take(self, name: str) -> None:
        if name.strip() and self.isVisible():
            self.close()
            self.named.emit(name.strip())
