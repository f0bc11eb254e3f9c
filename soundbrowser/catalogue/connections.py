"""Connections to the library file: how they are opened, and how a transaction begins."""

from __future__ import annotations

import sqlite3
from enum import Enum
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 30.0
"""How long one statement waits for another connection before it gives up."""
_WRITES = "soundbrowser_writes"
_CACHE_KIB = 8 * 1024
_KEPT_WAL_BYTES = 32 * 2**20


sqlite3.register_adapter(np.int64, int)


class Access(Enum):
    """How a library file may be used where it lies."""

    CREATE = "mode=rwc"
    WRITE = "mode=rw"
    READ = "mode=ro"
    FROZEN = "mode=ro&immutable=1"
    """No place for SQLite's files beside it, or nothing must be made there; nobody may write to it meanwhile."""


def uri(path: Path, access: Access) -> str:
    """The SQLite URI of an existing or new file."""
    address = path.absolute().as_uri()
    if not address.startswith("file:///"):  # a Windows share; SQLite takes no host, but two more slashes
        address = address.replace("file://", "file:////", 1)
    return f"{address}?{access.value}"


def connect(path: Path, access: Access) -> sqlite3.Connection:
    """One bare connection: transactions are begun by hand, any thread may use it, one at a time."""
    connection = sqlite3.connect(
        uri(path, access),
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if access in (Access.CREATE, Access.WRITE):
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {_KEPT_WAL_BYTES}")
    return connection


def engine(path: Path, access: Access) -> Engine:
    """A pool of connections; each thread that reads borrows its own."""
    made = create_engine(
        "sqlite://",
        creator=lambda: connect(path, access),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=56,
        pool_use_lifo=True,
    )
    event.listen(made, "begin", _begin)
    return made


def for_writing(connection: Connection) -> Connection:
    """The same connection, whose next transaction takes the write lock at once."""
    return connection.execution_options(**{_WRITES: True})


def _begin(connection: Connection) -> None:
    """Python's driver would begin too late; so it is done here (SQLAlchemy's documented recipe for SQLite)."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
