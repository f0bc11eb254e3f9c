"""X and M on an answer: it goes or the answers lean towards it, at once, and Undo takes it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.search import Search
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Sound
from soundbrowser.library import Library


@pytest.fixture
def asked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window that was asked for a bell."""
    window.settings.auto_audition = False
    with qtbot.waitSignal(window.results.shown):
        window.search.change(text="bell")
    return window


def choose(window: MainWindow, row: int) -> Sound:
    window.results_page.view.setFocus()
    window.results_page.view.select_quietly(row)
    sound = window.results_page.view.current_sound()
    assert sound is not None
    return sound


def shown(window: MainWindow) -> list[int]:
    return [hit.sound.id for hit in window.results_page.model.hits]


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    with qtbot.waitSignals([window.curator.done, window.results.shown]):
        qtbot.keyClick(window.results_page.view, key)


def take_up(qtbot: QtBot, window: MainWindow) -> None:
    """Presses the button of the message."""
    button = window.messages.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def counted(window: MainWindow) -> str:
    return window.results_page.filters.counts.text()


def test_x_takes_an_answer_away_for_good_and_undo_brings_it_back(
    qtbot: QtBot, asked: MainWindow, library: Library
) -> None:
    before, sound = shown(asked), choose(asked, 1)
    below = before[before.index(sound.id) + 1]
    press(qtbot, asked, Qt.Key.Key_X)
    assert sound.id not in shown(asked)
    assert "1 left out" in counted(asked)
    assert asked.messages.text == f"Not a match for “bell”: {sound.name}"
    assert [(one.text, one.sound_id, one.fits) for one in library.corrections()] == [("bell", sound.id, False)]
    here = asked.results_page.view.current_sound()
    assert here is not None and here.id == below
    with qtbot.waitSignals([asked.curator.undone, asked.results.shown]):
        asked.actions_["undo"].trigger()
    assert shown(asked) == before
    assert "left out" not in counted(asked)
    assert library.corrections() == []


def test_m_leans_the_answers_towards_a_sound(qtbot: QtBot, asked: MainWindow, library: Library) -> None:
    before = shown(asked)
    wanted = choose(asked, asked.results_page.model.strong + 3)
    press(qtbot, asked, Qt.Key.Key_M)
    after = shown(asked)
    assert after.index(wanted.id) < before.index(wanted.id)
    assert asked.messages.text == f"More like {wanted.name} for “bell”"
    with qtbot.waitSignals([asked.curator.undone, asked.results.shown]):
        take_up(qtbot, asked)
    assert shown(asked) == before


def test_undo_restores_what_was_said_before(qtbot: QtBot, asked: MainWindow, library: Library) -> None:
    sound = choose(asked, 1)
    press(qtbot, asked, Qt.Key.Key_M)
    row = asked.results_page.model.row_of(sound.id)
    assert row is not None
    choose(asked, row)
    press(qtbot, asked, Qt.Key.Key_X)
    with qtbot.waitSignals([asked.curator.undone, asked.results.shown]):
        asked.actions_["undo"].trigger()
    assert [(one.sound_id, one.fits) for one in library.corrections()] == [(sound.id, True)]


def ask_with_a_clip(search: Search, sound: Sound) -> None:
    search.change(clips=(ClipRegion(sound.path),))


def test_with_a_clip_nothing_is_noted(qtbot: QtBot, asked: MainWindow, library: Library) -> None:
    with qtbot.waitSignal(asked.results.shown, timeout=20_000):
        ask_with_a_clip(asked.search, choose(asked, 0))
    before, sound = shown(asked), choose(asked, 1)
    qtbot.keyClick(asked.results_page.view, Qt.Key.Key_X)
    assert sound.id not in shown(asked)
    assert "words alone" in asked.messages.accessibleName()
    take_up(qtbot, asked)
    assert shown(asked) == before
    qtbot.keyClick(asked.results_page.view, Qt.Key.Key_M)
    assert "words alone" in asked.messages.accessibleName()
    assert library.corrections() == []


def test_the_menu_offers_both_for_answers_alone(qtbot: QtBot, asked: MainWindow) -> None:
    def offered() -> dict[str, bool]:
        menu = asked.sound_actions.menu(asked.actions_)
        found = {action.text().split("\t")[0]: action.isEnabled() for action in menu.actions()}
        menu.deleteLater()
        return {text: on for text, on in found.items() if text.startswith(("More like", "Not a match"))}

    choose(asked, 0)
    assert list(offered().values()) == [True, True]
    with qtbot.waitSignal(asked.results.shown):
        asked.search.change(text="")
    assert list(offered().values()) == [False, False]
