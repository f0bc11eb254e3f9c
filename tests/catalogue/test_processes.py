"""Several processes on one library; processes that die; places without room or without leave to write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalogue_child import BATCH
from catalogue_samples import ENCODER, list_names, make_ready
from unprivileged import without_privileges

import soundbrowser
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import LibraryBusy, LibraryNotWritable
from soundbrowser.domain.query import Filters

CHILD = Path(__file__).with_name("catalogue_child.py")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `catalogue_child.py`; what still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: object) -> subprocess.Popen[str]:
        environment = os.environ | {"PYTHONPATH": str(Path(soundbrowser.__file__).parents[1])}
        command = [sys.executable, str(CHILD), *map(str, arguments)]
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        running.append(child)
        return child

    yield begin
    for child in running:
        child.kill()
        child.communicate()


def lines(child: subprocess.Popen[str], number: int) -> list[str]:
    """The next lines that a child says."""
    assert child.stdout is not None
    return [child.stdout.readline().strip() for _ in range(number)]


@pytest.mark.parametrize("batches", [1, 2, 7])
def test_a_killed_writer_loses_only_its_open_batch(path: Path, start: Start, batches: int) -> None:
    child = start("write", path)
    assert lines(child, batches)[-1] == str(batches - 1)
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    told = batches + len(rest.split())
    with Catalogue.open(path) as catalogue:
        assert catalogue.check() == []
        ids = catalogue.ids(Filters())
        assert told * BATCH <= len(ids) <= (told + 1) * BATCH
        ready = catalogue.stats().ready
        assert told * BATCH <= ready <= len(ids)
        assert sum(len(batch.segment_ids) for batch in catalogue.segments(ENCODER)) == 5 * ready
        assert len(catalogue.name_matches(["sound"])) == len(ids)
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
    child.send_signal(signal.SIGKILL)
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
        assert len(catalogue.name_matches(["before"])) == 1
        list_names(catalogue, "room_again.wav")
        assert len(catalogue.name_matches(["room"])) == 1


def test_a_read_only_place_can_be_read_and_not_written(open_place: Path) -> None:
    before = {file.name: file.read_bytes() for file in open_place.iterdir()}
    open_place.chmod(0o555)

    def check() -> None:
        with Catalogue.open(open_place / "library.db", create=True) as catalogue:
            assert catalogue.read_only
            assert catalogue.ids(Filters()).tolist() == [1]
            assert len(catalogue.name_matches(["a"])) == 1
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


def test_pending_commits_can_be_read_in_a_read_only_place(open_place: Path, start: Start) -> None:
    library = open_place / "library.db"
    child = start("write", library)
    lines(child, 2)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    for file in open_place.iterdir():
        file.chmod(0o444)
    open_place.chmod(0o555)

    def check() -> None:
        with Catalogue.open(library) as catalogue:
            assert catalogue.stats().ready >= 1 + 2 * BATCH

    without_privileges(check)
