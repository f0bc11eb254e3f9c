"""A small file beside the library that keeps the rows' waveforms; it can be deleted at any time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

_LOG = logging.getLogger(__name__)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS thumbnails "
    "(sound_id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, peaks BLOB NOT NULL) STRICT"
)
_AT_ONCE = 500
_WAIT_S = 2.0
Entry = tuple[str, bytes]


class Thumbnails:
    """Packed peaks by sound id, each good for one content of the file only; any thread may call any method.

    Where the file cannot be written (a read-only place, a full disk) nothing is kept, and nothing else fails.
    """

    def __init__(self, path: Path) -> None:
        """`path` is made at the first `store`."""
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def store(self, entries: Mapping[int, Entry]) -> None:
        """Keeps fingerprints and packed peaks of some sounds in place of earlier ones."""
        rows = [(sound_id, fingerprint, peaks) for sound_id, (fingerprint, peaks) in entries.items()]
        with self._lock:
            try:
                connection = self._opened(create=True)
                if connection is not None:
                    connection.executemany("INSERT OR REPLACE INTO thumbnails VALUES (?, ?, ?)", rows)
                    connection.commit()
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)

    def load(self, fingerprints: Mapping[int, str]) -> dict[int, bytes]:
        """Packed peaks of those sounds whose content is still the one they were drawn from."""
        ids = list(fingerprints)
        found: dict[int, bytes] = {}
        with self._lock:
            try:
                connection = self._opened(create=False)
                for start in range(0, len(ids) if connection else 0, _AT_ONCE):
                    found |= _read(connection, ids[start : start + _AT_ONCE], fingerprints)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
        return found

    def close(self) -> None:
        """Lets the file go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self, *, create: bool) -> sqlite3.Connection | None:
        if self._connection is None and (create or self._path.exists()):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=_WAIT_S, check_same_thread=False)
            try:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(_SCHEMA)
            except sqlite3.Error:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _give_up(self, error: Exception) -> None:
        """A damaged cache is begun anew; anything else is the place's fault and passes."""
        _LOG.info("thumbnails in %s: %s", self._path, error)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            self._path.unlink(missing_ok=True)


def _read(connection: sqlite3.Connection | None, ids: list[int], fingerprints: Mapping[int, str]) -> dict[int, bytes]:
    assert connection is not None
    marks = ",".join("?" * len(ids))
    rows = connection.execute(f"SELECT sound_id, fingerprint, peaks FROM thumbnails WHERE sound_id IN ({marks})", ids)  # noqa: S608 -- marks alone
    return {sound_id: peaks for sound_id, fingerprint, peaks in rows if fingerprint == fingerprints[sound_id]}
