"""Directories of one transaction, and the names index as their sounds make it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from soundbrowser.catalogue import names
from soundbrowser.catalogue.id_lists import id_json, listed
from soundbrowser.catalogue.tables import DirectoryRow, FolderRow, SoundRow, SoundTagRow, TagRow
from soundbrowser.catalogue.texts import folded, inside, nfc, split
from soundbrowser.domain.sound import Presence

_LOOKED_UP_AT_ONCE = 250
_MAKE = upsert(DirectoryRow).on_conflict_do_nothing()
_FIND = select(DirectoryRow.path, DirectoryRow.id).where(DirectoryRow.path.in_(bindparam("paths", expanding=True)))


class Directories:
    """The directories of one transaction: their ids, and their search terms below a folder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}
        self._roots: dict[int, str] = {}
        self._terms: dict[tuple[int, str], str] = {}

    def ids_of(self, directories: Iterable[str]) -> dict[str, int]:
        """The ids of directories (with their separators), made when they are new."""
        wanted = {directory: os.fsencode(directory) for directory in directories if directory not in self._ids}
        if wanted:
            self._make(wanted)
            self._find(wanted)
        return self._ids

    def terms_of(self, folder_id: int, directory: str) -> str:
        """Search terms of the folder's own name and of the directories below it that lead to the sound."""
        key = (folder_id, directory)
        if key not in self._terms:
            root = self._root(folder_id)
            below = directory[len(inside(root)) :] if directory.startswith(inside(root)) else directory
            self._terms[key] = names.term_text(split(root)[1] + os.sep + below)
        return self._terms[key]

    def forget_unused(self) -> None:
        """Drops the rows of directories that hold no sound any more."""
        used = select(SoundRow.directory_id)
        self._connection.execute(delete(DirectoryRow).where(DirectoryRow.id.not_in(used)))
        self._ids.clear()

    def _root(self, folder_id: int) -> str:
        if folder_id not in self._roots:
            path = self._connection.execute(select(FolderRow.path).where(FolderRow.id == folder_id)).scalar_one()
            self._roots[folder_id] = os.fsdecode(path)
        return self._roots[folder_id]

    def _make(self, wanted: dict[str, bytes]) -> None:
        rows = [{"path": path, "text": nfc(exact), "folded": folded(exact)} for exact, path in wanted.items()]
        self._connection.execute(_MAKE, rows)

    def _find(self, wanted: dict[str, bytes]) -> None:
        paths = list(wanted.values())
        for start in range(0, len(paths), _LOOKED_UP_AT_ONCE):
            found = self._connection.execute(_FIND, {"paths": paths[start : start + _LOOKED_UP_AT_ONCE]})
            self._ids |= {os.fsdecode(row.path): row.id for row in found}


def reindex(connection: Connection, directories: Directories, ids: Sequence[int]) -> None:
    """Writes the names index anew for these sounds from what the tables say; missing ones drop out of it."""
    if not ids:
        return
    names.delete(connection, id_json(ids))
    asked = (
        select(SoundRow.id, SoundRow.name, SoundRow.folder_id, DirectoryRow.path, SoundRow.note)
        .join(DirectoryRow, DirectoryRow.id == SoundRow.directory_id)
        .where(SoundRow.id.in_(listed(ids)), SoundRow.presence != Presence.MISSING)
    )
    tags = _tag_texts(connection, ids)
    rows = [
        names.entry(
            row.id, row.name, directories.terms_of(row.folder_id, os.fsdecode(row.path)), tags[row.id], row.note
        )
        for row in connection.execute(asked)
    ]
    names.insert(connection, rows)


def _tag_texts(connection: Connection, ids: Sequence[int]) -> defaultdict[int, str]:
    asked = (
        select(SoundTagRow.sound_id, TagRow.name)
        .join(TagRow, TagRow.id == SoundTagRow.tag_id)
        .where(SoundTagRow.sound_id.in_(listed(ids)))
        .order_by(TagRow.folded)
    )
    texts: defaultdict[int, str] = defaultdict(str)
    for sound_id, name in connection.execute(asked):
        texts[sound_id] += f"{name} "
    return texts
