"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from soundbrowser.app.panels.columns import ResultHeader
from soundbrowser.settings import Settings

FIRST_SIZE = 1440, 900


def restore(settings: Settings, window: QMainWindow, header: ResultHeader) -> None:
    """Puts the window and its columns where they were; the first time, in the middle of the screen."""
    if not settings.geometry or not window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode())):
        room = window.screen().availableGeometry()
        window.resize(min(FIRST_SIZE[0], room.width() - 40), min(FIRST_SIZE[1], room.height() - 60))
    header.restore_text(settings.columns)


def remember(settings: Settings, window: QMainWindow, header: ResultHeader, text: str, file: Path) -> None:
    """Writes geometry, columns and the last words beside what the panels keep in `settings` themselves."""
    settings.geometry = bytes(window.saveGeometry().toBase64().data()).decode()
    settings.columns = header.state_text()
    settings.last_text = text
    settings.save(file)
