"""Writes what scans learn: folders, headers, vectors, moves, failures."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import fields

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, insert, select, update

from soundbrowser.catalogue import listing, names, vectors
from soundbrowser.catalogue.directories import Directories, reindex
from soundbrowser.catalogue.id_lists import id_json, listed
from soundbrowser.catalogue.tables import (
    CollectionSoundRow,
    CorrectionRow,
    EmbeddingRow,
    FolderRow,
    SoundRow,
    SoundTagRow,
)
from soundbrowser.catalogue.texts import inside, nfc, split
from soundbrowser.domain.matches import ListingResult
from soundbrowser.domain.sound import Folder, Header, Listing, Presence, SoundState
from soundbrowser.domain.vectors import SegmentVectors

_DEAD_ENDS = (SoundState.UNREADABLE, SoundState.QUARANTINED)
_HEADER_COLUMNS = tuple(field.name for field in fields(Header))
_SOUND = update(SoundRow).where(SoundRow.id == bindparam("sound"))
_SET_STATE = _SOUND.values(state=bindparam("state"), error=bindparam("error"))
_IS_READY_STILL = (SoundRow.state == SoundState.READY) & (SoundRow.fingerprint == bindparam("new_print"))
_SET_HEADER = _SOUND.values({name: bindparam(name) for name in _HEADER_COLUMNS}).values(
    state=case((_IS_READY_STILL, SoundState.READY.value), else_=SoundState.PROBED.value),
    fingerprint=bindparam("new_print"),
    error="",
)
_ADD_VECTORS = insert(EmbeddingRow)
_DROP_VECTORS = delete(EmbeddingRow).where(
    EmbeddingRow.sound_id == bindparam("sound"), EmbeddingRow.encoder_version == bindparam("encoder")
)


class ScanningWriter:
    """The part of the writer that scans use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directories = Directories(connection)

    def add_folder(self, path: str | os.PathLike[str]) -> Folder:
        """The folder with this absolute path, added when it is new."""
        exact = os.fsdecode(path)
        found = self._connection.execute(
            select(FolderRow.id, FolderRow.online).where(FolderRow.path == os.fsencode(exact))
        ).one_or_none()
        if found is not None:
            return Folder(found.id, exact, bool(found.online), self._sounds_in(found.id))
        row = {"path": os.fsencode(exact), "text": nfc(exact), "online": 1, "added_at": time.time()}
        added = self._connection.execute(insert(FolderRow).values(row).returning(FolderRow.id)).scalar_one()
        return Folder(added, exact, True, 0)

    def remove_folder(self, folder_id: int) -> None:
        """Forgets a folder with its sounds; those that another added folder holds too go over to that one."""
        sounds = self._ids(SoundRow.folder_id == folder_id)
        heir = self._enclosing(folder_id)
        if heir is None:
            names.delete(self._connection, id_json(sounds))
            self._connection.execute(delete(SoundRow).where(SoundRow.folder_id == folder_id))
        else:
            self._connection.execute(update(SoundRow).where(SoundRow.folder_id == folder_id).values(folder_id=heir))
            reindex(self._connection, self._directories, sounds)
        self._connection.execute(delete(FolderRow).where(FolderRow.id == folder_id))
        self._directories.forget_unused()

    def set_folder_online(self, folder_id: int, online: bool) -> None:
        """Notes whether a folder is connected; its sounds that are not missing are present or offline with it."""
        before, after = (Presence.OFFLINE, Presence.PRESENT) if online else (Presence.PRESENT, Presence.OFFLINE)
        folder = update(FolderRow).where(FolderRow.id == folder_id)
        self._connection.execute(folder.values(online=int(online)))
        its = update(SoundRow).where(SoundRow.folder_id == folder_id, SoundRow.presence == before)
        self._connection.execute(its.values(presence=after.value))

    def list_sounds(self, folder_id: int, listings: Sequence[Listing]) -> ListingResult:
        """Takes in a batch of files with absolute paths; names can be searched at once."""
        return listing.list_files(self._connection, self._directories, folder_id, listings)

    def mark_missing(self, ids: Iterable[int]) -> None:
        """Notes that files are gone while their folder is there; what is known of them is kept."""
        gone = [int(sound_id) for sound_id in ids]
        self._connection.execute(
            update(SoundRow).where(SoundRow.id.in_(listed(gone))).values(presence=Presence.MISSING.value)
        )
        names.delete(self._connection, id_json(gone))

    def set_header(self, sound_id: int, header: Header, fingerprint: str) -> None:
        """Stores a header; the sound then waits for its vectors, unless it has them and its content is what it was."""
        read = {name: getattr(header, name) for name in _HEADER_COLUMNS}
        self._connection.execute(_SET_HEADER, {"sound": sound_id, "new_print": fingerprint} | read)

    def add_vectors(self, sound_id: int, segments: SegmentVectors, encoder_version: str) -> None:
        """Stores a sound's vectors in place of earlier ones by this encoder; its state stays as it is."""
        row = vectors.to_row(sound_id, segments, encoder_version)
        self._connection.execute(_DROP_VECTORS, {"sound": sound_id, "encoder": encoder_version})
        self._connection.execute(_ADD_VECTORS, row)

    def store_vectors(self, sound_id: int, segments: SegmentVectors, encoder_version: str) -> None:
        """Stores a sound's vectors in place of earlier ones by this encoder; the sound is then ready."""
        self.add_vectors(sound_id, segments, encoder_version)
        self._connection.execute(_SET_STATE, {"sound": sound_id, "state": SoundState.READY.value, "error": ""})

    def fail(self, sound_id: int, state: SoundState, reason: str) -> None:
        """Notes why a sound cannot be taken in; `state` is UNREADABLE or QUARANTINED."""
        if state not in _DEAD_ENDS:
            raise ValueError(f"{state} is no dead end")
        self._set_state([sound_id], state, reason)

    def retry(self, ids: Iterable[int]) -> None:
        """Sends sounds from a dead end back to the start; others stay as they are."""
        stuck = self._ids(SoundRow.id.in_(listed(ids)), SoundRow.state.in_(_DEAD_ENDS))
        self._set_state(stuck, SoundState.LISTED)

    def use_encoder(self, encoder_version: str) -> int:
        """Makes ready just those heard sounds that have vectors by this encoder, the others wait; how many changed."""
        has = select(EmbeddingRow.sound_id).where(EmbeddingRow.encoder_version == encoder_version)
        without = self._ids(SoundRow.state == SoundState.READY, SoundRow.id.not_in(has))
        again = self._ids(SoundRow.state == SoundState.PROBED, SoundRow.id.in_(has))
        self._set_state(without, SoundState.PROBED)
        self._set_state(again, SoundState.READY)
        return len(without) + len(again)

    def move_sound(self, sound_id: int, new_path: str) -> None:
        """Gives a sound that went missing the place of the row listed at `new_path`, which is then forgotten.

        The sound keeps its id, tags, rating, note, collections, corrections and vectors.
        """
        directory, name = split(new_path)
        directory_id = self._directories.ids_of([directory])[directory]
        at = (SoundRow.directory_id == directory_id, SoundRow.file_name == os.fsencode(name))
        columns = (SoundRow.id, SoundRow.folder_id, SoundRow.directory_id, SoundRow.size, SoundRow.mtime_ns)
        listed_row = self._connection.execute(select(*columns).where(*at)).one()
        self._hand_over(listed_row.id, sound_id)
        names.delete(self._connection, id_json([listed_row.id]))
        self._connection.execute(delete(SoundRow).where(SoundRow.id == listed_row.id))
        values = {
            "folder_id": listed_row.folder_id,
            "directory_id": listed_row.directory_id,
            "file_name": os.fsencode(name),
            "name": nfc(name),
            "sort_key": names.sort_key(name),
            "size": listed_row.size,
            "mtime_ns": listed_row.mtime_ns,
            "presence": Presence.PRESENT.value,
        }
        self._connection.execute(update(SoundRow).where(SoundRow.id == sound_id).values(values))
        reindex(self._connection, self._directories, [sound_id])

    def _hand_over(self, giver: int, heir: int) -> None:
        """What the user has said of a row so far goes over to another one, besides what was said of that."""
        for table in (SoundTagRow, CollectionSoundRow, CorrectionRow):
            moved = update(table).where(table.sound_id == giver).values(sound_id=heir).prefix_with("OR IGNORE")
            self._connection.execute(moved)
        said = (SoundRow.rating, SoundRow.favourite, SoundRow.note)
        rating, favourite, note = self._connection.execute(select(*said).where(SoundRow.id == giver)).one()
        self._connection.execute(
            update(SoundRow)
            .where(SoundRow.id == heir)
            .values(
                rating=func.max(SoundRow.rating, rating),
                favourite=func.max(SoundRow.favourite, favourite),
                note=case((SoundRow.note == "", note), else_=SoundRow.note),
            )
        )

    def _set_state(self, ids: Sequence[int], state: SoundState, error: str = "") -> None:
        if ids:
            rows = update(SoundRow).where(SoundRow.id.in_(listed(ids)))
            self._connection.execute(rows.values(state=state.value, error=nfc(error)))

    def _sounds_in(self, folder_id: int) -> int:
        return len(self._ids(SoundRow.folder_id == folder_id, SoundRow.presence != Presence.MISSING))

    def _ids(self, *conditions: ColumnElement[bool]) -> list[int]:
        return list(self._connection.execute(select(SoundRow.id).where(*conditions)).scalars())

    def _enclosing(self, folder_id: int) -> int | None:
        """The innermost other folder that holds this one."""
        every = {
            row.id: os.fsdecode(row.path) for row in self._connection.execute(select(FolderRow.id, FolderRow.path))
        }
        own = every.pop(folder_id)
        around = {other: path for other, path in every.items() if own.startswith(inside(path))}
        return max(around, key=lambda other: len(around[other]), default=None)
