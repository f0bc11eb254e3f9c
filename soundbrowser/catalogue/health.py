"""Checks a library and counts what it holds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from soundbrowser.catalogue.filters import LOST, THERE
from soundbrowser.catalogue.tables import EmbeddingRow, FolderRow, SoundRow
from soundbrowser.domain.sound import Presence, SoundState
from soundbrowser.domain.stats import LibraryStats

_MOST_FINDINGS = 20
_WAITING = (SoundState.LISTED, SoundState.PROBED)
_DEAD_ENDS = (SoundState.UNREADABLE, SoundState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class _Group:
    """Sounds of one presence and state."""

    presence: str
    state: str
    sounds: int
    seconds: float | None
    bytes: int


def check(connection: sqlite3.Connection, *, read_only: bool) -> list[str]:
    """What is wrong with an open library, in SQLite's words; empty when it is sound. The file is left as it is."""
    try:
        found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST_FINDINGS})")]
        if found != ["ok"]:
            return found
        found = [*_orphans(connection), *_names(connection)]
        return found if found or read_only else _index(connection)
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _orphans(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_FINDINGS)
    return [f"row {row} of {table} points to a row of {parent} that is not there" for table, row, parent, _ in rows]


def _names(connection: sqlite3.Connection) -> list[str]:
    """The names index must hold just the sounds that are not missing."""
    unnamed = "SELECT count(*) FROM sounds WHERE presence <> 'missing' AND id NOT IN (SELECT id FROM names_content)"
    stray = "SELECT count(*) FROM names_content WHERE id NOT IN (SELECT id FROM sounds WHERE presence <> 'missing')"
    counted = [
        (connection.execute(sql).fetchone()[0], words) for sql, words in ((unnamed, "lack"), (stray, "are too much in"))
    ]
    return [f"{number} sounds {words} the names index" for number, words in counted if number]


def _index(connection: sqlite3.Connection) -> list[str]:
    """FTS5's own check counts as a write to SQLite; it changes nothing, and its transaction is undone."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("INSERT INTO names (names) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return [f"the names index does not fit its texts: {error}"]
    finally:
        connection.execute("ROLLBACK")
    return []


def stats(connection: Connection) -> LibraryStats:
    """Counts over the whole library; missing sounds count only as missing."""
    grouped = select(
        SoundRow.presence, SoundRow.state, func.count(), func.sum(SoundRow.duration_s), func.sum(SoundRow.size)
    )
    rows = connection.execute(grouped.where(THERE).group_by(SoundRow.presence, SoundRow.state))
    groups = [_Group(*row) for row in rows]
    return LibraryStats(
        sounds=sum(group.sounds for group in groups),
        ready=sum(group.sounds for group in groups if group.state == SoundState.READY),
        waiting=sum(group.sounds for group in groups if group.state in _WAITING),
        unreadable=sum(group.sounds for group in groups if group.state in _DEAD_ENDS),
        offline=sum(group.sounds for group in groups if group.presence == Presence.OFFLINE),
        missing=connection.execute(select(func.count()).select_from(SoundRow).where(LOST)).scalar_one(),
        folders=connection.execute(select(func.count()).select_from(FolderRow)).scalar_one(),
        segments=_segments(connection),
        seconds=sum(group.seconds or 0.0 for group in groups),
        bytes=sum(group.bytes for group in groups),
    )


def _segments(connection: Connection) -> int:
    """Segments of the sounds that are ready, by the encoder that made the most of each."""
    most = (
        select(func.max(EmbeddingRow.segments).label("segments"))
        .join(SoundRow, SoundRow.id == EmbeddingRow.sound_id)
        .where(THERE, SoundRow.state == SoundState.READY)
        .group_by(EmbeddingRow.sound_id)
        .subquery()
    )
    return int(connection.execute(select(func.coalesce(func.sum(most.c.segments), 0))).scalar_one())
