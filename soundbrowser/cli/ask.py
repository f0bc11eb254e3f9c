"""`soundbrowser search` and `soundbrowser similar`: questions in words, in clips, or in both."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.cli.options import add_answers, add_library

if TYPE_CHECKING:
    from soundbrowser.domain.query import Query
    from soundbrowser.library import Library

STDIN = Path("-")


def declare_search(parser: argparse.ArgumentParser) -> None:
    """The arguments of `search`."""
    parser.add_argument(
        "text",
        nargs="?",
        metavar="TEXT",
        help='words, "phrases", -without, tag: folder: rate: len:<2 ch: format: rating: (optional with --like)',
    )
    parser.add_argument("--like", action="append", default=[], metavar="CLIP", help="a sound file; may be repeated")
    parser.add_argument("--not", action="append", default=[], dest="without", metavar="TEXT", help="what to push away")
    parser.add_argument(
        "--semantic", action="store_true", help="rank by the model alone, blind to names and corrections"
    )
    add_answers(parser)
    add_library(parser)
    parser.set_defaults(check=lambda options: _require(parser, options.text is not None or options.like, options))


def declare_similar(parser: argparse.ArgumentParser) -> None:
    """The arguments of `similar`."""
    parser.add_argument("clips", nargs="*", metavar="CLIP", help="a sound file; several are one question")
    add_answers(parser)
    add_library(parser)
    parser.set_defaults(check=lambda options: _require(parser, bool(options.clips), options))


def run_search(options: argparse.Namespace) -> int:
    """Answers one question, or a file of them."""
    from soundbrowser.domain.query import ClipRegion, Query

    question = Query(
        text=options.text or "",
        clips=tuple(map(ClipRegion, options.like)),
        without=tuple(options.without),
        limit=options.limit,
        semantic_only=options.semantic,
    )
    return _run(options, question, lambda line: replace(question, text=line))


def run_similar(options: argparse.Namespace) -> int:
    """The same for clips; a batch has one clip a line."""
    from soundbrowser.domain.query import ClipRegion, Query

    question = Query(clips=tuple(map(ClipRegion, options.clips)), limit=options.limit)
    return _run(options, question, lambda line: replace(question, clips=(*question.clips, ClipRegion(line))))


def _require(parser: argparse.ArgumentParser, asked: object, options: argparse.Namespace) -> None:
    if not asked and options.batch is None:
        parser.error("nothing is asked: give a text, a clip or --batch FILE")


def _run(options: argparse.Namespace, question: Query, of_line: Callable[[str], Query]) -> int:
    from soundbrowser.cli.answers import show
    from soundbrowser.library import Library

    with Library.open(options.library, create=False, model=options.model) as library:
        _say_what_is_missing(library)
        if options.batch is None:
            show(library.search(question), as_list=options.json)
            return 0
        return _run_batch(library, map(of_line, _lines(options.batch)))


def _say_what_is_missing(library: Library) -> None:
    if library.model_lost:
        print(library.model_lost, file=sys.stderr)
    stats = library.stats()
    unheard = library.unheard() + stats.waiting
    if unheard and library.model_name:
        print(
            f"{unheard} of {stats.sounds} sounds were not listened to with the model “{library.model_name}” "
            "yet and are found by name alone; `soundbrowser index --all` listens to them.",
            file=sys.stderr,
        )


def _run_batch(library: Library, questions: Iterable[Query]) -> int:
    """One JSON line a question; one that fails is an object with its error, and the exit code says so at the end."""
    from soundbrowser.cli.answers import as_json
    from soundbrowser.domain.errors import SoundbrowserError

    failed = 0
    for question in questions:
        try:
            print(as_json(library.search(question)), flush=True)
        except SoundbrowserError as error:
            print(json.dumps({"error": str(error)}), flush=True)
            failed += 1
    if failed:
        print(f"{failed} of the questions could not be answered; their lines say why.", file=sys.stderr)
    return 1 if failed else 0


def _lines(file: Path) -> Iterable[str]:
    from soundbrowser.domain.errors import QueryError

    try:
        data = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    except OSError as error:
        raise QueryError(f"The questions in “{file}” cannot be read: {error.strerror}.") from error
    lines = data.decode("utf-8-sig", "surrogateescape").split("\n")  # names may hold what else ends a line to Python
    return [line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1])]
