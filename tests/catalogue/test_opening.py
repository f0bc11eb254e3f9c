"""A library is opened, made or refused, and what is refused stays byte for byte as it was."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from catalogue_samples import ENCODER, list_names, make_ready

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryDamaged, LibraryNotFound, LibraryTooNew, SoundbrowserError
from soundbrowser.domain.query import Filters

PAGE = 4096


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def filled(path: Path, sounds: int = 200) -> Path:
    """A closed library of a few hundred pages."""
    with Catalogue.open(path, create=True) as catalogue:
        make_ready(catalogue, list_names(catalogue, *(f"Kick_{number}.wav" for number in range(sounds))), 40)
    return path


def refuse(path: Path, error: type[SoundbrowserError], *, create: bool = False) -> str:
    """Opening must be refused, with one sentence and without touching anything; the sentence."""
    before = tree(path.parent) if path.parent.exists() else None
    with pytest.raises(error) as caught:
        Catalogue.open(path, create=create)
    assert (tree(path.parent) if path.parent.exists() else None) == before
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_library_is_not_made(path: Path) -> None:
    refuse(path, LibraryNotFound)
    assert not path.parent.exists()


def test_a_new_library_makes_its_folders(path: Path) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        assert catalogue.stats().sounds == 0
    assert sorted(tree(path.parent)) == ["library.db"]


def test_opening_again_finds_what_was_written(path: Path) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        name = catalogue.library_id
        ids = list_names(catalogue, "a.wav")
    with Catalogue.open(path, create=True) as catalogue:
        assert catalogue.library_id == name
        assert catalogue.ids(Filters()).tolist() == ids


def test_two_libraries_have_two_names(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "a.db", create=True) as a, Catalogue.open(tmp_path / "b.db", create=True) as b:
        assert a.library_id != b.library_id


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    refuse(tmp_path, LibraryNotFound, create=True)


@pytest.mark.parametrize("name", ["a b?c#d%41&mode=ro.db", "雷 🔥.db", "caf\udce9.db"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    with Catalogue.open(tmp_path / name, create=True) as catalogue:
        list_names(catalogue, "a.wav")
    assert [file.name for file in tmp_path.iterdir()] == [name]
    with Catalogue.open(tmp_path / name) as catalogue:
        assert catalogue.stats().sounds == 1


def test_an_empty_file_becomes_a_library_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    refuse(path, LibraryNotFound)
    with Catalogue.open(path, create=True) as catalogue:
        assert catalogue.check() == []


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("size", [1, 15, 99, 100, 20_000])
def test_noise_is_refused(tmp_path: Path, size: int, create: bool) -> None:
    path = tmp_path / "noise.db"
    path.write_bytes(random.Random(size).randbytes(size))
    refuse(path, LibraryDamaged, create=create)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("part", [0.001, 0.3, 0.5, 0.999])
def test_a_cut_library_is_refused(path: Path, part: float, create: bool) -> None:
    whole = filled(path).read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    refuse(path, LibraryDamaged, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_broken_first_page_is_refused(path: Path, create: bool) -> None:
    whole = bytearray(filled(path).read_bytes())
    whole[100:PAGE] = bytes(PAGE - 100)
    path.write_bytes(whole)
    refuse(path, LibraryDamaged, create=create)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE sounds (id INTEGER)")
    refuse(path, LibraryDamaged, create=True)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 7")
    assert "another program" in refuse(path, LibraryDamaged, create=True)


def test_a_newer_library_is_refused_politely(path: Path) -> None:
    filled(path, 1)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 4711")
    assert "newer version" in refuse(path, LibraryTooNew, create=True)


def test_a_newer_library_is_refused_while_its_commits_are_pending(path: Path) -> None:
    filled(path, 1)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 4711")
        with pytest.raises(LibraryTooNew):
            Catalogue.open(path)


def test_a_lost_page_is_found_and_the_file_left_as_it_was(path: Path) -> None:
    whole = filled(path).read_bytes()
    found = 0
    for offset in range(PAGE, len(whole), PAGE * 7):
        damaged = whole[:offset] + bytes(PAGE) + whole[offset + PAGE :]
        path.write_bytes(damaged)
        try:
            with Catalogue.open(path) as catalogue:
                found += bool(catalogue.check())
        except LibraryDamaged:
            found += 1
        assert tree(path.parent) == {"library.db": damaged}
    assert found > len(whole) // PAGE // 7 // 2  # a page of a long value may be lost unseen: SQLite keeps no sums


def test_damage_met_later_is_told_as_damage(path: Path) -> None:
    whole = filled(path).read_bytes()
    for offset in range(PAGE, len(whole), PAGE):
        path.write_bytes(whole[:offset] + b"\xff" * PAGE + whole[offset + PAGE :])
        try:
            with Catalogue.open(path) as catalogue:
                list(catalogue.segments(ENCODER))
        except LibraryDamaged as error:
            assert "damaged" in str(error)
            break
    else:
        pytest.fail("no page mattered")


def test_pending_commits_are_read(path: Path) -> None:
    with Catalogue.open(path, create=True) as first:
        ids = list_names(first, "a.wav", "b.wav")
        copy = path.parent / "copy.db"
        for ending in ("", "-wal"):
            copy.with_name(copy.name + ending).write_bytes(path.with_name(path.name + ending).read_bytes())
    with Catalogue.open(copy) as catalogue:
        assert catalogue.ids(Filters()).tolist() == ids
