"""How long a task may take, and how many of its kind a child may hold at a time."""

from __future__ import annotations

import os
from contextlib import suppress

from soundbrowser.workers.messages import AddModelTask, ProbeTask, Task, TuneTask

SLOWEST_BYTES_PER_S = 1_000_000.0
"""A file may take this much longer a byte: hours of sound are no stall."""
LONG = (TuneTask, AddModelTask)
"""They report as they go on."""
TUNING_S = 3600.0
AHEAD = 2
PROBES_AHEAD = 16
LONG_PATH = 300
"""Characters; what is handed out ahead must fit into the pipe (8 KiB on Windows), or both sides could wait for ever."""


def seconds_for(task: Task, least_s: float) -> float:
    """Seconds a task may take without a sign of life."""
    if isinstance(task, LONG):
        return TUNING_S
    with suppress(OSError):
        return least_s + os.stat(task.path).st_size / SLOWEST_BYTES_PER_S  # noqa: PTH116
    return least_s


def ahead(task: Task) -> int:
    """Tasks a child may hold, this one among them; it does them in order, so the first is always the one it is at."""
    if isinstance(task, LONG):
        return 1
    return PROBES_AHEAD if isinstance(task, ProbeTask) and len(task.path) < LONG_PATH else AHEAD
