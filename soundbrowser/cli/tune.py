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

from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import printable

if TYPE_CHECKING:
    from soundbrowser.domain.tuning import ModelVersion, TuneReport, TuneStep


def declare(parser: argparse.ArgumentParser) -> None:
    """Its sub-commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    run_it = actions.add_parser("run", help="train a new version on labels")
    run_it.add_argument(
        "--labels", type=Path, metavar="FILE.csv", help="path,label a line (default: tags and collections)"
    )
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


def run(options: argparse.Namespace) -> int:
    """Does one of the sub-commands."""
    from soundbrowser.library import Library

    if options.action == "run":
        return _train(options)
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
        labels = library.labels_in(options.labels) if options.labels else library.labels()
        report = library.fine_tune(labels, _show_step, control)
        if options.keep:
            library.keep(report.version)
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        _show(report, kept=options.keep)
    return 0


def _show_step(step: TuneStep) -> None:
    if sys.stderr.isatty():
        end = "\n" if step.step == step.total else ""
        text = f"\rstep {step.step} of {step.total}: loss {step.loss:.3f}, P@10 on held-out clips {step.held_out:.3f}"
        print(text, end=end, file=sys.stderr, flush=True)


def _show(report: TuneReport, *, kept: bool) -> None:
    for result in report.labels:
        print(f"{printable(result.name)}: {result.clips} clips, {result.before:.2f} -> {result.after:.2f}")
    for measure in (report.own, report.general):
        print(f"{measure.name}: {measure.before:.3f} -> {measure.after:.3f}")
    print(report.advice)
    done = "in use from now on" if kept else f"soundbrowser tune keep {report.version}, or discard it"
    print(f"version {report.version}: {done}")


def line(version: ModelVersion, all_of_them: Sequence[ModelVersion]) -> str:
    """A version as a line of a list that begins with the factory model."""
    at = version.created_at
    made = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "factory"
    taught = f"  ({', '.join(map(printable, version.labels))})" if version.labels else ""
    return f"{'*' if version.active else ' '} {version.version}  {made}{taught}{_standing(version, all_of_them[0])}"


def _standing(version: ModelVersion, factory: ModelVersion) -> str:
    """What to know before it is switched to."""
    if not version.encoder:
        return f"  [its folder “{printable(version.path)}” is gone]"
    if version.encoder == factory.encoder:
        return ""
    if version.taught:
        return f"  [belongs to an earlier model, {version.encoder}; teach its words again]"
    return f"  [hears for itself, as {version.encoder}]"
