"""Vectors under models that nobody searched with lately: they can always be made again, so they need not stay."""

from __future__ import annotations

import shutil
from pathlib import Path

from soundbrowser.search.locked import FileLock

PREFIX = "vectors-"
LOCK_FILE = "joint.lock"
MOST_FOLDERS = 4
"""The model in use and the last few before it: switching back to those takes no time."""


def prune(cache: Path) -> None:
    """Removes the folders that were not written to for longest, unless a process has one open to write."""
    try:
        folders = sorted(cache.glob(f"{PREFIX}*"), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    except OSError:  # another process is clearing up just now
        return
    for folder in folders[MOST_FOLDERS:]:
        lock = FileLock(folder / LOCK_FILE)
        try:
            free = lock.acquire()
        except OSError:
            continue
        lock.release()
        if free:
            shutil.rmtree(folder, ignore_errors=True)
