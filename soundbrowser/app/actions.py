"""The window's actions: one `QAction` a command, with keys that hold in the window or only beside the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from soundbrowser.app.commands import COMMANDS, Command, keys_of

_BY_OTHERS = {"move", "first"}
"""Keys that the list itself answers."""


class Actions(QObject):
    """Owned by the window. Single letters are bound to the quiet widgets (list, player), all others to the window."""

    def __init__(self, window: QWidget, chosen_keys: dict[str, str]) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen_keys
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            if command.id not in _BY_OTHERS:
                self._actions[command.id] = QAction(command.text, self)
        self.apply_keys()

    @staticmethod
    def all() -> list[Command]:
        """Every command, for the overview and the settings."""
        return list(COMMANDS)

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def keys(self, command_id: str) -> str:
        """The first key of a command as it is written on this system."""
        command = next(command for command in COMMANDS if command.id == command_id)
        keys = keys_of(command, self._chosen)
        return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def apply_keys(self) -> None:
        """Binds the keys that hold now (the user may have changed them)."""
        for command in COMMANDS:
            if command.id in self._actions:
                keys = keys_of(command, self._chosen)
                self._actions[command.id].setShortcuts([QKeySequence(key) for key in keys])

    def connect_all(self, handlers: dict[str, Callable[[], object]]) -> None:
        """Says what each command does; one without a handler, or a handler without a command, is a bug."""
        if handlers.keys() != self._actions.keys():
            raise ValueError(f"handlers and commands differ: {handlers.keys() ^ self._actions.keys()}")
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _checked=False, h=handler: h())

    def bind(self, quiet: list[QWidget]) -> None:
        """Puts the keys into force; `quiet` are the widgets in which letters are no text."""
        for command in COMMANDS:
            action = self._actions.get(command.id)
            if action is None:
                continue
            if _beside_list(command):
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                for widget in quiet:
                    widget.addAction(action)
            else:
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
                self._window.addAction(action)


_FIELD_KEYS = {"copy", "paste", "seek_back", "seek_on", "undo", "redo"}
"""Keys with a meaning of their own in a text field."""


def _beside_list(command: Command) -> bool:
    return command.single_letter or command.id in _FIELD_KEYS or command.id == "play"
