"""The command line as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Indexed, Ran, Runner, write_sounds

from soundbrowser.cli.main import Parts, main
from soundbrowser.library import Library


def no_window(library: Path | None, model: Path | None) -> int:
    raise AssertionError("no window was asked for")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Runs a command in this process."""

    def command(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments], Parts(no_window, lambda: 0))
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    """Indexed once; tests only ask it."""
    place = tmp_path_factory.mktemp("indexed")
    paths = write_sounds(place / "sounds", ["kick_808.wav", "deep/door creak.wav", "glass.wav", "rain.wav"])
    with Library.open(place / "sounds.db", processes=1) as library:
        library.add_folder(place / "sounds")
    return Indexed(place / "sounds", paths, place / "sounds.db")
