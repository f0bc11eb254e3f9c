"""`soundbrowser index`: takes folders in and says what was found."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import clock, printable

if TYPE_CHECKING:
    from soundbrowser.domain.progress import ScanSummary


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "folders", nargs="*", default=[], type=Path, metavar="FOLDER", help="a folder of sounds, with all below it"
    )
    what.add_argument("--all", action="store_true", help="all folders that the library knows, instead of FOLDER")
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Returns when everything was listened to; unreadable files are listed and are no failure."""
    from soundbrowser.cli.interrupt import ending
    from soundbrowser.cli.progress import Shown
    from soundbrowser.library import JobControl, Library
    from soundbrowser.library.targets import require_folder
    from soundbrowser.paths import default_library

    if not (options.library or default_library()).exists():
        for folder in options.folders:
            require_folder([], folder)  # so that no empty library is left behind
    control = JobControl()
    make = bool(options.folders)
    with Library.open(options.library, create=make, model=options.model) as library, ending(control.cancel):
        with Shown() as shown:
            if options.folders:
                summary = library.add_folders(options.folders, shown, control)
            else:
                summary = library.rescan(None, shown, control)
        show(summary)
    return 0


def show(summary: ScanSummary) -> None:
    """Each problem on a line, then the counts."""
    for problem in summary.problems:
        print(f"cannot read {printable(problem.path)}: {printable(problem.reason)}")
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "moved": summary.moved,
        "removed": summary.removed,
        "offline": summary.offline,
        "unreadable": summary.unreadable,
    }
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    rate = summary.embedded / summary.seconds if summary.seconds > 0 else 0.0
    print(f"listened to {summary.embedded} in {clock(summary.seconds)} ({rate:.1f} a second)")
