"""`soundbrowser stats` and `soundbrowser doctor`: what a library holds, and how it is."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import clock, printable, size


def declare_stats(parser: argparse.ArgumentParser) -> None:
    """The arguments of `stats`."""
    parser.add_argument("--json", action="store_true", help="the figures as a JSON object")
    add_library(parser)


def declare_doctor(parser: argparse.ArgumentParser) -> None:
    """The arguments of `doctor`."""
    add_library(parser)


def run_stats(options: argparse.Namespace) -> int:
    """Prints the figures."""
    from soundbrowser.library import Library

    with Library.open(options.library, create=False, model=options.model, require_model=False) as library:
        stats = library.stats()
        if options.json:
            print(json.dumps(asdict(stats)))
            return 0
        print(f"{stats.sounds} sounds in {stats.folders} folders, {clock(stats.seconds)} long, {size(stats.bytes)}")
        print(f"{stats.ready} listened to ({stats.segments} segments), {stats.waiting} waiting")
        print(f"{stats.unreadable} unreadable, {stats.offline} offline, {stats.missing} missing")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Prints one line a part; 1 when a part is not well."""
    from soundbrowser.library import Library

    with Library.open(options.library, create=False, model=options.model, require_model=False) as library:
        findings = library.doctor()
    for finding in findings:
        print(f"{'ok ' if finding.ok else 'BAD'}  {finding.part}: {printable(finding.text)}")
    wrong = [finding for finding in findings if not finding.ok]
    if wrong:
        print("; ".join(f"{finding.part}: {printable(finding.text)}"[:400] for finding in wrong), file=sys.stderr)
    return 1 if wrong else 0
