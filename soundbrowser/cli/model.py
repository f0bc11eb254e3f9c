"""`soundbrowser model`: adds models that do not ship with the program, lists them, and changes between them."""

from __future__ import annotations

import argparse

from soundbrowser.cli.options import add_library
from soundbrowser.cli.texts import printable


def declare(parser: argparse.ArgumentParser) -> None:
    """Its sub-commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="make another model available to this library")
    add.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder with a model or a CLAP checkpoint, owner/name of one on the Hugging Face hub, or “clap”",
    )
    add_library(add)
    add_library(actions.add_parser("list", help="list the models; * marks the one in use"))
    use = actions.add_parser("use", help="search with another model, once all sounds were listened to with it")
    use.add_argument("version", metavar="NAME", help="its name, or its version where several have the name")
    add_library(use)
    remove = actions.add_parser("remove", help="forget a model")
    remove.add_argument("version", metavar="NAME")
    add_library(remove)


def run(options: argparse.Namespace) -> int:
    """Does one of the sub-commands."""
    from soundbrowser.cli.interrupt import ending
    from soundbrowser.cli.progress import Shown
    from soundbrowser.cli.tune import line
    from soundbrowser.library import JobControl, Library

    control = JobControl()
    with (
        Library.open(
            options.library, create=options.action == "add", model=options.model, require_model=False
        ) as library,
        ending(control.cancel),
        Shown() as shown,
    ):
        if options.action == "list":
            for version in library.versions():
                print(line(version, library.versions()))
        elif options.action == "add":
            added = library.add_model(options.source, shown, control)
            print(
                f"Added {printable(added.name)}; to search with it: soundbrowser model use {printable(added.version)}"
            )
        elif options.action == "remove":
            library.discard(options.version, shown, control)
            print(f"Forgot {options.version}.")
        else:
            library.switch(options.version, shown, control)
            print(f"Searching with {printable(library.model_name)} from now on.")
    return 0
