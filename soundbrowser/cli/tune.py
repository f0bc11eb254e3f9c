"""`soundbrowser tune`: teaches the model a user's own words, and chooses between its versions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.cli import correct
from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import printable

if TYPE_CHECKING:
    from soundbrowser.domain.tuning import Label, Measure, ModelVersion, TuneReport, TuneStep
    from soundbrowser.library import Library


def declare(parser: argparse.ArgumentParser) -> None:
    """Its sub-commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    run_it = actions.add_parser("run", help="train a new version on labels")
    run_it.add_argument(
        "--labels",
        type=Path,
        metavar="FILE.csv",
        help="path,label a line (default: tags and collections of 5 clips or more)",
    )
    which = run_it.add_mutually_exclusive_group()
    which.add_argument("--only-corrections", action="store_true", help="learn from corrections and no label")
    which.add_argument("--no-corrections", action="store_true", help="learn from labels alone")
    run_it.add_argument("--keep", action="store_true", help="search with the new version from now on")
    run_it.add_argument("--json", action="store_true", help="the report as a JSON object")
    add_library(run_it)
    add_library(actions.add_parser("list", help="list the versions; * marks the one in use"))
    helps = {
        "keep": "search with a new version from now on",
        "discard": "forget a version",
        "switch": "search with any version, also the factory's",
    }
    for action, text in helps.items():
        chosen = actions.add_parser(action, help=text)
        chosen.add_argument("version", metavar="VERSION")
        add_library(chosen)
    correct.declare(actions)


def run(options: argparse.Namespace) -> int:
    """Does one of the sub-commands."""
    from soundbrowser.library import Library

    if options.action == "run":
        return _train(options)
    if options.action in correct.ACTIONS:
        return correct.run(options)
    with Library.open(options.library, create=False, model=options.model, require_model=False) as library:
        if options.action == "list":
            versions = library.versions()
            for version in versions:
                print(line(version, versions))
        elif options.action == "discard":
            library.discard(options.version)
            print(f"Forgot {options.version}.")
        else:
            library.switch(options.version)
            print(f"Searching with {options.version} from now on.")
    return 0


def _train(options: argparse.Namespace) -> int:
    from soundbrowser.cli.interrupt import ending
    from soundbrowser.library import JobControl, Library

    control = JobControl()
    with Library.open(options.library, create=False, model=options.model) as library, ending(control.cancel):
        labels = [] if options.only_corrections else _labels(library, options.labels)
        corrections = [] if options.no_corrections else library.corrections()
        report = library.fine_tune(labels, _show_step, control, corrections)
        if options.keep:
            library.keep(report.version)
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        _show(report, kept=options.keep)
    return 0


def _labels(library: Library, file: Path | None) -> list[Label]:
    """Those in the file; without one, the tags and collections that have clips enough."""
    if file is not None:
        return library.labels_in(file)
    labels = library.labels()
    for label in labels:
        if not label.enough:
            print(f"“{printable(label.name)}” is left out: it has too few clips.", file=sys.stderr)
    return [label for label in labels if label.enough]


def _show_step(step: TuneStep) -> None:
    if sys.stderr.isatty():
        end = "\n" if step.step == step.total else ""
        text = f"\rstep {step.step} of {step.total}: loss {step.loss:.3f}, right on held-out clips {step.held_out:.3f}"
        print(text, end=end, file=sys.stderr, flush=True)


def _show(report: TuneReport, *, kept: bool) -> None:
    for result in report.labels:
        print(f"{printable(result.name)}: {result.clips} clips, {result.before:.2f} -> {result.after:.2f}")
    for measure in report.measures:
        print(_figures(measure))
    print(report.advice)
    done = "in use from now on" if kept else f"soundbrowser tune keep {report.version}, or discard it"
    print(f"version {report.version}: {done}")


def _figures(measure: Measure) -> str:
    return f"{measure.name}: {measure.before:.3f} -> {measure.after:.3f}"


def line(version: ModelVersion, all_of_them: Sequence[ModelVersion]) -> str:
    """A version as a line of a list that begins with the factory model."""
    made = "named at the start" if version.named else "factory"
    if version.created_at:
        made = datetime.fromtimestamp(version.created_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    taught = f"  ({', '.join(map(printable, version.labels))})" if version.labels else ""
    figures = "".join(f"  {_figures(measure)}" for measure in version.measures)
    sign, standing = "*" if version.active else " ", _standing(version, all_of_them[0])
    return f"{sign} {version.version}  {made}{taught}{figures}{standing}"


def _standing(version: ModelVersion, factory: ModelVersion) -> str:
    """What to know before it is switched to."""
    if not version.encoder:
        return f"  [its folder “{printable(version.path)}” is gone]"
    if version.encoder == factory.encoder:
        return ""
    if version.taught:
        return f"  [belongs to an earlier model, {version.encoder}; teach its words again]"
    return f"  [hears for itself, as {version.encoder}]"
