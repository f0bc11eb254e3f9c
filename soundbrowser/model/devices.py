"""A cheap look for a GPU, so that machines without one never wait for torch."""

from __future__ import annotations

import platform
import sys
from pathlib import Path


def gpu_may_be_there() -> bool:
    """True when a driver's device node is there; whether torch can use it is only known once torch is asked."""
    return _driver_is_there()


if sys.platform == "darwin":

    def _driver_is_there() -> bool:
        return platform.machine() == "arm64"

elif sys.platform == "win32":

    def _driver_is_there() -> bool:
        return Path("C:/Windows/System32/nvcuda.dll").exists()

else:

    def _driver_is_there() -> bool:
        return any(Path(node).exists() for node in ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd"))
