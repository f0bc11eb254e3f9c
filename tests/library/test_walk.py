"""What a walk meets on a real disk: files, links, loops, pipes, closed doors."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from soundbrowser.domain.progress import Problem
from soundbrowser.domain.sound import Listing
from soundbrowser.library.walk import Closed, Met, is_below, walk


def met(root: Path, elsewhere: str = "\0") -> list[Met]:
    return list(walk(str(root), lambda name: name.endswith(".wav"), lambda real: is_below(real, elsewhere)))


def names(found: list[Met], root: Path) -> list[str]:
    return [os.path.relpath(each.path, root) for each in found]


def write(path: Path, size: int = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_sounds_are_met_in_the_order_of_names_with_their_size_and_time(tmp_path: Path) -> None:
    for name in ("b.wav", "a/2.wav", "a/1.wav", "notes.txt"):
        write(tmp_path / name)
    found = met(tmp_path)
    assert names(found, tmp_path) == ["b.wav", "a/1.wav", "a/2.wav"]
    facts = (tmp_path / "b.wav").stat()
    assert found[0] == Listing(str(tmp_path / "b.wav"), 3, facts.st_mtime_ns)


def test_hidden_and_system_folders_are_passed_over(tmp_path: Path) -> None:
    for name in (
        ".hidden/1.wav",
        "._resource.wav",
        "$RECYCLE.BIN/2.wav",
        "System Volume Information/3.wav",
        "ok/4.wav",
    ):
        write(tmp_path / name)
    assert names(met(tmp_path), tmp_path) == ["ok/4.wav"]


def test_a_folder_called_like_a_sound_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "x.wav" / "inside.wav")
    assert names(met(tmp_path), tmp_path) == ["x.wav/inside.wav"]


@pytest.mark.posix
def test_loops_of_links_double_nothing(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "1.wav")
    (tmp_path / "deep" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again").symlink_to(tmp_path / "deep", target_is_directory=True)
    assert names(met(tmp_path), tmp_path) == ["deep/1.wav"]


@pytest.mark.posix
def test_a_linked_folder_outside_is_met_once_under_the_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    write(outside / "1.wav")
    (outside / "self").symlink_to(outside, target_is_directory=True)
    root.mkdir()
    (root / "one").symlink_to(outside, target_is_directory=True)
    (root / "two").symlink_to(outside, target_is_directory=True)
    assert names(met(root), root) in (["one/1.wav"], ["two/1.wav"])


@pytest.mark.posix
def test_links_into_places_that_another_scan_covers_are_left_to_it(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    write(other / "1.wav")
    write(root / "2.wav")
    (root / "link").symlink_to(other, target_is_directory=True)
    (root / "3.wav").symlink_to(other / "1.wav")
    assert names(met(root, elsewhere=str(other)), root) == ["2.wav"]


@pytest.mark.posix
def test_a_linked_file_is_met_unless_its_target_is(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root / "1.wav")
    write(tmp_path / "outside.wav", 7)
    write(tmp_path / "take.bin", 9)
    (root / "same.wav").symlink_to("1.wav")
    (root / "out.wav").symlink_to(tmp_path / "outside.wav")
    (root / "out too.wav").symlink_to(tmp_path / "outside.wav")
    (root / "renamed.wav").symlink_to(tmp_path / "take.bin")
    found = met(root)
    assert names(found, root) == ["1.wav", "out too.wav", "renamed.wav"]
    assert [each.size for each in found if isinstance(each, Listing)] == [3, 7, 9]


@pytest.mark.posix
def test_what_is_no_file_is_told_with_its_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    (tmp_path / "gone.wav").symlink_to("nowhere.wav")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "socket.wav"))
        reasons = {Path(each.path).name: each.reason for each in met(tmp_path) if isinstance(each, Problem)}
    assert sorted(reasons) == ["gone.wav", "loop.wav", "pipe.wav", "socket.wav"]
    assert "pipe" in reasons["pipe.wav"]
    assert "socket" in reasons["socket.wav"]
    assert "leads nowhere" in reasons["loop.wav"]
    assert "leads nowhere" in reasons["gone.wav"]


def test_a_folder_that_is_not_there_is_closed(tmp_path: Path) -> None:
    (found,) = met(tmp_path / "none")
    assert isinstance(found, Closed)
    assert "No such file" in found.reason


@pytest.mark.parametrize(
    "name", ["太鼓.wav", "صوت.wav", "🥁.wav", "new\nline.wav", " two  spaces .wav", "n" * 236 + ".wav"]
)
def test_names_in_any_script(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert names(met(tmp_path), tmp_path) == [name]


def test_undecodable_names_travel_as_surrogates(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.wav"
    with open(raw, "wb") as file:
        file.write(b"x")
    (found,) = met(tmp_path)
    assert os.fsencode(found.path) == raw


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/a", "/", True), ("/a", "/a/b", False)],
)
def test_below(path: str, folder: str, expected: bool) -> None:
    assert is_below(path, folder) is expected
