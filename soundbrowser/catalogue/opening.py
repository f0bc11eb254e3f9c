"""Opens a library file: judges it before touching it, makes or migrates it, and finds out how it may be used."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from soundbrowser.catalogue import backups, envelope, migrate
from soundbrowser.catalogue.connections import BUSY_SECONDS, Access, connect
from soundbrowser.catalogue.failures import damaged, file_errors, is_busy, is_place, reading
from soundbrowser.domain.errors import LibraryNotFound, LibraryNotWritable

_PAUSE_SECONDS = 0.05


def prepare(path: Path, *, create: bool) -> Access:
    """Makes the library at `path` ready for this program and says how it may be used.

    Raises `LibraryNotFound` (nothing is made), `LibraryDamaged` (left byte for byte as it was), `LibraryTooNew`, and
    `LibraryNotWritable` when the place allows no new or migrated library.
    """
    with file_errors(path), reading(path):
        if path.exists() and not path.is_file():
            raise LibraryNotFound(f"“{path}” is no file; name a library file, such as “{path / 'library.db'}”.")
        if not path.exists():
            if not create:
                raise LibraryNotFound(f"There is no library at “{path}”; index a folder to make one.")
            _make(path)
            return Access.WRITE
        if envelope.inspect(path, migrate.newest()) is None and not create:
            raise _nothing_yet(path)
        return _existing(path, create=create)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _bring_up(path)
    except sqlite3.Error:
        if path.is_file() and path.stat().st_size == 0:
            path.unlink()
        raise


def _nothing_yet(path: Path) -> LibraryNotFound:
    return LibraryNotFound(f"“{path}” holds no library yet; index a folder to make one.")


def _existing(path: Path, *, create: bool) -> Access:
    if not writable(path):
        return _read_only(path)
    if not envelope.pending(path):
        _look(path, Access.FROZEN, create=create)
    try:
        _bring_up(path)
    except sqlite3.Error as error:
        if not is_place(error):
            raise
        return _read_only(path)
    return Access.WRITE


def writable(path: Path) -> bool:
    """True when the operating system lets the file, and others beside it, be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _read_only(path: Path) -> Access:
    """For a place without writing: beside pending commits SQLite needs their files, else none are made."""
    access = Access.READ if envelope.pending(path) else Access.FROZEN
    if _look(path, access, create=False) < migrate.newest():
        raise LibraryNotWritable(f"The library “{path}” must be updated once, and its place allows reading only.")
    return access


def _look(path: Path, access: Access, *, create: bool) -> int:
    """Reads the schema and its version, so that a damaged or foreign file is refused and nothing made beside it."""
    connection = connect(path, access)
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        version = migrate.version_of(connection)
        _judge(path, tables, version, create=create)
        return version
    finally:
        connection.close()


def _judge(path: Path, tables: set[str], version: int, *, create: bool) -> None:
    if not tables and version == 0:
        if not create:
            raise _nothing_yet(path)
    elif version == 0 or not {"migrations", "sounds"} <= tables:
        raise damaged(path, "its tables are not those of a catalogue")
    envelope.refuse_newer(path, version, migrate.newest())


def _bring_up(path: Path) -> None:
    """Makes the schema or migrates it, a verified backup first; safe beside other processes doing the same."""
    connection = connect(path, Access.CREATE)
    try:
        _use_wal(connection)
        before = migrate.version_of(connection)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        _judge(path, tables, before, create=True)
        todo = [step for step in migrate.steps() if step.version > before]
        if todo and before:
            backups.make(connection, path, f"before-schema-{migrate.newest()}")
        migrate.apply(connection, todo)
    finally:
        connection.close()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging, waiting for others who do the same (SQLite's own waiting leaves this out)."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
