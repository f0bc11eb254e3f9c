"""How much memory this process holds, and how to hold it down."""

from __future__ import annotations

import sys

MEGABYTE = 1 << 20


def resident_mb() -> float:
    """Megabytes this process keeps in memory now (on macOS: kept at most so far)."""
    return _resident_bytes() / MEGABYTE


def restrict(limit_mb: int) -> None:
    """Lets an allocation beyond the limit fail at once, where the system can do that (Linux)."""
    if sys.platform == "linux":
        import resource

        limit = limit_mb * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if sys.platform == "linux":
    import os

    def _resident_bytes() -> int:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 -- ten times a second
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

elif sys.platform == "win32":
    import ctypes

    class _Counters(ctypes.Structure):
        """psapi.h, PROCESS_MEMORY_COUNTERS."""

        _fields_ = [
            ("size", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((name, ctypes.c_size_t) for name in ("peak", "working_set", "a", "b", "c", "d", "pagefile", "most")),
        ]

    def _resident_bytes() -> int:
        counters = _Counters()
        counters.size = ctypes.sizeof(counters)
        process = ctypes.c_void_p(ctypes.windll.kernel32.GetCurrentProcess())
        ctypes.windll.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
        return int(counters.working_set)

else:
    import resource

    def _resident_bytes() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
