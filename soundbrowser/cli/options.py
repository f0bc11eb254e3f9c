"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_library(parser: argparse.ArgumentParser) -> None:
    """--library and --model."""
    parser.add_argument("--library", type=Path, metavar="FILE.db", help="the library (default: your own)")
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="another model folder (or set SOUNDBROWSER_MODEL; default: the library's)",
    )


def add_answers(parser: argparse.ArgumentParser) -> None:
    """--limit, --json and --batch."""
    parser.add_argument("--limit", type=positive, default=20, metavar="N", help="how many answers (default: 20)")
    parser.add_argument("--json", action="store_true", help="answers as a JSON list, best first")
    parser.add_argument(
        "--batch", type=Path, metavar="FILE", help="one question a line (- for stdin), one JSON line for each"
    )


def positive(text: str) -> int:
    """A whole number above 0."""
    number = natural(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not above 0")
    return number


def natural(text: str) -> int:
    """A whole number from 0."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number") from None
    if number < 0:
        raise argparse.ArgumentTypeError(f"{number} is below 0")
    return number
