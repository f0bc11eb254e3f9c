"""A library file in a folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_samples import list_names, make_ready
from children import Child, Start, begin

from soundbrowser.catalogue.catalogue import Catalogue


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the library is to be."""
    return tmp_path / "place" / "library.db"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    """A new, empty library."""
    with Catalogue.open(path, create=True) as opened:
        yield opened


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user may look into, with a library of one sound in it; taken away at the end."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        with Catalogue.open(place / "library.db", create=True) as catalogue:
            make_ready(catalogue, list_names(catalogue, "a.wav"))
        (place / "library.db").chmod(0o444)
        yield place
        place.chmod(0o755)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes of their own; what still runs at the end is killed."""
    running: list[Child] = []

    def started(*arguments: object) -> Child:
        running.append(begin(*arguments))
        return running[-1]

    yield started
    for child in running:
        child.kill()
        child.communicate()
