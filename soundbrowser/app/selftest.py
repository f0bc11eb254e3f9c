"""Tries the window itself once, unseen, on a library that has sounds: the last part of a build's self-test."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.theme import Themes
from soundbrowser.audio.play import Player
from soundbrowser.domain.stats import Finding
from soundbrowser.library import Library
from soundbrowser.settings import Settings

_WAIT_MS = 20_000
_ANSWER_MS = 20


def self_test(library: Library) -> list[Finding]:
    """Opens the window offscreen, asks for something, plays the first answer in silence, and closes it again.

    `QT_QPA_PLATFORM=offscreen` is for the caller to set where there is no display; nothing of the user's is touched.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    themes = Themes(application, "dark")
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(theme="dark", volume_db=-60.0)
        window = MainWindow(library, settings, Path(place) / "settings.json", themes, Player())
        try:
            return list(_try_window(window))
        finally:
            window.close()


def _try_window(window: MainWindow) -> Iterator[Finding]:
    window.show()
    window.start()
    model = window.results_page.model
    listed = _wait(lambda: model.rowCount() > 0)
    yield Finding("window", listed, f"shows {model.rowCount()} sounds" if listed else "shows no sounds")
    window.query_bar.words.set_text("tone")
    answered = _wait(lambda: not model.browsing)
    yield Finding("window search", answered, f"{len(model.hits)} answers" if answered else "no answer came")
    window.results_page.view.go_to_first()
    playing = _wait(lambda: window.player.playing)
    yield Finding("window playback", playing, "plays the first answer" if playing else "does not play")
    picture = window.grab()
    painted = not picture.isNull() and picture.width() >= window.width()
    yield Finding("window painting", painted, f"{picture.width()} × {picture.height()} pixels")


def _wait(holds: Callable[[], bool]) -> bool:
    """Lets the window work until something holds; False when it does not come to hold in time."""
    clock = QElapsedTimer()
    clock.start()
    while not holds() and clock.elapsed() < _WAIT_MS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _ANSWER_MS)
    return holds()
