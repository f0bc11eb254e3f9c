"""The scan lock: one row that says who scans, kept alive by a heartbeat, taken over when it is stale."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from soundbrowser.catalogue.tables import ScanLockRow
from soundbrowser.domain.errors import LibraryBusy, LibraryNotWritable

BEAT_SECONDS = 5.0
STALE_SECONDS = 60.0
_ours: set[str] = set()
"""The locks that this process holds now; another one with its number is left from an earlier life."""
Transaction = Callable[[], AbstractContextManager[Connection]]


@contextmanager
def held(transaction: Transaction, path: Path) -> Iterator[None]:
    """Holds the scan lock of the library; `LibraryBusy` when another scan does.

    A lock whose process has died on this machine, or whose heartbeat is a minute old, is taken over.
    """
    token = uuid.uuid4().hex
    with transaction() as connection:
        _take(connection, path, token)
    _ours.add(token)
    ended = threading.Event()
    pulse = threading.Thread(target=_beat, args=(transaction, token, ended), name="scan lock", daemon=True)
    pulse.start()
    try:
        yield
    finally:
        ended.set()
        pulse.join()
        _ours.discard(token)
        with suppress(LibraryNotWritable), transaction() as connection:  # without room, the row is left behind as stale
            connection.execute(delete(ScanLockRow).where(ScanLockRow.token == token))


def _take(connection: Connection, path: Path, token: str) -> None:
    columns = (ScanLockRow.token, ScanLockRow.pid, ScanLockRow.host, ScanLockRow.heartbeat)
    holder = connection.execute(select(*columns)).one_or_none()
    if holder is not None and _lives(holder.token, holder.pid, holder.host, holder.heartbeat):
        raise LibraryBusy(
            f"The library “{path}” is being indexed by another run (process {holder.pid} on {holder.host}); "
            "wait until it is done."
        )
    row = {"id": 1, "token": token, "pid": os.getpid(), "host": socket.gethostname(), "heartbeat": time.time()}
    connection.execute(upsert(ScanLockRow).values(row).on_conflict_do_update(index_elements=["id"], set_=row))


def _beat(transaction: Transaction, token: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        # A beat that is missed does no harm: the scan meets the same refusal itself, and says so.
        with suppress(LibraryNotWritable, LibraryBusy), transaction() as connection:
            connection.execute(update(ScanLockRow).where(ScanLockRow.token == token).values(heartbeat=time.time()))


def _lives(token: str, pid: int, host: str, heartbeat: float) -> bool:
    if time.time() - heartbeat > STALE_SECONDS:
        return False
    if host != socket.gethostname():
        return True
    return token in _ours if pid == os.getpid() else _runs(pid)


if sys.platform == "win32":

    def _runs(pid: int) -> bool:
        """True, since asking does harm there: the signal that only asks elsewhere ends a process."""
        return True

else:

    def _runs(pid: int) -> bool:
        """True when the process runs."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
