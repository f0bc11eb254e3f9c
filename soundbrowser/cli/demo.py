"""`soundbrowser demo`: shows in the terminal what the window does, on the sounds that come with the program."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

QUESTIONS = ("insects at night", "horn of a locomotive", "church bell")
SHOWN = 3


def declare(parser: argparse.ArgumentParser) -> None:
    """Its argument."""
    parser.add_argument("--model", type=Path, metavar="DIR", help="another model folder")


def run(options: argparse.Namespace) -> int:
    """Indexes the demo sounds into a library that is thrown away, asks three questions, and prints the answers."""
    from soundbrowser import paths
    from soundbrowser.cli import answers, index
    from soundbrowser.cli.progress import Shown
    from soundbrowser.domain.query import Query
    from soundbrowser.library import Library

    with (
        tempfile.TemporaryDirectory(prefix="soundbrowser-demo-") as place,
        Library.open(Path(place) / "demo.db", model=options.model) as library,
    ):
        print("Listening to the demo sounds …")
        with Shown() as shown:
            index.show(library.add_folder(paths.resources() / "demo", shown))
        for question in QUESTIONS:
            print(f"\n> {question}")
            answers.show(library.search(Query(text=question, limit=SHOWN)), as_list=False)
    print("\nThat was the terminal. To see the window, run this on a desktop (or set DISPLAY): ./run window")
    print('To search your own sounds here: soundbrowser index FOLDER, then soundbrowser search "rain on a roof".')
    return 0
