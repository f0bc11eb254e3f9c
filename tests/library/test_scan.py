"""Folders are taken in, changes noticed, files that moved recognised; nothing is lost, doubled or deleted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from made_sounds import Maker, noise, tone

from soundbrowser.domain.errors import Cancelled, FolderNotFound, LibraryBusy
from soundbrowser.domain.progress import Progress, ScanSummary, Stage
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.library import JobControl, Library


def counts(summary: ScanSummary) -> dict[str, int]:
    """The counts that are not 0."""
    names = ("added", "changed", "moved", "removed", "offline", "unreadable", "embedded")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def at(library: Library, path: Path) -> Sound:
    """The sound at this path, which must be known."""
    sound = library.sound_at(str(path))
    assert sound is not None
    return sound


def all_paths(library: Library) -> list[str]:
    return [sound.path for sound in library.browse(Filters(), SortOrder.PATH, 0, 1000)]


def test_a_folder_is_taken_in_with_all_below_it(library: Library, make: Maker, sounds: Path) -> None:
    paths = [make("a.wav"), make("deep/er/b.flac"), make("deep/c.wav")]
    assert counts(library.add_folder(sounds)) == {"added": 3, "embedded": 3}
    assert sorted(all_paths(library)) == sorted(map(str, paths))
    sound = at(library, paths[0])
    assert sound.state is SoundState.READY
    assert sound.header is not None
    assert (sound.header.format, sound.header.rate, sound.header.channels) == ("WAV", 22050, 1)
    assert sound.duration_s == pytest.approx(0.6, abs=0.01)


def test_an_unchanged_folder_starts_no_child_process(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    library.add_folder(sounds)
    stages: list[Stage] = []
    assert counts(library.add_folder(sounds, lambda progress: stages.append(progress.stage))) == {}
    assert set(stages) == {Stage.LIST}


def test_what_changed_is_listened_to_again_and_keeps_its_tags(library: Library, make: Maker, sounds: Path) -> None:
    path, other = make("a.wav", tone(1)), make("b.wav", tone(2))
    library.add_folder(sounds)
    before = at(library, path)
    library.tag([before.id], "mine")
    likeness = {hit.sound.path: hit.score for hit in library.similar(other).hits}[str(path)]
    make("a.wav", noise(3, 1.0))
    assert counts(library.rescan()) == {"changed": 1, "embedded": 1}
    after = at(library, path)
    assert (after.id, after.tags) == (before.id, ("mine",))
    assert after.duration_s == pytest.approx(1.0, abs=0.01)
    assert {hit.sound.path: hit.score for hit in library.similar(other).hits}[str(path)] != likeness


def test_a_renamed_and_a_moved_file_stay_what_they_are(library: Library, make: Maker, sounds: Path) -> None:
    renamed, moved, same = make("a.wav"), make("b.wav"), make("c.wav")
    library.add_folder(sounds)
    before = {path: at(library, path) for path in (renamed, moved)}
    library.tag([before[renamed].id], "mine")
    library.rate([before[moved].id], 4)
    (sounds / "other").mkdir()
    now = {renamed: renamed.rename(sounds / "new name.wav"), moved: moved.rename(sounds / "other" / "b.wav")}
    assert counts(library.rescan()) == {"moved": 2}
    assert {path: at(library, now[path]).id for path in now} == {path: sound.id for path, sound in before.items()}
    assert at(library, now[renamed]).tags == ("mine",)
    assert at(library, now[moved]).rating == 4
    assert sorted(all_paths(library)) == sorted(map(str, (*now.values(), same)))


def test_a_copy_is_no_move(library: Library, make: Maker, sounds: Path) -> None:
    path = make("a.wav")
    library.add_folder(sounds)
    library.tag([at(library, path).id], "mine")
    copy = Path(shutil.copy(path, sounds / "copy.wav"))
    assert counts(library.rescan()) == {"added": 1, "embedded": 1}
    assert at(library, copy).tags == ()
    assert at(library, path).tags == ("mine",)


def test_a_file_moved_to_another_folder_is_recognised_when_that_one_alone_is_scanned(
    library: Library, make: Maker, sounds: Path
) -> None:
    path = make("one/a.wav")
    make("two/b.wav")
    library.add_folders([sounds / "one", sounds / "two"])
    sound = at(library, path)
    moved = path.rename(sounds / "two" / "c.wav")
    assert counts(library.add_folder(sounds / "two")) == {"moved": 1}
    assert at(library, moved).id == sound.id


def test_a_file_that_went_and_came_back_elsewhere_later_is_recognised(
    library: Library, make: Maker, sounds: Path, tmp_path: Path
) -> None:
    path = make("a.wav")
    make("b.wav")
    library.add_folder(sounds)
    sound = at(library, path)
    away = path.rename(tmp_path / "away.wav")
    assert counts(library.rescan()) == {"removed": 1}
    assert str(path) not in all_paths(library)
    back = away.rename(sounds / "back.wav")
    assert counts(library.rescan()) == {"moved": 1}
    assert at(library, back).id == sound.id


def test_a_file_that_came_back_in_its_place_is_not_listened_to_again(
    library: Library, make: Maker, sounds: Path, tmp_path: Path
) -> None:
    path = make("a.wav")
    make("b.wav")
    library.add_folder(sounds)
    away = path.rename(tmp_path / "away.wav")
    library.rescan()
    away.rename(path)
    assert counts(library.rescan()) == {}
    assert at(library, path).presence is Presence.PRESENT


def test_a_folder_that_is_not_there_is_offline_and_comes_back(library: Library, make: Maker, sounds: Path) -> None:
    path = make("a.wav")
    library.add_folder(sounds)
    hidden = sounds.rename(sounds.with_name("unplugged"))
    assert counts(library.rescan()) == {"offline": 1}
    assert at(library, path).presence is Presence.OFFLINE
    assert all_paths(library) == [str(path)]
    hidden.rename(sounds)
    assert counts(library.rescan()) == {}
    assert at(library, path).presence is Presence.PRESENT


def test_an_empty_mount_point_is_an_unplugged_drive(library: Library, make: Maker, sounds: Path) -> None:
    path = make("a.wav")
    library.add_folder(sounds)
    hidden = sounds.rename(sounds.with_name("unplugged"))
    sounds.mkdir()
    assert counts(library.rescan()) == {"offline": 1}
    sounds.rmdir()
    hidden.rename(sounds)
    library.rescan()
    assert at(library, path).presence is Presence.PRESENT


def test_overlapping_folders_double_nothing(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    make("inner/b.wav")
    assert counts(library.add_folder(sounds / "inner")) == {"added": 1, "embedded": 1}
    assert counts(library.add_folder(sounds)) == {"added": 1, "embedded": 1}
    assert counts(library.add_folder(sounds / "inner")) == {}
    assert counts(library.add_folders([sounds, sounds / "inner", sounds])) == {}
    assert len(all_paths(library)) == 2


def test_a_part_of_a_known_folder_can_be_scanned_alone(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    make("inner/b.wav")
    library.add_folder(sounds)
    make("new.wav")
    new = make("inner/new.wav")
    assert counts(library.add_folder(sounds / "inner")) == {"added": 1, "embedded": 1}
    assert at(library, new).folder_id == library.folders()[0].id
    assert len(library.folders()) == 1


def test_an_unplugged_inner_folder_is_offline_while_the_outer_is_there(
    library: Library, make: Maker, sounds: Path
) -> None:
    make("a.wav")
    path = make("inner/b.wav")
    library.add_folders([sounds / "inner"])
    library.add_folder(sounds)
    (sounds / "inner").rename(sounds.with_name("unplugged"))
    assert counts(library.rescan()) == {"offline": 1}
    assert at(library, path).presence is Presence.OFFLINE


@pytest.mark.posix
def test_one_folder_under_several_names(
    library: Library, make: Maker, sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("a.wav")
    link = tmp_path / "link"
    link.symlink_to(sounds, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    assert counts(library.add_folder("sounds")) == {"added": 1, "embedded": 1}
    for name in (sounds, link, sounds / ".." / "sounds", f"{sounds}{os.sep}"):
        assert counts(library.add_folder(name)) == {}
    assert [folder.path for folder in library.folders()] == [str(sounds)]


@pytest.mark.posix
def test_bad_files_are_listed_with_their_reasons_and_good_ones_found(
    library: Library, make: Maker, sounds: Path
) -> None:
    good = make("good.wav")
    (sounds / "zero.wav").touch()
    (sounds / "text.wav").write_text("No samples.\n" * 99)
    os.mkfifo(sounds / "pipe.wav")
    (sounds / "loop.wav").symlink_to("loop.wav")
    summary = library.add_folder(sounds)
    assert counts(summary) == {"added": 1, "unreadable": 4, "embedded": 1}
    assert [Path(problem.path).name for problem in summary.problems] == ["loop.wav", "pipe.wav", "text.wav", "zero.wav"]
    assert all(len(problem.reason) > 5 for problem in summary.problems)
    assert at(library, good).state is SoundState.READY
    assert [sound.name for sound in library.problems()] == ["text.wav", "zero.wav"]
    assert (summary.failed, [Path(problem.path).name for problem in summary.met]) == (2, ["loop.wav", "pipe.wav"])
    again = library.rescan()
    assert counts(again) == {"unreadable": 4}
    assert (again.failed, again.met) == (0, summary.met)


def test_a_bad_file_that_was_mended_can_be_retried(library: Library, make: Maker, sounds: Path) -> None:
    path = make("a.wav")
    whole = path.read_bytes()
    path.write_bytes(b"\0" * len(whole))
    library.add_folder(sounds)
    bad = library.problems()
    facts = path.stat()
    assert library.retry([sound.id for sound in bad]).failed == 1
    path.write_bytes(whole)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert counts(library.rescan()) == {"unreadable": 1}
    assert counts(library.retry([sound.id for sound in bad])) == {"added": 1, "embedded": 1}
    assert library.problems() == []


def test_unknown_folders_are_refused(library: Library, make: Maker, sounds: Path) -> None:
    path = make("a.wav")
    with pytest.raises(FolderNotFound, match="no folder"):
        library.add_folder(sounds / "none")
    with pytest.raises(FolderNotFound, match="is a file"):
        library.add_folder(path)
    assert library.folders() == []


def test_a_cancelled_scan_goes_on_where_it_was(library: Library, make: Maker, sounds: Path) -> None:
    for number in range(60):
        make(f"{number}.wav")
    control = JobControl()

    def stop_at_the_first_heard(progress: Progress) -> None:
        if progress.stage is Stage.EMBED and progress.done:
            control.cancel()

    with pytest.raises(Cancelled):
        library.add_folder(sounds, stop_at_the_first_heard, control)
    heard = library.stats().ready
    assert 0 < heard < 60
    assert counts(library.resume()) == {"added": 60 - heard, "embedded": 60 - heard}
    assert library.stats().ready == 60


def test_a_scan_that_was_killed_between_listing_and_headers_still_recognises_moves(
    library: Library, make: Maker, sounds: Path
) -> None:
    path = make("a.wav")
    make("b.wav")
    library.add_folder(sounds)
    sound = at(library, path)
    moved = path.rename(sounds / "c.wav")
    control = JobControl()

    def stop_after_listing(progress: Progress) -> None:
        if progress.stage is Stage.LIST and progress.total is not None:
            control.cancel()

    with pytest.raises(Cancelled):
        library.rescan(report=stop_after_listing, control=control)
    assert counts(library.rescan())["moved"] == 1
    assert at(library, moved).id == sound.id


def test_two_scans_of_one_library_do_not_mix(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    refused: list[str] = []

    def scan_again(progress: Progress) -> None:
        if not refused:
            with pytest.raises(LibraryBusy) as told, Library.open(library.path) as other:
                other.add_folder(sounds)
            refused.append(str(told.value))

    assert counts(library.add_folder(sounds, scan_again)) == {"added": 1, "embedded": 1}
    assert "being indexed" in refused[0]


def test_progress_counts_every_stage_to_its_end(library: Library, make: Maker, sounds: Path) -> None:
    for number in range(3):
        make(f"{number}.wav")
    seen: dict[Stage, Progress] = {}
    library.add_folder(sounds, lambda progress: seen.__setitem__(progress.stage, progress))
    for stage in (Stage.LIST, Stage.PROBE, Stage.EMBED):
        assert (seen[stage].done, seen[stage].total) == (3, 3)


def test_removing_a_folder_keeps_a_copy_of_the_library_and_the_files(
    library: Library, make: Maker, sounds: Path
) -> None:
    path = make("a.wav")
    library.add_folder(sounds)
    library.remove_folder(library.folders()[0].id)
    assert library.stats().sounds == 0
    assert path.exists()
    assert list(library.path.parent.glob("*-backups/*before-removing-a-folder.db"))


def test_a_scan_without_news_makes_the_weekly_copy_too(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    library.add_folder(sounds)
    (first,) = library.path.parent.glob("*-backups/*-weekly.db")
    library.rescan()
    assert list(library.path.parent.glob("*-backups/*-weekly.db")) == [first]
    first.unlink()
    library.rescan()
    assert list(library.path.parent.glob("*-backups/*-weekly.db"))
