"""Writes files as the listing stage meets them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, text, tuple_, update

from soundbrowser.catalogue import names
from soundbrowser.catalogue.directories import Directories, reindex
from soundbrowser.catalogue.id_lists import listed
from soundbrowser.catalogue.tables import EmbeddingRow, SoundRow
from soundbrowser.catalogue.texts import nfc, split
from soundbrowser.domain.matches import ListingResult
from soundbrowser.domain.sound import Listing, Presence, SoundState

_LOOKED_UP_AT_ONCE = 250
_LAST_ID = text("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'sounds'), 0)")
_FIND = select(
    SoundRow.directory_id, SoundRow.file_name, SoundRow.id, SoundRow.size, SoundRow.mtime_ns, SoundRow.presence
).where(tuple_(SoundRow.directory_id, SoundRow.file_name).in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables say of a file that is listed again."""

    sound_id: int
    size: int
    mtime_ns: int
    presence: str


@dataclass(frozen=True, slots=True)
class _File:
    """A listed file with its place taken apart."""

    listing: Listing
    directory: str
    directory_id: int
    name: str
    file_name: bytes

    @property
    def key(self) -> tuple[int, bytes]:
        """What makes a file one and the same."""
        return self.directory_id, self.file_name


def list_files(
    connection: Connection, directories: Directories, folder_id: int, listings: Sequence[Listing]
) -> ListingResult:
    """Adds new files, sends changed ones back to the start, and brings back those that were away."""
    files = {file.key: file for file in _files(directories, listings)}
    known = _known(connection, list(files))
    fresh = [file for key, file in files.items() if key not in known]
    added = _add(connection, directories, folder_id, fresh)
    again = [(files[key], before) for key, before in known.items()]
    changed = [pair for pair in again if _differs(*pair)]
    back = [pair for pair in again if not _differs(*pair) and pair[1].presence != Presence.PRESENT]
    _change(connection, changed)
    _bring_back(connection, [before.sound_id for _, before in back])
    returned = [pair for pair in (*changed, *back) if pair[1].presence == Presence.MISSING]
    reindex(connection, directories, [before.sound_id for _, before in returned])
    return ListingResult(tuple(added), _ids(changed), _ids(back))


def _ids(pairs: Iterable[tuple[_File, _Known]]) -> tuple[int, ...]:
    return tuple(sorted(before.sound_id for _, before in pairs))


def _files(directories: Directories, listings: Sequence[Listing]) -> Iterator[_File]:
    places = [split(listing.path) for listing in listings]
    ids = directories.ids_of(directory for directory, _ in places)
    for listing, (directory, name) in zip(listings, places, strict=True):
        yield _File(listing, directory, ids[directory], name, os.fsencode(name))


def _known(connection: Connection, keys: Sequence[tuple[int, bytes]]) -> dict[tuple[int, bytes], _Known]:
    found: dict[tuple[int, bytes], _Known] = {}
    for start in range(0, len(keys), _LOOKED_UP_AT_ONCE):
        rows = connection.execute(_FIND, {"keys": keys[start : start + _LOOKED_UP_AT_ONCE]})
        found |= {
            (row.directory_id, row.file_name): _Known(row.id, row.size, row.mtime_ns, row.presence) for row in rows
        }
    return found


def _differs(file: _File, before: _Known) -> bool:
    return (file.listing.size, file.listing.mtime_ns) != (before.size, before.mtime_ns)


def _add(connection: Connection, directories: Directories, folder_id: int, files: Sequence[_File]) -> list[int]:
    if not files:
        return []
    first = connection.execute(_LAST_ID).scalar_one() + 1
    ids = list(range(first, first + len(files)))
    now = time.time()
    rows = [
        {
            "id": sound_id,
            "folder_id": folder_id,
            "directory_id": file.directory_id,
            "file_name": file.file_name,
            "name": nfc(file.name),
            "sort_key": names.sort_key(file.name),
            "state": SoundState.LISTED.value,
            "presence": Presence.PRESENT.value,
            "size": file.listing.size,
            "mtime_ns": file.listing.mtime_ns,
            "added_at": now,
        }
        for sound_id, file in zip(ids, files, strict=True)
    ]
    connection.execute(insert(SoundRow), rows)
    folders = (directories.terms_of(folder_id, file.directory) for file in files)
    names.insert(
        connection, [names.entry(*each) for each in zip(ids, (file.name for file in files), folders, strict=True)]
    )
    return ids


def _change(connection: Connection, changed: Sequence[tuple[_File, _Known]]) -> None:
    if not changed:
        return
    rows = [
        {"key": before.sound_id, "new_size": file.listing.size, "new_time": file.listing.mtime_ns}
        for file, before in changed
    ]
    connection.execute(
        update(SoundRow)
        .where(SoundRow.id == bindparam("key"))
        .values(
            size=bindparam("new_size"),
            mtime_ns=bindparam("new_time"),
            state=SoundState.LISTED.value,
            presence=Presence.PRESENT.value,
            fingerprint="",
            error="",
        ),
        rows,
    )
    gone = listed(before.sound_id for _, before in changed)
    connection.execute(delete(EmbeddingRow).where(EmbeddingRow.sound_id.in_(gone)))


def _bring_back(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        there = update(SoundRow).where(SoundRow.id.in_(listed(ids)))
        connection.execute(there.values(presence=Presence.PRESENT.value))
