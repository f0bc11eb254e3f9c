"""Copies of the library: made whole and verified before they count, a few of them kept."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from soundbrowser.catalogue.connections import Access, connect
from soundbrowser.catalogue.failures import damaged

KEPT = 4
"""Verified copies of one reason that stay."""
WEEK_SECONDS = 7 * 24 * 3600.0
WEEKLY = "weekly"
_NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}(\.\d+)?Z)-(?P<reason>[\w-]+)\.db")


def folder(path: Path) -> Path:
    """Where the copies of the library at `path` are kept."""
    return path.with_name(path.name + "-backups")


def kept(path: Path, reason: str | None = None) -> list[Path]:
    """The verified copies, oldest first."""
    named = ((file, _NAME.fullmatch(file.name)) for file in folder(path).glob("*.db"))
    return sorted(file for file, match in named if match and reason in (None, match["reason"]))


def is_due(path: Path) -> bool:
    """True when the newest copy is older than a week, or there is none."""
    copies = kept(path)
    return not copies or time.time() - copies[-1].stat().st_mtime > WEEK_SECONDS


def make(connection: sqlite3.Connection, path: Path, reason: str) -> Path:
    """Copies the library beside its readers and writers; older copies go only when this one is found whole.

    Raises `LibraryDamaged` when the copy is not whole, which means that the library is not.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    place = folder(path)
    place.mkdir(exist_ok=True)
    target = place / f"{stamp}-{_slug(reason)}.db"
    unfinished = target.with_suffix(".partial")
    try:
        _copy(connection, unfinished)
        _verify(unfinished, path)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    for old in kept(path, _slug(reason))[:-KEPT]:
        old.unlink()
    return target


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy)  # all pages in one step: it would begin anew after each step that a writer fell into
        copy.execute("PRAGMA journal_mode = DELETE")


def _verify(copy: Path, path: Path) -> None:
    with closing(connect(copy, Access.FROZEN)) as opened:
        (answer,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise damaged(path, answer)


def _slug(reason: str) -> str:
    return re.sub(r"[^\w-]+", "-", reason) or "copy"
