"""How much memory this process holds, and how to hold it down."""

from __future__ import annotations

import ctypes
import os
import platform

MEGABYTE = 1 << 20


def resident_mb() -> float:
    """Megabytes this process keeps in memory now (on macOS: kept at most so far)."""
    if platform.system() == "Linux":
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    if platform.system() == "Windows":
        return _windows_working_set() / MEGABYTE
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def restrict(limit_mb: int) -> None:
    """Lets an allocation beyond the limit fail at once, where the system can do that (Linux)."""
    if platform.system() == "Linux":
        import resource

        limit = limit_mb * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _windows_working_set() -> int:
    """GetProcessMemoryInfo's WorkingSetSize; psapi.h, PROCESS_MEMORY_COUNTERS."""

    class Counters(ctypes.Structure):
        _fields_ = [
            ("size", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *(
                (name, ctypes.c_size_t)
                for name in ("peak", "working_set", "a", "b", "c", "d", "pagefile", "peak_pagefile")
            ),
        ]

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    windll = ctypes.windll  # type: ignore[attr-defined,unused-ignore]
    windll.psapi.GetProcessMemoryInfo(
        ctypes.c_void_p(windll.kernel32.GetCurrentProcess()), ctypes.byref(counters), counters.size
    )
    return int(counters.working_set)
