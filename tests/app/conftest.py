"""The window's tests: a theme, a library that has listened, a window on it, and no work left behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_sounds import unheard_player, write_noise, write_tone
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from soundbrowser.app.background import wait_for_background
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.theme import Themes
from soundbrowser.library import Library
from soundbrowser.settings import Settings

SOUNDS = ("Drums/kick_808.wav", "Drums/Snare tight.wav", "Weather/rain on leaves.wav", "Weather/雨_02.wav")
TONES = ("Tonal/bell low.wav", "Tonal/bell high.wav", "Tonal/glass.wav", "Tonal/drone long.wav")


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The dark theme, set on the application."""
    made = Themes(qapp, "dark")
    yield made
    assert wait_for_background(10_000), "background work goes on after the test"
    made.deleteLater()
    QGuiApplication.clipboard().clear()  # what a test copied must not outlive Python


@pytest.fixture(scope="session")
def listened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `sounds` and the library of them; tests work on copies of the library."""
    home = tmp_path_factory.mktemp("listened")
    for number, name in enumerate(SOUNDS):
        write_noise(home / "sounds" / name, 0.5, number)
    for number, name in enumerate(TONES):
        write_tone(home / "sounds" / name, 3.0 if "long" in name else 0.5, 220.0 * (number + 1))
    with Library.open(home / "library.db", processes=1) as library:
        library.add_folder(home / "sounds")
    return home


@pytest.fixture
def library(listened: Path, tmp_path: Path) -> Iterator[Library]:
    """A copy of the library that has listened."""
    for part in listened.glob("library.db*"):
        (shutil.copytree if part.is_dir() else shutil.copy)(part, tmp_path / part.name)
    with Library.open(tmp_path / "library.db", processes=1) as opened:
        yield opened


@pytest.fixture
def new_library(tmp_path: Path) -> Iterator[Library]:
    """A library without a folder."""
    with Library.open(tmp_path / "new.db", processes=1) as opened:
        yield opened


Opener = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, themes: Themes, tmp_path: Path) -> Iterator[Opener]:
    """Opens windows that tests may close; whatever they leave open is closed, and every thread must end."""
    opened: list[MainWindow] = []

    def make(library: Library, settings: Settings | None = None, size: tuple[int, int] = (1440, 900)) -> MainWindow:
        file = tmp_path / "settings.json"
        window = MainWindow(library, settings or Settings(theme="dark"), file, themes, unheard_player())
        opened.append(window)
        window.resize(*size)
        window.show()
        window.start()
        qtbot.waitUntil(lambda: window.summaries.current.model_name != "", timeout=10_000)
        qtbot.waitUntil(lambda: window.results_page.model.rowCount() > 0 or window.summaries.current.empty)
        return window

    yield make
    for window in opened:
        if window.isVisible():
            window.close()
        assert window.job_thread.isFinished()
        assert window.query_thread.isFinished()
        window.deleteLater()


@pytest.fixture
def window(open_window: Opener, library: Library) -> MainWindow:
    """A window on the library that has listened."""
    return open_window(library)
