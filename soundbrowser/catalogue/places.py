"""Reads what lies below a place on disk: files for a scan to compare with, subfolders for a tree to show."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from soundbrowser.catalogue.states import presence_of, state_of
from soundbrowser.catalogue.tables import DirectoryRow, FolderRow, SoundRow
from soundbrowser.catalogue.texts import inside, joined, prefix_range
from soundbrowser.domain.matches import KnownFile
from soundbrowser.domain.sound import Folder, Presence


def known_files(connection: Connection, below: str) -> list[KnownFile]:
    """Every sound below a folder's path, missing ones too, whichever of the user's folders it belongs to."""
    first, after = prefix_range(os.fsencode(inside(below)))
    asked = (
        select(
            SoundRow.id,
            DirectoryRow.path,
            SoundRow.file_name,
            SoundRow.size,
            SoundRow.mtime_ns,
            SoundRow.presence,
            SoundRow.state,
        )
        .join(DirectoryRow, DirectoryRow.id == SoundRow.directory_id)
        .where(DirectoryRow.path >= first, DirectoryRow.path < after)
    )
    return [
        KnownFile(sound_id, joined(directory, name), size, mtime_ns, presence_of(presence), state_of(state))
        for sound_id, directory, name, size, mtime_ns, presence, state in connection.execute(asked)
    ]


def subfolders(connection: Connection, path: str) -> list[Folder]:
    """The folders directly below `path` that hold sounds, with all below them counted, by path."""
    added = {os.fsdecode(row.path): row for row in connection.execute(select(FolderRow))}
    counts: Counter[str] = Counter()
    for child, sounds in _counted(connection, path):
        counts[child] += sounds
    return [
        Folder(added[child].id, child, bool(added[child].online), counts[child])
        if child in added
        else Folder(0, child, True, counts[child])
        for child in sorted(counts)
    ]


def _counted(connection: Connection, path: str) -> Iterator[tuple[str, int]]:
    """For each directory of sounds below `path`: the direct subfolder it lies in, and how many sounds it holds."""
    begin = inside(path)
    first, after = prefix_range(os.fsencode(begin))
    asked = (
        select(DirectoryRow.path, func.count())
        .join(SoundRow, SoundRow.directory_id == DirectoryRow.id)
        .where(DirectoryRow.path > first, DirectoryRow.path < after, SoundRow.presence != Presence.MISSING)
        .group_by(DirectoryRow.id)
    )
    for directory, sounds in connection.execute(asked):
        rest = os.fsdecode(directory)[len(begin) :]
        yield begin + rest.split(os.sep, 1)[0], sounds
