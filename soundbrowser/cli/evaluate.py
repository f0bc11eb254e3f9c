"""`soundbrowser evaluate`: what models are worth on a corpus of named sounds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from soundbrowser.cli.options import positive
from soundbrowser.cli.texts import printable


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument(
        "corpus",
        nargs="?",
        type=Path,
        metavar="CORPUS",
        help="a folder of one folder for each class, a CSV file with columns file and label, labels or caption, "
        "or the folder of FSDKaggle2018 (default with --library: its tags and collections)",
    )
    parser.add_argument(
        "--library", type=Path, metavar="FILE.db", help="use the vectors of this library instead of listening"
    )
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        metavar="DIR",
        help="a model folder; a second one is compared with the first (default: the factory's)",
    )
    parser.add_argument("--clips", type=positive, metavar="N", help="measure on N clips drawn by lot")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of everything that is drawn (default: 0)")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")
    parser.set_defaults(check=lambda options: _require(parser, options))


def run(options: argparse.Namespace) -> int:
    """Measures and prints; files that cannot be read are listed and are no failure."""
    from soundbrowser.cli.interrupt import ending
    from soundbrowser.cli.progress import Shown
    from soundbrowser.evaluate.harness import Wishes, evaluate
    from soundbrowser.evaluate.results import as_document
    from soundbrowser.evaluate.tables_text import lines
    from soundbrowser.library import JobControl
    from soundbrowser.paths import factory_model

    wishes = Wishes(
        models=tuple(options.model or [factory_model()]),
        corpus=options.corpus,
        library=options.library,
        seed=options.seed,
        most=options.clips,
    )
    control = JobControl()
    with ending(control.cancel), Shown() as shown:
        report = evaluate(wishes, shown, control)
    if options.json:
        print(json.dumps(as_document(report)))
        return 0
    for line in lines(report):
        print(printable(line))
    return 0


def _require(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.corpus is None and options.library is None:
        parser.error("nothing is named to measure on: give a corpus, or a library with --library")
