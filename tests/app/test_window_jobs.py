"""Jobs in the window: adding folders, problems, holding, going on, and closing in the midst of it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app_sounds import write_noise
from pytestqt.qtbot import QtBot

from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.models.places import Kind, kind_of
from soundbrowser.app.panels.jobs_line import progress_text
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.sound import Presence, SoundState
from soundbrowser.library import Library
from soundbrowser.settings import Settings

Opener = Callable[..., MainWindow]


def folder_of(place: Path, count: int) -> Path:
    for number in range(count):
        write_noise(place / f"noise {number:03}.wav", 0.3, number)
    return place


def listens(window: MainWindow) -> bool:
    progress = window.jobs.progress
    return progress is not None and progress.stage is Stage.EMBED and progress.done > 0


def test_a_new_library_asks_where_the_sounds_live_and_fills(
    qtbot: QtBot, open_window: Opener, new_library: Library, tmp_path: Path
) -> None:
    window = open_window(new_library)
    assert window.pages.currentWidget() is window.first_start
    assert window.player_panel.isHidden()
    assert window.jobs_line.text.text() == "Waiting for the first folder"
    place = folder_of(tmp_path / "more", 4)
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.first_start.folders_chosen.emit([str(place)])
    assert window.pages.currentWidget() is window.results_page
    assert window.player_panel.isVisible()
    qtbot.waitUntil(lambda: window.results_page.model.rowCount() == 4)
    qtbot.waitUntil(lambda: window.jobs_line.text.text().startswith("Up to date · 4 sounds"))
    assert window.messages.text == "4 added"


def test_the_line_says_how_far_a_job_has_come_and_can_hold_it(
    qtbot: QtBot, open_window: Opener, new_library: Library, tmp_path: Path
) -> None:
    window = open_window(new_library)
    place = folder_of(tmp_path / "more", 12)
    window.jobs.toggle_pause()
    window.jobs.add_folders([str(place)])
    qtbot.waitUntil(lambda: window.jobs.running)
    assert window.jobs_line.text.text() == "Paused: Listening to more"
    assert window.jobs_line.pause.accessibleName() == "Go on"
    told: list[str] = []
    window.jobs.moved.connect(lambda: told.append(window.jobs_line._figures.text()))
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.jobs_line.pause.click()
    assert any("of 12" in text for text in told)


def test_a_held_job_names_no_rate_and_no_end() -> None:
    progress = Progress(Stage.EMBED, 270, 1345, rate=124.0, seconds_left=8.0)
    assert progress_text(progress) == "270 of 1,345 · 124 files/s · a few seconds left"
    assert progress_text(progress, held=True) == "270 of 1,345"


def test_what_cannot_be_read_is_listed_with_its_reason_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "more"
    place.mkdir()
    broken = place / "page.wav"
    broken.write_text("<html>no sound</html>")
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.jobs.add_folders([str(place)])
    qtbot.waitUntil(lambda: any(kind_of(index) is Kind.PROBLEMS for index in window.sidebar.places._all()))
    window.sidebar.problems_chosen.emit()
    assert window.pages.currentWidget() is window.problems
    listed = library.problems()
    assert [sound.path for sound in listed] == [str(broken)]
    assert listed[0].error
    write_noise(broken)
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.problems.retry_wanted.emit([listed[0].id])
    mended = library.sound(listed[0].id)
    assert mended is not None
    assert mended.state is SoundState.READY


def test_what_was_unreadable_before_is_not_told_again(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "more" / "page.wav"
    broken.parent.mkdir()
    broken.write_text("<html>no sound</html>")

    def told(job: Callable[[], object]) -> str:
        window.messages.hide()
        with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
            job()
        return window.messages.text

    assert told(lambda: window.jobs.add_folders([str(broken.parent)])) == "1 unreadable"
    assert told(window.jobs.rescan) == ""
    write_noise(broken.with_name("good.wav"))
    assert told(window.jobs.rescan) == "1 added"
    sick = window.library.problems()
    assert told(lambda: window.jobs.retry([sound.id for sound in sick])) == "1 unreadable"


def test_searching_goes_on_while_sounds_are_listened_to(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    place = folder_of(tmp_path / "more", 30)
    window.jobs.add_folders([str(place)])
    qtbot.waitUntil(lambda: window.jobs.progress is not None, timeout=20_000)
    with qtbot.waitSignal(window.results.shown):
        window.query_bar.words.set_text("kick")
    first = window.results_page.model.sound(0)
    assert first is not None
    assert first.name == "kick_808.wav"
    assert window.jobs.running
    window.jobs.toggle_pause()
    with qtbot.waitSignal(window.results.shown):
        window.query_bar.words.set_text("noise 029")
    last = window.results_page.model.sound(0)
    assert last is not None
    assert last.name == "noise 029.wav"
    delegate = window.results_page.view.delegate
    waits = last.state in (SoundState.LISTED, SoundState.PROBED)
    assert delegate.under_name(last, answers=True).endswith(" · waiting to be listened to") == waits
    assert delegate.under_name(last, answers=False).endswith("more")
    window.jobs.toggle_pause()
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        pass


def test_answers_take_in_what_a_job_has_listened_to_once_nobody_is_at_work_in_the_list(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.query_bar.words.set_text("kick")
    view, model = window.results_page.view, window.results_page.model
    view.go_to_first()
    chosen = view.current_sound()
    assert chosen is not None
    write_noise(tmp_path / "more" / "kick new.wav", 0.3, 9)
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.jobs.add_folders([str(tmp_path / "more")])
    qtbot.waitUntil(lambda: not window.jobs.running)
    assert view.hasFocus()
    assert "kick new.wav" not in [hit.sound.name for hit in model.hits]
    window.query_bar.words.line.setFocus()
    qtbot.waitUntil(lambda: "kick new.wav" in [hit.sound.name for hit in model.hits])
    still = view.current_sound()
    assert still is not None
    assert still.id == chosen.id


def test_a_stopped_job_can_be_taken_up_again_on_the_line(
    qtbot: QtBot, open_window: Opener, new_library: Library, tmp_path: Path
) -> None:
    window = open_window(new_library)
    place = folder_of(tmp_path / "more", 150)
    window.jobs.add_folders([str(place)])
    qtbot.waitUntil(lambda: listens(window), timeout=30_000)
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.jobs.cancel()
    qtbot.waitUntil(lambda: not window.jobs.running and "of 150" in window.jobs_line.text.text())
    assert window.jobs_line.pause.accessibleName() == "Go on"
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        window.jobs_line.pause.click()
    assert new_library.stats().ready == 150
    qtbot.waitUntil(lambda: window.jobs_line.pause.isHidden())


def test_a_folder_that_went_away_is_told_and_its_rows_return_with_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    place, away = folder_of(tmp_path / "stick", 2), tmp_path / "unplugged"
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        window.jobs.add_folders([str(place)])
    with qtbot.waitSignal(window.results.shown):
        window.query_bar.words.set_text("noise 001")

    def first_is(presence: Presence) -> bool:
        first = window.results_page.model.sound(0)
        return first is not None and first.name == "noise 001.wav" and first.presence is presence

    for source, target, presence in ((place, away, Presence.OFFLINE), (away, place, Presence.PRESENT)):
        source.rename(target)
        with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
            window.jobs.rescan()
        if presence is Presence.OFFLINE:
            assert window.messages.text == "2 sounds are not connected"
        qtbot.waitUntil(partial(first_is, presence))


def test_closing_while_a_job_runs_ends_children_and_threads_and_the_next_start_goes_on(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    place = folder_of(tmp_path / "more", 150)
    with Library.open(tmp_path / "one.db", processes=1) as library:
        window = open_window(library)
        window.jobs.add_folders([str(place)])
        qtbot.waitUntil(lambda: listens(window), timeout=30_000)
        window.close()
        assert library.stats().waiting > 0
    assert multiprocessing.active_children() == []
    assert not [thread.name for thread in threading.enumerate() if "playback" in thread.name]
    with Library.open(tmp_path / "one.db", processes=1) as library:
        window = open_window(library)
        with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
            pass
        assert library.stats().ready == 150


def test_state_is_remembered(qtbot: QtBot, open_window: Opener, library: Library, tmp_path: Path) -> None:
    window = open_window(library, size=(1300, 800))
    with qtbot.waitSignal(window.results.shown, timeout=10_000):
        window.query_bar.words.set_text("bell")
    window.player.set_volume_db(-18.0)
    header = window.results_page.view.header
    header.resizeSection(4, 90)
    window.close()
    settings = Settings.load(tmp_path / "settings.json")
    assert settings.last_text == "bell"
    assert settings.volume_db == -18.0
    again = open_window(library, settings)
    assert again.query_bar.words.text() == "bell"
    qtbot.waitUntil(lambda: not again.results_page.model.browsing)
    assert again.results_page.view.header.sectionSize(4) == 90
    assert again.player.volume_db == -18.0


def test_a_folder_can_be_removed_and_its_files_stay(
    qtbot: QtBot, window: MainWindow, library: Library, listened: Path
) -> None:
    window.place_menus._run(lambda: library.remove_folder(library.folders()[0].id))
    qtbot.waitUntil(lambda: window.summaries.current.empty)
    assert window.pages.currentWidget() is window.first_start
    assert (listened / "sounds" / "Drums" / "kick_808.wav").exists()
