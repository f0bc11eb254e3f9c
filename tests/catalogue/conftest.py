"""A library file in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
