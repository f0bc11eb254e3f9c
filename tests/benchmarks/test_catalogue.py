"""Speed of the catalogue at 100,000 sounds: listing, filters, rows, and words beside a bare `LIKE` over names.

Run with `pytest tests/benchmarks/test_catalogue.py`; names and headers are made up, files there are none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from made_library import HEADER, ROOT, Maker
from pytest_benchmark.fixture import BenchmarkFixture

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Listing

SOUNDS = 100_000
BATCH = 2000
WORD = "thunder"
LIKE = "SELECT sounds.id FROM sounds JOIN directories ON directories.id = directory_id WHERE name LIKE ? OR text LIKE ?"


def listings(first: int, number: int) -> list[Listing]:
    """Made-up files."""
    maker = Maker(8, "none")
    return [Listing(str(Path(ROOT, maker.name(each))), 1_440_000, each) for each in range(first, first + number)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue") / "library.db"


@pytest.fixture(scope="module")
def catalogue(path: Path) -> Iterator[Catalogue]:
    """A library of which every third sound is a FLAC, with lengths of 0 to 10 s."""
    with Catalogue.open(path, create=True) as catalogue:
        for first in range(0, SOUNDS, BATCH):
            with catalogue.write() as writer:
                added = writer.list_sounds(writer.add_folder(ROOT).id, listings(first, BATCH)).added
                for sound_id in added:
                    kind = "WAV" if sound_id % 3 else "FLAC"
                    writer.set_header(sound_id, replace(HEADER, format=kind, duration_s=sound_id % 100 / 10), "")
        yield catalogue


def test_listing_2000_new_files(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    batches = count(0, BATCH)
    with Catalogue.open(tmp_path / "library.db", create=True) as catalogue:
        with catalogue.write() as writer:
            folder = writer.add_folder(ROOT)

        def list_batch(files: list[Listing]) -> int:
            with catalogue.write() as writer:
                return len(writer.list_sounds(folder.id, files).added)

        def next_batch() -> tuple[tuple[list[Listing]], dict[str, object]]:
            return (listings(next(batches), BATCH),), {}

        assert benchmark.pedantic(list_batch, setup=next_batch, rounds=20) == BATCH


def test_ids_of_everything(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    assert len(benchmark(catalogue.ids, Filters())) == SOUNDS


def test_ids_filtered(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    short = Filters(formats=frozenset({"FLAC"}), max_length_s=2.0)
    assert 0 < len(benchmark(catalogue.ids, short)) < SOUNDS


def test_folders_with_counts(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    assert benchmark(catalogue.folders)[0].sounds == SOUNDS


def test_200_sounds(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    assert len(benchmark(catalogue.sounds, range(1, SOUNDS, SOUNDS // 200))) == 200


def test_a_page_deep_in_a_list(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    assert len(benchmark(catalogue.browse, Filters(), SortOrder.NAME, SOUNDS - 1000, 200)) == 200


def test_a_common_word_everywhere(benchmark: BenchmarkFixture, catalogue: Catalogue) -> None:
    assert benchmark(catalogue.name_kinds, [WORD]).sound_ids.size > 500


def test_the_baseline_like_over_names(benchmark: BenchmarkFixture, catalogue: Catalogue, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        rows = benchmark(lambda: connection.execute(LIKE, [f"%{WORD}%"] * 2).fetchall())
    assert len(rows) == catalogue.name_kinds([WORD]).sound_ids.size
