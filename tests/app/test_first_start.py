"""The first start: folders found on the computer, a folder of one's own, the demo, things to try."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_sounds import write_tone
from pytestqt.qtbot import QtBot

from soundbrowser.app.panels.first_start import FirstStart
from soundbrowser.app.theme import Themes
from soundbrowser.library.suggestions import folders_with_sounds


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Two folders with sounds, one without, one that is not there, one inside another."""
    music, downloads, empty = tmp_path / "Music", tmp_path / "Downloads", tmp_path / "Empty"
    for k in range(3):
        write_tone(music / "Loops" / f"{k}.wav", 0.05)
    write_tone(downloads / "hit.wav", 0.05)
    empty.mkdir()
    (empty / "readme.txt").write_text("no sound")
    return [music, music / "Loops", downloads, empty, tmp_path / "absent"]


def shown(qtbot: QtBot, themes: Themes, places: list[Path], chosen: str = "") -> FirstStart:
    page = FirstStart(themes, places=places, choose_folder=lambda _parent: chosen)
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.show()
    qtbot.waitUntil(lambda: page._caption.text() != "Looking for sounds on this computer…")
    return page


def test_only_folders_with_sounds_are_found_and_each_sound_once(places: list[Path]) -> None:
    found = list(folders_with_sounds(places))
    assert [(Path(folder.path).name, folder.sounds, folder.more) for folder in found] == [
        ("Music", 3, False),
        ("Downloads", 1, False),
    ]


def test_counting_ends_where_it_would_take_long(places: list[Path]) -> None:
    first = next(folders_with_sounds(places, most=2))
    assert (first.sounds, first.more) == (2, True)


def test_found_folders_are_offered_and_added(qtbot: QtBot, themes: Themes, places: list[Path]) -> None:
    page = shown(qtbot, themes, places)
    assert page.ticked() == [str(places[0])]
    assert page.add.text() == "Add 1 folder"
    page._rows[str(places[2])].click()
    assert page.add.text() == "Add 2 folders"
    with qtbot.waitSignal(page.folders_chosen) as chosen:
        page.add.click()
    assert chosen.args == [[str(places[0]), str(places[2])]]


def test_a_folder_of_ones_own_is_asked_for_when_nothing_is_found(qtbot: QtBot, themes: Themes, tmp_path: Path) -> None:
    page = shown(qtbot, themes, [], chosen=str(tmp_path))
    assert page.add.text() == "Choose a folder…"
    with qtbot.waitSignal(page.folders_chosen) as chosen:
        page.add.click()
    assert chosen.args == [[str(tmp_path)]]


def test_a_cancelled_choice_adds_nothing(qtbot: QtBot, themes: Themes) -> None:
    page = shown(qtbot, themes, [], chosen="")
    with qtbot.assertNotEmitted(page.folders_chosen):
        page.add.click()


def test_the_demo_and_things_to_try(qtbot: QtBot, themes: Themes) -> None:
    page = shown(qtbot, themes, [])
    with qtbot.waitSignal(page.demo_chosen):
        page.demo.click()
    with qtbot.waitSignal(page.query_tried) as tried:
        page.trials[0].click()
    assert tried.args == ["glass breaking slowly"]
