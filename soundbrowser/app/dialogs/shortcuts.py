"""All keys at a glance, over the window; any key or a click closes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from soundbrowser.app.commands import Command, Group, keys_of
from soundbrowser.app.dialogs.frame import label
from soundbrowser.app.theme import Themes

_COLUMNS = ((Group.SEARCH, Group.LISTEN), (Group.SOUNDS, Group.WINDOW))
_SHADE = 150


class ShortcutsOverlay(QWidget):
    """Covers its parent as long as it is shown, then goes."""

    def __init__(self, themes: Themes, commands: Sequence[Command], keys: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("All keys")
        self._themes = themes
        self._before: QWidget | None = None
        self._card = _Card(themes, commands, dict(keys))
        centred = QVBoxLayout(self)
        centred.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def showEvent(self, _event: QEvent) -> None:
        self._before = self.window().focusWidget()
        self.raise_()
        self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whatever had the focus gets it back."""
        if self._before is not None:
            self._before.setFocus()
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """No key means what it means in the window as long as the overview is shown."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and watched is self.parent() and event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = QColor(self._themes.current.bg0)
        shade.setAlpha(_SHADE)
        QPainter(self).fillRect(self.rect(), shade)


class _Card(QWidget):
    """The sheet with the keys, in two columns."""

    def __init__(self, themes: Themes, commands: Sequence[Command], keys: dict[str, str]) -> None:
        super().__init__()
        self._themes = themes
        sheet = QVBoxLayout(self)
        sheet.setContentsMargins(28, 24, 28, 24)
        sheet.setSpacing(16)
        sheet.addWidget(label("All keys", "title"))
        columns = QHBoxLayout()
        columns.setSpacing(48)
        for groups in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(16)
            for group in groups:
                column.addLayout(self._group(group, commands, keys))
            column.addStretch(1)
            columns.addLayout(column)
        sheet.addLayout(columns)
        sheet.addWidget(label("Single letters hold while the list or the player has the focus.", "secondary"))

    def _group(self, group: Group, commands: Sequence[Command], keys: dict[str, str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(group.value, "heading"), 0, 0, 1, 2)
        held: dict[str, tuple[str, ...]] = {}
        for command in commands:
            if command.group is group and keys_of(command, keys):
                held[command.text] = held.get(command.text, ()) + keys_of(command, keys)
        for row, (text, its_keys) in enumerate(held.items(), 1):
            grid.addWidget(label(text), row, 0)
            caps = QHBoxLayout()
            caps.setSpacing(4)
            caps.addStretch(1)
            for key in its_keys:
                caps.addWidget(_Cap(self._themes, key))
            grid.addLayout(caps, row, 1)
        return grid

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.pop)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)


class _Cap(QLabel):
    """A key as it is written on this system."""

    def __init__(self, themes: Themes, key: str) -> None:
        super().__init__(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        self._themes = themes
        self.setProperty("role", "secondary")
        self.setContentsMargins(7, 2, 7, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._themes.current.bg3)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.end()
        super().paintEvent(event)
