"""`soundbrowser tune not-a-match` and its kin: what the user says of single answers."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import printable
from soundbrowser.domain.errors import TuningError

if TYPE_CHECKING:
    from soundbrowser.library import Library

_MEANINGS = {
    "not-a-match": "hide sounds from the answers to a question in words, and learn from it",
    "more-like-this": "lean the answers to a question in words towards sounds, and learn from it",
    "forget": "take back what was said of sounds as answers to a question",
}
LIST = "corrections"
ACTIONS = frozenset({*_MEANINGS, LIST})


def declare(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-commands to those of `tune`."""
    for action, text in _MEANINGS.items():
        chosen = actions.add_parser(action, help=text)
        chosen.add_argument("question", metavar="QUESTION", help="the words that were asked")
        chosen.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a sound of the library")
        add_library(chosen)
    add_library(actions.add_parser(LIST, help="list what was said of answers, the newest first"))


def run(options: argparse.Namespace) -> int:
    """Does one of the sub-commands."""
    from soundbrowser.library import Library

    with Library.open(options.library, create=False, model=options.model, require_model=False) as library:
        if options.action == LIST:
            _show(library)
            return 0
        ids = [_id_at(library, file) for file in options.files]
        verbs = {
            "not-a-match": library.not_a_match,
            "more-like-this": library.more_like_this,
            "forget": library.forget_corrections,
        }
        verbs[options.action](options.question, ids)
    return 0


def _show(library: Library) -> None:
    said = library.corrections()
    paths = {sound.id: sound.path for sound in library.sounds([one.sound_id for one in said])}
    for one in said:
        verdict = "more like this" if one.fits else "not a match"
        print(f"{printable(one.text)}: {verdict}: {printable(paths[one.sound_id])}")


def _id_at(library: Library, file: Path) -> int:
    sound = library.sound_at(os.path.abspath(file))  # noqa: PTH100 -- links stay as the user named them
    if sound is None:
        raise TuningError(f"“{file}” is not in the library; index its folder first.")
    return sound.id
