"""`index`, `stats` and `doctor`: counts, problems, damage, interrupts."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from commands import Indexed, Ran, Runner, start, write_sounds

COUNTS = "{} added, {} changed, {} moved, {} removed, {} offline, {} unreadable"


def summary(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return next(line for line in ran.out.splitlines() if " added, " in line)


def test_counts_of_a_first_a_second_and_a_later_run(run: Runner, tmp_path: Path) -> None:
    library, folder = tmp_path / "a.db", tmp_path / "sounds"
    moved, removed, _stays = write_sounds(folder, ["a.wav", "b.wav", "c.wav"])
    asked = ("index", folder, "--library", library)
    assert summary(run(*asked)) == COUNTS.format(3, 0, 0, 0, 0, 0)
    assert summary(run(*asked)) == COUNTS.format(0, 0, 0, 0, 0, 0)
    moved.rename(folder / "moved.wav")
    removed.unlink()
    assert summary(run(*asked)) == COUNTS.format(0, 0, 1, 1, 0, 0)
    folder.rename(tmp_path / "unplugged")
    assert summary(run(*asked)) == COUNTS.format(0, 0, 0, 0, 2, 0)


def test_each_problem_is_one_line_with_its_reason(run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_sounds(folder, ["good.wav"])
    (folder / "zero\nbytes.wav").touch()
    with open(os.fsencode(folder) + b"/caf\xe9.wav", "wb") as file:
        file.write(b"No sound.\n" * 20)
    ran = run("index", folder, "--library", tmp_path / "a.db")
    assert summary(ran) == COUNTS.format(1, 0, 0, 0, 0, 2)
    problems = [line for line in ran.out.splitlines() if line.startswith("cannot read")]
    assert len(problems) == 2
    assert r"zero\nbytes.wav: " in problems[1]
    assert r"caf\xe9.wav: " in problems[0]


def test_no_library_is_made_for_a_folder_that_is_not_there(run: Runner, tmp_path: Path) -> None:
    ran = run("index", tmp_path / "none", "--library", tmp_path / "a.db")
    assert ran.code == 1
    assert "There is no folder" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_stats(run: Runner, indexed: Indexed) -> None:
    assert run("stats", "--library", indexed.library).out.startswith("4 sounds in 1 folders")
    figures = json.loads(run("stats", "--json", "--library", indexed.library).out)
    assert (figures["sounds"], figures["ready"], figures["unreadable"]) == (4, 4, 0)


def test_doctor_speaks_of_every_part(run: Runner, indexed: Indexed) -> None:
    ran = run("doctor", "--library", indexed.library)
    assert (ran.code, ran.err) == (0, "")
    for word in ("catalogue", "integrity", "recall", "devices", "model", "GPU"):
        assert word in ran.out


def test_doctor_finds_a_damaged_page_and_leaves_it(run: Runner, indexed: Indexed, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(indexed.library)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        size = target.execute("PRAGMA page_size").fetchone()[0]
        root = target.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sounds'").fetchone()[0]
    data = bytearray(copy.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    copy.write_bytes(data)
    ran = run("doctor", "--library", copy)
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "damaged" in ran.err
    assert copy.read_bytes() == data


def test_doctor_tells_of_a_missing_model(run: Runner, indexed: Indexed, tmp_path: Path) -> None:
    ran = run("doctor", "--library", indexed.library, "--model", tmp_path / "none")
    assert ran.code == 1
    assert "no model" in ran.err


@pytest.mark.posix
def test_a_bar_on_a_terminal_and_nothing_of_it_on_stdout(tmp_path: Path) -> None:
    write_sounds(tmp_path / "sounds", [f"{number}.wav" for number in range(5)])
    terminal, ours = os.openpty()
    command = [sys.executable, "-m", "soundbrowser", "index", f"{tmp_path}/sounds", "--library", f"{tmp_path}/a.db"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=ours)
    os.close(ours)
    shown = b""
    with suppress(OSError):  # at the end the other side is closed
        while select.select([terminal], [], [], 60)[0] and (data := os.read(terminal, 4096)):
            shown += data
    out, _ = process.communicate(timeout=60)
    os.close(terminal)
    assert process.returncode == 0
    assert re.search(rb"5/5", shown)
    assert b"\r" not in out
    assert b"5 added" in out


def test_nothing_to_index_is_wrong_usage(run: Runner, indexed: Indexed) -> None:
    ran = run("index", "--library", indexed.library)
    assert (ran.code, ran.out) == (2, "")
    assert "FOLDER" in ran.err
    assert run("index", "--all", "--library", indexed.library).code == 0
    assert run("index", "--all", "sounds", "--library", indexed.library).code == 2


MANY = 700
"""More than are written at once, so that a run can be met in between."""


@pytest.mark.posix
def test_an_interrupted_run_ends_at_once_and_the_next_goes_on(run: Runner, tmp_path: Path) -> None:
    folder, library = tmp_path / "sounds", tmp_path / "a.db"
    write_sounds(folder, [f"{number}.wav" for number in range(MANY)])
    with start("index", folder, "--library", library) as process:
        while not (library.exists() and _ready(library)):
            assert process.poll() is None, "the run ended before it could be interrupted"
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert len(err.splitlines()) == 1
    before = _ready(library)
    assert 0 < before < MANY
    ran = run("index", folder, "--library", library)
    assert f"listened to {MANY - before} " in ran.out
    assert _ready(library) == MANY


def _ready(library: Path) -> int:
    """How many sounds are ready; 0 while there are no tables."""
    with closing(sqlite3.connect(library, timeout=10)) as base:
        try:
            return int(base.execute("SELECT count(*) FROM sounds WHERE state = 'ready'").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.posix
@pytest.mark.parametrize("home", ["/dev/null/home", ""])
def test_a_library_that_is_named_needs_no_home(indexed: Indexed, home: str) -> None:
    env = {"HOME": home, "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}
    with start("search", "glass", "--json", "--library", indexed.library, env=env) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out)[0]["name"] == "glass.wav"
