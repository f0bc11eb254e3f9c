"""Where every way to start the program begins: puts the command line and the window together."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path


def main() -> int:
    """Runs what the arguments say; a child process of a frozen program goes its own way first."""
    multiprocessing.freeze_support()
    use_one_thread_for_sums()
    from soundbrowser.cli.main import Parts  # this imports numpy, which reads the environment only once
    from soundbrowser.cli.main import main as run_command

    return run_command(sys.argv[1:], Parts(open_window=_open_window, self_test=_self_test))


def use_one_thread_for_sums() -> None:
    """To be called before numpy is imported.

    More threads gain nothing where memory is the limit, and wait for each other while the cores are busy listening.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _open_window(library: Path | None, model: Path | None) -> int:
    from soundbrowser.app.main import open_window  # Qt is imported only when it is needed

    return open_window(library, model)


def _self_test() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from soundbrowser.app.selftest import self_test  # Qt is imported only when it is needed
    from soundbrowser.cli.selftest import run

    return run(self_test)
