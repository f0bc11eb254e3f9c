"""Sounds made here, and libraries that know them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import soundfile
from made_sounds import RATE, Maker, Samples, tone

from soundbrowser.library import Library


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """Writes sounds below the folder `sounds`."""
    seeds = count()

    def write(name: str, samples: Samples | None = None, rate: int = RATE) -> Path:
        path = tmp_path / "sounds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, tone(next(seeds)) if samples is None else samples, rate)
        return path

    return write


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """The folder that `make` writes to."""
    place = tmp_path / "sounds"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the library is to be."""
    return tmp_path / "library" / "sounds.db"


@pytest.fixture
def library(file: Path) -> Iterator[Library]:
    """A new library that listens with one child process."""
    with Library.open(file, processes=1) as opened:
        yield opened
