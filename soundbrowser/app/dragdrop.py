"""What is dragged into the window and out of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from soundbrowser.domain.sound import Presence, Sound

SOUND_IDS = "application/x-soundbrowser-ids"
"""JSON list of ids: rows of our own list."""


def sounds_mime(sounds: Sequence[Sound]) -> QMimeData:
    """The original files of the sounds (those that can be reached), and their ids for our own panels."""
    mime = QMimeData()
    mime.setData(SOUND_IDS, json.dumps([sound.id for sound in sounds]).encode())
    mime.setUrls([QUrl.fromLocalFile(sound.path) for sound in sounds if sound.presence is Presence.PRESENT])
    return mime


def sound_ids(mime: QMimeData) -> list[int]:
    """The ids of our own rows in what is dragged; empty when it comes from elsewhere."""
    if not mime.hasFormat(SOUND_IDS):
        return []
    return [int(number) for number in json.loads(bytes(mime.data(SOUND_IDS).data()))]


def local_paths(mime: QMimeData) -> list[str]:
    """The files and folders in what is dragged or was copied."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []


def split_folders(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Folders first, then files."""
    folders = [path for path in paths if Path(path).is_dir()]
    return folders, [path for path in paths if path not in set(folders)]
