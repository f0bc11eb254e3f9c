"""How the window uses its room, follows the theme, and takes what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app_sounds import write_noise
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from soundbrowser.app.dialogs.shortcuts import ShortcutsOverlay
from soundbrowser.app.dragdrop import sounds_mime
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.panels.columns import Column
from soundbrowser.domain.query import ClipRegion
from soundbrowser.library import Library

Opener = Callable[..., MainWindow]


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(widget: QWidget, mime: QMimeData, at: QPoint) -> QDropEvent:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, mime, left, none)
    widget.dragEnterEvent(enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(at), copy, mime, left, none)
    widget.dropEvent(event)
    return event


def drag_over(window: MainWindow, mime: QMimeData) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(QPoint(600, 400), copy, mime, left, none))


def test_a_file_dropped_on_the_well_is_asked_about_with_the_words(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.results.shown, timeout=10_000):
        window.query_bar.words.set_text("bell")
    clip = write_noise(tmp_path / "memo.wav")
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        event = drop(window.query_bar.clip, files(clip), QPoint(20, 20))
    assert event.dropAction() is Qt.DropAction.CopyAction
    assert window.search.question.clips == (ClipRegion(str(clip)),)
    assert window.search.question.text == "bell"
    assert window.query_bar.clip.accessibleName() == "Clip: memo.wav"
    assert clip.exists()


def test_a_file_dragged_anywhere_opens_the_targets_and_goes_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    clip = write_noise(tmp_path / "memo.wav")
    drag_over(window, files(clip))
    assert window.overlay.isVisible()
    assert window.overlay.geometry().size() == window.pages.size()
    window.drops.leave()
    assert not window.overlay.isVisible()


def test_our_own_rows_do_not_open_the_targets(window: MainWindow) -> None:
    sound = window.results_page.model.sound(0)
    assert sound is not None
    drag_over(window, sounds_mime([sound]))
    assert not window.overlay.isVisible()


def test_a_folder_dropped_on_the_well_is_added(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    write_noise(tmp_path / "more" / "new noise.wav", seed=77)
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        drop(window.query_bar.clip, files(tmp_path / "more"), QPoint(20, 20))
    assert str(tmp_path / "more") in [folder.path for folder in library.folders()]


def test_a_folder_dropped_on_the_folders_heading_is_added(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    write_noise(tmp_path / "more" / "new noise.wav", seed=78)
    places = window.sidebar.places
    heading = next(index for index in places._all() if index.data() == "Folders")
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        drop(places, files(tmp_path / "more"), places.visualRect(heading).center())
    assert len(library.folders()) == 2


def test_a_copied_file_is_pasted_as_clip(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    clip = write_noise(tmp_path / "memo.wav")
    QGuiApplication.clipboard().setMimeData(files(clip))
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        qtbot.keyClick(window.query_bar.words.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.search.question.clips == (ClipRegion(str(clip)),)
    assert window.query_bar.words.text() == ""


@pytest.mark.parametrize(
    ("size", "rail", "format_hidden", "compact"),
    [((1440, 900), False, False, False), ((1200, 800), False, True, False), ((900, 600), True, True, True)],
)
def test_narrow_and_low_windows_leave_parts_out(
    qtbot: QtBot,
    open_window: Opener,
    library: Library,
    size: tuple[int, int],
    rail: bool,
    format_hidden: bool,
    compact: bool,
) -> None:
    window = open_window(library, size=size)
    assert window.sidebar.is_rail is rail
    assert window.results_page.view.header.isSectionHidden(Column.FORMAT) is format_hidden
    assert window.results_page.view.header.narrow is rail
    assert (window.player_panel.height() == 128) is compact
    assert window.width() == size[0]


def test_the_theme_can_be_switched_while_the_window_is_open(qtbot: QtBot, window: MainWindow) -> None:
    def corner() -> str:
        return window.grab().toImage().pixelColor(4, 4).name()

    assert corner() == window.themes.current.bg0.name()
    with qtbot.waitSignal(window.themes.changed):
        window.themes.choose("light")
    assert corner() == window.themes.current.bg0.name() == "#eff1f3"


def test_every_button_says_what_it_does(window: MainWindow) -> None:
    silent = [
        button
        for button in window.findChildren(QAbstractButton)
        if not (button.accessibleName() or button.text() or button.isHidden())
    ]
    assert silent == []


def test_letters_are_text_in_the_words_and_keys_beside_the_list(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.query_bar.words.line, "salt")
    assert window.query_bar.words.text() == "salt"
    assert window.search.question.clips == ()
    window.results_page.view.setFocus()
    qtbot.keyClick(window.results_page.view, Qt.Key.Key_Slash)
    assert window.query_bar.words.line.hasFocus()


def test_the_overview_of_keys_closes_with_any_key_and_gives_the_focus_back(qtbot: QtBot, window: MainWindow) -> None:
    window.results_page.view.go_to_first()
    qtbot.waitUntil(lambda: window.player.playing)
    qtbot.keyClick(window.results_page.view, Qt.Key.Key_Question)
    overview = window.findChild(ShortcutsOverlay)
    assert isinstance(overview, ShortcutsOverlay)
    qtbot.keyClick(overview, Qt.Key.Key_Escape)
    assert window.player.playing
    assert window.results_page.view.hasFocus()


def test_keys_can_be_changed(qtbot: QtBot, window: MainWindow) -> None:
    window.settings.keys["favourite"] = "G"
    window.actions_.apply_keys()
    window.settings.auto_audition = False
    window.results_page.view.go_to_first()
    with qtbot.waitSignal(window.curator.done):
        qtbot.keyClick(window.results_page.view, Qt.Key.Key_G)
    assert window.actions_.keys("favourite") == "G"


def test_a_message_is_as_tall_as_its_words(window: MainWindow) -> None:
    heights = []
    for title in ("Copied", "a long name of a file, " * 5, "Copied"):
        window.messages.say(title, "Fine-tuning learns from it, too.", action="Undo", do=lambda: None)
        layout = window.messages.layout()
        assert layout is not None
        assert window.messages.height() == layout.totalHeightForWidth(window.messages.width())
        heights.append(window.messages.height())
    assert heights[0] == heights[2] < heights[1]
