"""Helps, versions, displays, closed pipes, and how values are written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Indexed, Runner, start
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.cli.main import Parts, main
from soundbrowser.cli.progress import line
from soundbrowser.cli.texts import clock, printable, size
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.version import __version__

VERBS = ("index", "search", "similar", "stats", "doctor", "tune", "demo", "window")


def test_version(run: Runner) -> None:
    assert run("--version").out == f"soundbrowser {__version__}\n"


def test_help_names_every_command(run: Runner) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert all(verb in ran.out for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_a_help(run: Runner, verb: str) -> None:
    ran = run(verb, "--help")
    assert ran.code == 0
    assert "--model" in ran.out or verb == "tune"


def test_without_a_display_the_window_is_a_sentence(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for arguments in ((), ("window",)):
        ran = run(*arguments)
        assert ran.code == 1
        assert "soundbrowser demo" in ran.err


def test_the_window_gets_library_and_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    opened: list[tuple[Path | None, Path | None]] = []

    def open_window(library: Path | None, model: Path | None) -> int:
        opened.append((library, model))
        return 0

    parts = Parts(open_window, lambda: 7)
    assert main([], parts) == 0
    assert main(["window", "--library", "a.db", "--model", "m"], parts) == 0
    assert opened == [(None, None), (Path("a.db"), Path("m"))]
    assert main(["--self-test"], parts) == 7


def test_a_reader_that_has_seen_enough_is_no_error(indexed: Indexed) -> None:
    with start("search", "sound", "--library", indexed.library) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        assert (process.wait(timeout=60), err) == (0, "")


def test_the_program_starts_as_a_module_and_as_a_script() -> None:
    script = Path(sys.executable).with_name("soundbrowser")
    for command in ([sys.executable, "-m", "soundbrowser"], [os.fspath(script)]):
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, f"soundbrowser {__version__}\n")


def test_demo_answers_three_questions(run: Runner) -> None:
    ran = run("demo")
    assert ran.code == 0, ran.err
    assert ran.out.count("\n> ") == 3
    assert "window" in ran.out


@given(st.text())
def test_anything_prints_on_one_line(text: str) -> None:
    assert all(char.isprintable() for char in printable(text))


@given(st.binary())
def test_undecodable_bytes_print_as_escapes(data: bytes) -> None:
    printable(os.fsdecode(data)).encode("utf-8")


def test_readable_text_stays_as_it_is() -> None:
    assert printable("太鼓 صوت 🥁 é.wav") == "太鼓 صوت 🥁 é.wav"
    assert printable("a\nb\x1b[1mc\udce9") == r"a\nb\x1b[1mc\xe9"


@pytest.mark.parametrize(("seconds", "text"), [(0.5, "0.50 s"), (61.9, "1:01"), (3723, "1:02:03")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2.5e12, "2.5 TB")])
def test_size(count: int, text: str) -> None:
    assert size(count) == text


def test_progress_in_words() -> None:
    assert line(Progress(Stage.EMBED, 3, 10, 2.0, 3.5)) == "listening: 3 of 10, 2 a second, 3.50 s left"
    assert line(Progress(Stage.LIST, 3, None)) == "listing: 3"
