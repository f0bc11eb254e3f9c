"""Lets a test meet permissions, also when root runs it."""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable

NOBODY = 65534


def without_privileges(check: Callable[[], None]) -> None:
    """Runs a check as a user who is not above permissions; root becomes nobody in a forked process."""
    if os.geteuid() != 0:
        check()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: the child uses none of them
        child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setuid(NOBODY)
            check()
            status = 0
        except BaseException:  # noqa: BLE001 -- the parent's assertion tells
            traceback.print_exc()
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
