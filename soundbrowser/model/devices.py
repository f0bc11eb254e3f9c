"""A cheap look for a GPU, so that machines without one never wait for torch."""

from __future__ import annotations

import platform
import sys
from pathlib import Path


def gpu_may_be_there() -> bool:
    """True when a driver's device node is there; whether torch can use it is only known once torch is asked."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    if sys.platform == "win32":
        return Path("C:/Windows/System32/nvcuda.dll").exists()
    return any(Path(node).exists() for node in ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd"))
