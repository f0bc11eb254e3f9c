"""What SQLite's refusals mean for the user."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from soundbrowser.domain.errors import LibraryBusy, LibraryDamaged, LibraryNotWritable, SoundbrowserError

_PRIMARY_CODE = 0xFF
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_NOT_WRITABLE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_DAMAGED_WORDS = ("malformed", "no such table", "no such column", "Could not decode to UTF-8")


class BrokenRow(sqlite3.DatabaseError):
    """A row that reads well and cannot be true: its page was overwritten, and SQLite did not notice."""


def is_busy(error: sqlite3.Error) -> bool:
    """True when another connection is in the way."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _BUSY


def is_place(error: sqlite3.Error) -> bool:
    """True when the place of the file is what refuses: read-only, full or not reachable."""
    return isinstance(meaning(error, Path()), LibraryNotWritable)


def meaning(error: sqlite3.Error, path: Path) -> SoundbrowserError | None:
    """The error family's word for what SQLite says of the library at `path`; None when it is a mistake of ours."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    primary = code & _PRIMARY_CODE
    if code in _FULL:
        return full(path)
    if primary in _NOT_WRITABLE:
        return read_only(path)
    if isinstance(error, BrokenRow) or primary in _DAMAGED or any(word in str(error) for word in _DAMAGED_WORDS):
        return damaged(path, str(error))
    if primary in _BUSY:
        return LibraryBusy(
            f"Another program has been writing to the library “{path}” for long; try again when it is done."
        )
    if primary == sqlite3.SQLITE_IOERR:
        return LibraryNotWritable(
            f"The library “{path}” cannot be read or written: its disk is full or gone ({error})."
        )
    return None


def read_only(path: Path) -> LibraryNotWritable:
    """The sentence for a place that takes no writing, for good or until there is room."""
    return LibraryNotWritable(
        f"The library “{path}” cannot be written: its place allows reading only, or its disk is full."
    )


def full(path: Path) -> LibraryNotWritable:
    """The sentence for a full disk."""
    return LibraryNotWritable(f"The disk that holds the library “{path}” is full; make room and go on.")


def damaged(path: Path, why: str) -> LibraryDamaged:
    """The sentence for a library that cannot be trusted."""
    return LibraryDamaged(
        f"The library “{path}” is damaged ({' '.join(why.rstrip('.').split())}); it was left as it is. "
        f"Put a copy from “{path}-backups” in its place, or start a new library."
    )


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turns the operating system's refusals into the error family."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full(path) from error
        why = error.strerror or str(error)
        raise LibraryNotWritable(f"The library “{path}” cannot be used there: {why}.") from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns SQLite's refusals into the error family; mistakes of ours pass as they are."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        told = meaning(cause, path) if isinstance(cause, sqlite3.Error) else None
        if told is None:
            raise
        raise told from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """`translated` for blocks that read the library and do nothing else: a text that is no text is damage, too."""
    try:
        with translated(path):
            yield
    except UnicodeDecodeError as error:
        raise damaged(path, "it holds a text that is none") from error
