"""Where the models of a library's user are kept: with the user's data, or beside the library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from soundbrowser import paths
from soundbrowser.domain.errors import LibraryNotWritable


def model_places(library: Path) -> Iterator[Path]:
    """With the user's data, or beside the library where there is no such place (a server without a home)."""
    yield paths.user_models()
    yield library.with_name(library.name + "-models")


def new_place(library: Path, name: str) -> Path:
    """A folder that is not there yet, in the first place that can be written. LibraryNotWritable."""
    made = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    for place in model_places(library):
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return place / f"{name}-{made}"
    raise LibraryNotWritable(f"There is no place to keep a model: “{place}” cannot be written.")
