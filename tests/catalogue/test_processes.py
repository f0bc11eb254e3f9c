"""Several processes on one library, and processes that die."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from catalogue_child import BATCH
from catalogue_samples import ENCODER, list_names
from children import Start, lines

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryBusy
from soundbrowser.domain.query import Filters


@pytest.mark.parametrize("batches", [1, 2, 7])
def test_a_killed_writer_loses_only_its_open_batch(path: Path, start: Start, batches: int) -> None:
    child = start("write", path)
    assert lines(child, batches)[-1] == str(batches - 1)
    child.kill()
    rest, _ = child.communicate()
    told = batches + len(rest.split())
    with Catalogue.open(path) as catalogue:
        assert catalogue.check() == []
        ids = catalogue.ids(Filters())
        assert told * BATCH <= len(ids) <= (told + 1) * BATCH
        ready = catalogue.stats().ready
        assert told * BATCH <= ready <= len(ids)
        assert sum(len(batch.segment_ids) for batch in catalogue.segments(ENCODER)) == 5 * ready
        assert len(catalogue.name_kinds(["sound"]).sound_ids) == len(ids)
        list_names(catalogue, "after.wav")


def test_processes_that_make_and_write_one_library_at_once(path: Path, start: Start) -> None:
    children = [start("write-some", path, prefix) for prefix in ("one", "two", "three")]
    outputs = [child.communicate(timeout=120) for child in children]
    assert outputs == [("".join(f"{batch}\n" for batch in range(10)), "")] * 3
    with Catalogue.open(path) as catalogue:
        assert catalogue.check() == []
        assert catalogue.stats().ready == 3 * 10 * BATCH
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]


def test_reading_goes_on_while_another_process_writes(path: Path, start: Start) -> None:
    child = start("write", path)
    lines(child, 1)
    with Catalogue.open(path) as catalogue:
        seen = []
        for _ in range(5):
            lines(child, 1)
            seen.append(catalogue.stats().sounds)
            assert seen[-1] % BATCH == 0
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_one_scan_at_a_time(path: Path, start: Start) -> None:
    child = start("hold", path)
    assert lines(child, 1) == ["held"]
    with Catalogue.open(path) as catalogue:
        with pytest.raises(LibraryBusy, match=str(child.pid)), catalogue.scan_lock():
            pass
        list_names(catalogue, "curating_goes_on.wav")
        child.communicate("")
        with catalogue.scan_lock():
            pass


def test_the_lock_of_a_killed_scan_is_taken_over(path: Path, start: Start) -> None:
    child = start("hold", path)
    assert lines(child, 1) == ["held"]
    child.kill()
    child.communicate()
    with Catalogue.open(path) as catalogue, catalogue.scan_lock():
        second = start("hold", path)
        assert "LibraryBusy" in lines(second, 1)[0]


def test_two_threads_do_not_both_scan(catalogue: Catalogue) -> None:
    with catalogue.scan_lock():
        refused: list[BaseException] = []

        def scan() -> None:
            try:
                with catalogue.scan_lock():
                    pass
            except LibraryBusy as error:
                refused.append(error)

        thread = threading.Thread(target=scan)
        thread.start()
        thread.join()
        assert len(refused) == 1
