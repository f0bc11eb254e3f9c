"""`soundbrowser evaluate`: what models are worth on a corpus of named sounds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from soundbrowser.cli.options import natural, positive
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
    parser.add_argument("--paper", action="store_true", help="the table of Elizalde, Zarar, Raj (ICASSP 2019) too")
    parser.add_argument(
        "--unseen",
        action="append",
        default=[],
        metavar="LABEL",
        help="with --paper: a label that the model has never learned; may be repeated (default: parts in turn)",
    )
    parser.add_argument(
        "--robustness",
        action="store_true",
        help="what altered sounds and blurred words cost, too; takes eight times as long",
    )
    parser.add_argument("--calibration", action="store_true", help="whether the chances that are shown come true, too")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw what --robustness and --calibration found")
    parser.add_argument("--clips", type=positive, metavar="N", help="measure on N clips drawn by lot")
    parser.add_argument("--seed", type=natural, default=0, metavar="N", help="of everything that is drawn (default: 0)")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")
    parser.set_defaults(check=lambda options: _require(parser, options))


def run(options: argparse.Namespace) -> int:
    """Measures and prints; files that cannot be read are listed and are no failure."""
    from soundbrowser.cli.interrupt import ending
    from soundbrowser.cli.progress import Shown
    from soundbrowser.evaluate.corpus import spoken
    from soundbrowser.evaluate.harness import Wishes, evaluate
    from soundbrowser.evaluate.plots import require_place, save_plots
    from soundbrowser.evaluate.results import as_document
    from soundbrowser.evaluate.tables_text import lines
    from soundbrowser.library import JobControl
    from soundbrowser.paths import factory_model

    if options.plot is not None:
        require_place(options.plot)
    wishes = Wishes(
        models=tuple(options.model or [factory_model()]),
        corpus=options.corpus,
        library=options.library,
        seed=options.seed,
        most=options.clips,
        paper=options.paper,
        robustness=options.robustness,
        calibration=options.calibration,
        unseen=tuple(map(spoken, options.unseen)),
    )
    control = JobControl()
    with ending(control.cancel), Shown() as shown:
        report = evaluate(wishes, shown, control)
    if options.plot is not None:
        save_plots(report, options.plot)
    if options.json:
        print(json.dumps(as_document(report)))
        return 0
    for line in lines(report):
        print(printable(line))
    return 0


def _require(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.corpus is None and options.library is None:
        parser.error("nothing is named to measure on: give a corpus, or a library with --library")
    if options.plot is not None and not (options.robustness or options.calibration):
        parser.error("--plot draws what --robustness and --calibration find; ask for one of them")
    if options.unseen and not options.paper:
        parser.error("--unseen names labels for the table of --paper; ask for it too")
