"""Places without room or without leave to write (how POSIX systems say so)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from catalogue_child import BATCH
from catalogue_samples import list_names, make_ready
from children import Start, lines
from unprivileged import without_privileges

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryNotWritable
from soundbrowser.domain.query import Filters

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions are POSIX ones")


def test_a_full_disk_loses_nothing_and_writing_goes_on_later(path: Path, start: Start) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        make_ready(catalogue, list_names(catalogue, "before.wav"))
    child = start("fill", path)
    output, errors = child.communicate(timeout=120)
    *told, last = output.splitlines()
    assert last.startswith("LibraryNotWritable: ")
    assert "full" in last
    assert errors == ""
    with Catalogue.open(path) as catalogue:
        assert catalogue.check() == []
        assert catalogue.stats().ready >= 1 + len(told) * BATCH
        assert len(catalogue.name_kinds(["before"]).sound_ids) == 1
        list_names(catalogue, "room_again.wav")
        assert len(catalogue.name_kinds(["room"]).sound_ids) == 1


@pytest.mark.posix
def test_a_read_only_place_can_be_read_and_not_written(open_place: Path) -> None:
    before = {file.name: file.read_bytes() for file in open_place.iterdir()}
    open_place.chmod(0o555)

    def check() -> None:
        with Catalogue.open(open_place / "library.db", create=True) as catalogue:
            assert catalogue.read_only
            assert catalogue.ids(Filters()).tolist() == [1]
            assert len(catalogue.name_kinds(["a"]).sound_ids) == 1
            assert catalogue.check() == []
            with pytest.raises(LibraryNotWritable), catalogue.write():
                pass
            with pytest.raises(LibraryNotWritable), catalogue.scan_lock():
                pass
            with pytest.raises(LibraryNotWritable):
                catalogue.backup("test")
        for new in (open_place / "new.db", open_place / "new" / "new.db"):
            with pytest.raises(LibraryNotWritable):
                Catalogue.open(new, create=True)

    without_privileges(check)
    assert {file.name: file.read_bytes() for file in open_place.iterdir()} == before


@pytest.mark.posix
def test_pending_commits_can_be_read_in_a_read_only_place(open_place: Path, start: Start) -> None:
    library = open_place / "library.db"
    child = start("write", library)
    lines(child, 2)
    child.kill()
    child.communicate()
    for file in open_place.iterdir():
        file.chmod(0o444)
    open_place.chmod(0o555)

    def check() -> None:
        with Catalogue.open(library) as catalogue:
            assert catalogue.stats().ready >= 1 + 2 * BATCH

    without_privileges(check)
