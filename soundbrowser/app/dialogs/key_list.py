"""The keys of every command, to be changed: press the new key in its field; Backspace takes the key away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QKeySequenceEdit, QVBoxLayout, QWidget

from soundbrowser.app.commands import Command, keys_of
from soundbrowser.app.dialogs.frame import button, label, scrolling
from soundbrowser.app.theme import Themes

_FIELD_WIDTH = 150


class KeyList(QWidget):
    """Writes the user's choices into the dictionary it is given; `changed` follows each."""

    changed = Signal()

    def __init__(self, themes: Themes, commands: Sequence[Command], keys: dict[str, str]) -> None:
        super().__init__()
        self._themes = themes
        self._commands = [command for command in commands if not command.fixed]
        self._keys = keys
        self.fields: dict[str, QKeySequenceEdit] = {}
        self.problem = label("", "warn", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addLayout(self._grid())
        lines.addStretch(1)
        column.addWidget(scrolling(lines), 1)
        column.addWidget(self.problem)
        reset = button("Back to the original keys")
        reset.clicked.connect(self._reset)
        column.addWidget(reset, 0, Qt.AlignmentFlag.AlignLeft)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        for row, command in enumerate(self._commands):
            field = QKeySequenceEdit()
            field.setMaximumSequenceLength(1)
            field.setFixedWidth(_FIELD_WIDTH)
            field.setAccessibleName(f"Key for {command.text}")
            field.editingFinished.connect(lambda command=command: self._take(command))
            self.fields[command.id] = field
            grid.addWidget(label(command.text), row, 0)
            grid.addWidget(field, row, 1)
        self._show()
        return grid

    def _show(self) -> None:
        for command in self._commands:
            held = keys_of(command, self._keys)
            self.fields[command.id].setKeySequence(QKeySequence(held[0] if held else ""))

    def _take(self, command: Command) -> None:
        """A key that another command has stays with that one, and the reason is said."""
        typed = self.fields[command.id].keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if typed == (keys_of(command, self._keys) or ("",))[0]:
            return
        other = next((one for one in self._commands if one is not command and typed in keys_of(one, self._keys)), None)
        if typed and other is not None:
            self.problem.setText(f"{typed} is the key for “{other.text}” already.")
            self._show()
            return
        self.problem.clear()
        self._keys[command.id] = typed
        self.changed.emit()

    def _reset(self) -> None:
        self._keys.clear()
        self.problem.clear()
        self._show()
        self.changed.emit()
