"""From a key press in the window to the first frames at the sound card's door.

Run with `pytest tests/benchmarks/test_window.py`; without a display it runs unseen (QT_QPA_PLATFORM=offscreen).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playing_card import Card, write_noise
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.theme import Themes
from soundbrowser.audio.output import Fill
from soundbrowser.audio.play import Player
from soundbrowser.library import Library
from soundbrowser.settings import Settings

SOUNDS = 60


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of short sounds that was listened to."""
    folder = tmp_path_factory.mktemp("window")
    for number in range(SOUNDS):
        write_noise(folder / "sounds" / f"take {number:02}.wav", 44_100, 2.0)
    with Library.open(folder / "library.db") as library:
        library.add_folder(folder / "sounds")
    return folder


@pytest.fixture
def cards() -> list[Card]:
    return []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, place: Path, cards: list[Card]) -> Iterator[MainWindow]:
    def opened(device: str | None, fill: Fill) -> Card:
        cards.append(Card(device, fill))
        return cards[-1]

    themes = Themes(qapp, "dark")
    with Library.open(place / "library.db") as library:
        made = MainWindow(library, Settings(theme="dark"), place / "settings.json", themes, Player(opened))
        made.resize(1440, 900)
        made.show()
        made.start()
        qtbot.waitUntil(lambda: made.results_page.model.rowCount() == SOUNDS, timeout=20_000)
        yield made
        made.close()


def test_from_key_to_sound(benchmark: BenchmarkFixture, qtbot: QtBot, window: MainWindow, cards: list[Card]) -> None:
    view = window.results_page.view
    view.go_to_first()
    qtbot.waitUntil(lambda: bool(cards) and cards[0].heard.is_set(), timeout=10_000)

    def silence() -> None:
        window.player.stop()
        qtbot.wait(200)
        cards[0].heard.clear()

    def press() -> bool:
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.waitUntil(cards[0].heard.is_set, timeout=5_000)
        return True

    assert benchmark.pedantic(press, setup=silence, rounds=30)
