"""Wherever a library is broken, a read gives what is there or says that it is damaged: nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from catalogue_samples import ENCODER, at
from freeze_schema import fill

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryDamaged
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import SoundState

PAGE = 4096
READS: tuple[Callable[[Catalogue], object], ...] = (
    lambda catalogue: catalogue.check(),
    lambda catalogue: catalogue.library_id,
    lambda catalogue: catalogue.folders(),
    lambda catalogue: catalogue.sounds(range(1, 6)),
    lambda catalogue: catalogue.sound_at(at("gone.wav")),
    lambda catalogue: catalogue.ids(Filters(tags=frozenset({"fat"}), min_length_s=1, folder_words=("drums",))),
    lambda catalogue: catalogue.count(Filters(below=at("Drums"))),
    lambda catalogue: [catalogue.browse(Filters(), order, 0, 9) for order in SortOrder],
    lambda catalogue: catalogue.formats(),
    lambda catalogue: catalogue.name_kinds(["kick", "808"]),
    lambda catalogue: catalogue.changes(0),
    lambda catalogue: catalogue.segments_of(np.arange(9), ENCODER),
    lambda catalogue: list(catalogue.segments(ENCODER)),
    lambda catalogue: catalogue.waiting(SoundState.LISTED),
    lambda catalogue: catalogue.known_files(at("")),
    lambda catalogue: catalogue.subfolders(at("")),
    lambda catalogue: catalogue.problems(),
    lambda catalogue: catalogue.collections(),
    lambda catalogue: catalogue.tags(),
    lambda catalogue: catalogue.labels(),
    lambda catalogue: catalogue.recent_searches(),
    lambda catalogue: catalogue.model_versions(),
    lambda catalogue: catalogue.stats(),
)


def broken(whole: bytes, seed: int) -> bytes:
    """The library with a page lost, overwritten or changed here and there."""
    chance = random.Random(seed)
    start = PAGE * chance.randrange(1, len(whole) // PAGE)
    page = bytearray(whole[start : start + PAGE])
    match seed % 3:
        case 0:
            page[:] = bytes(PAGE)
        case 1:
            page[:] = chance.randbytes(PAGE)
        case _:
            for _ in range(20):
                page[chance.randrange(PAGE)] = chance.randrange(256)
    return whole[:start] + page + whole[start + PAGE :]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound library's bytes."""
    path = tmp_path_factory.mktemp("damage") / "library.db"
    with Catalogue.open(path, create=True) as catalogue:
        fill(catalogue)
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(60))
def test_every_read_says_what_is_there_or_that_it_is_damaged(tmp_path: Path, whole: bytes, seed: int) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(broken(whole, seed))
    try:
        catalogue = Catalogue.open(path)
    except LibraryDamaged:
        return
    with catalogue:
        for read in READS:
            try:
                read(catalogue)
            except LibraryDamaged as error:
                assert str(path) in str(error)
    assert path.read_bytes() == broken(whole, seed)
    assert [file.name for file in tmp_path.iterdir()] == ["library.db"]


def test_writing_to_a_damaged_library_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "library.db"
    refused = 0
    for seed in range(0, 30, 3):
        path.write_bytes(broken(whole, seed))
        try:
            with Catalogue.open(path) as catalogue, catalogue.write() as writer:
                writer.tag(range(1, 6), "new")
                writer.list_sounds(1, [])
                writer.mark_missing(range(1, 6))
                writer.remove_folder(1)
        except LibraryDamaged:
            refused += 1
    assert refused > 0
