"""Copies are whole before they count, and a copy that is not whole costs no older one."""

from __future__ import annotations

import os
import time
from pathlib import Path

from catalogue_samples import list_names, make_ready

from soundbrowser.catalogue import backups
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryDamaged
from soundbrowser.domain.query import Filters

PAGE = 4096


def test_a_copy_is_a_library_of_its_own(catalogue: Catalogue, tmp_path: Path) -> None:
    ids = list_names(catalogue, "a.wav", "b.wav")
    copy = catalogue.backup("before removing a folder")
    list_names(catalogue, "later.wav")
    assert copy.parent == backups.folder(catalogue.path)
    copy = copy.rename(tmp_path / "restored.db")
    with Catalogue.open(copy) as restored:
        assert restored.ids(Filters()).tolist() == ids
        assert restored.check() == []


def test_only_the_newest_few_of_a_reason_are_kept(catalogue: Catalogue) -> None:
    other = catalogue.backup("other")
    copies = [catalogue.backup("test") for _ in range(backups.KEPT + 2)]
    assert backups.kept(catalogue.path, "test") == copies[-backups.KEPT :]
    assert backups.kept(catalogue.path, "other") == [other]
    assert sorted(file.suffix for file in other.parent.iterdir()) == [".db"] * (backups.KEPT + 1)


def test_weekly_copies_are_made_when_a_week_has_passed(catalogue: Catalogue) -> None:
    first = catalogue.backup_weekly()
    assert first is not None
    assert catalogue.backup_weekly() is None
    old = time.time() - backups.WEEK_SECONDS - 1
    os.utime(first, (old, old))
    second = catalogue.backup_weekly()
    assert backups.kept(catalogue.path) == [first, second]


def test_a_damaged_library_replaces_no_copy(path: Path) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        make_ready(catalogue, list_names(catalogue, *(f"{number}.wav" for number in range(100))), 40)
        copies = [catalogue.backup("test") for _ in range(backups.KEPT)]
    whole = path.read_bytes()
    refused = 0
    for offset in range(PAGE, len(whole), 5 * PAGE):
        path.write_bytes(whole[:offset] + b"\xff" * PAGE + whole[offset + PAGE :])
        try:
            with Catalogue.open(path) as catalogue:
                catalogue.backup("test")
        except LibraryDamaged:
            refused += 1
            assert sorted(backups.folder(path).iterdir()) == copies
        copies = backups.kept(path)
    assert refused > 0
