"""The command line: reads the arguments, calls one function, and turns what went wrong into one sentence and a code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from soundbrowser.cli import ask, demo, evaluate, health, index, model, tune
from soundbrowser.cli.options import add_library
from soundbrowser.domain.errors import Cancelled, SoundbrowserError
from soundbrowser.version import __version__

FINE, FAILED, INTERRUPTED = 0, 1, 130
EPILOG = "Exit codes: 0 fine, 1 something could not be done (said on stderr), 2 wrong usage, 130 interrupted."


@dataclass(frozen=True, slots=True)
class Parts:
    """What the command line starts without knowing it: the window lies beside it, not below."""

    open_window: Callable[[Path | None, Path | None], int]
    """Library and model, None for the usual ones; returns an exit code when the window was closed."""
    self_test: Callable[[], int]
    """Tries every part once; returns an exit code."""


def main(arguments: Sequence[str], parts: Parts) -> int:
    """Runs one command; never raises."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = _parser(parts).parse_args(arguments)
    options.check(options)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except (KeyboardInterrupt, Cancelled):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("Stopped; what was done until then is kept.", file=sys.stderr)
        return INTERRUPTED
    except SoundbrowserError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        _drop_stdout()
        return FINE
    return code


def _parser(parts: Parts) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soundbrowser",
        description="Finds the right sound in your own library: by words, by a clip, or both. "
        "Without a command the window opens.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"soundbrowser {__version__}")
    parser.add_argument(
        "--self-test", action="store_true", help="try every part of the program once, and say how it went"
    )
    parser.set_defaults(
        run=lambda options: parts.self_test() if options.self_test else _open_window(parts, None, None),
        check=lambda options: None,
    )
    _declare_commands(parser.add_subparsers(metavar="COMMAND"), parts)
    return parser


def _declare_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], parts: Parts) -> None:
    for name, text, declare, run in (
        ("index", "take in folders of sounds, or what has changed in them", index.declare, index.run),
        ("search", "find sounds by words, by clips, or both", ask.declare_search, ask.run_search),
        ("similar", "find sounds that are like clips", ask.declare_similar, ask.run_similar),
        ("stats", "what a library holds", health.declare_stats, health.run_stats),
        ("doctor", "check a library, its index, the model and the devices", health.declare_doctor, health.run_doctor),
        ("tune", "teach the model your own words", tune.declare, tune.run),
        ("evaluate", "measure models on named sounds", evaluate.declare, evaluate.run),
        ("model", "search with another model than the one that ships", model.declare, model.run),
        ("demo", "show the program in the terminal, on its demo sounds", demo.declare, demo.run),
        (
            "window",
            "open the window",
            add_library,
            lambda options: _open_window(parts, options.library, options.model),
        ),
    ):
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        declare(command)
        command.set_defaults(run=run)


def _open_window(parts: Parts, library: Path | None, model: Path | None) -> int:
    if not has_display():
        print(
            "There is no display to open the window on; `soundbrowser demo` shows the program in the terminal, "
            "and `soundbrowser --help` says what else it can do there.",
            file=sys.stderr,
        )
        return FAILED
    return parts.open_window(library, model)


def has_display() -> bool:
    """True where a window can be opened."""
    always = sys.platform in ("win32", "darwin")
    return always or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _drop_stdout() -> None:
    """Nobody reads on; without this Python would complain once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
