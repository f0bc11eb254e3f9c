"""Another model in the window: a library is brought over by itself, and a model with its own ear is switched to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from other_models import with_encoder
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from soundbrowser.app.dialogs.fine_tune import FineTuneDialog
from soundbrowser.app.main_window import MainWindow
from soundbrowser.library import Library

Opener = Callable[..., MainWindow]
SOUNDS = 8


@pytest.fixture
def earlier(listened: Path, tmp_path: Path) -> Iterator[Library]:
    """A library that a model listened to which is no longer there."""
    model = with_encoder(tmp_path / "base-0", "base-0-encoder")
    with Library.open(tmp_path / "earlier.db", model=model, processes=1) as library:
        library.add_folder(listened / "sounds")
    shutil.rmtree(model)
    with Library.open(tmp_path / "earlier.db", processes=1) as library:
        yield library


def test_a_library_of_an_earlier_model_is_listened_to_anew_by_itself(
    qtbot: QtBot, open_window: Opener, earlier: Library
) -> None:
    assert earlier.unheard() == SOUNDS
    window = open_window(earlier)
    qtbot.waitUntil(lambda: window.messages.text.startswith("There is a new model"), timeout=10_000)
    qtbot.waitUntil(lambda: earlier.unheard() == 0 and earlier.stats().ready == SOUNDS, timeout=30_000)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=10_000)


def test_a_library_of_the_model_in_use_is_left_alone(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.summaries.current.stats.ready == SOUNDS)
    assert not window.jobs.running and not window.messages.text


def test_a_model_with_its_own_ear_is_switched_to_by_a_job(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    library.add_model(str(with_encoder(tmp_path / "other", "another-ear")))
    dialog = FineTuneDialog(window.themes, window.teacher, window)
    qtbot.addWidget(dialog)
    use = button(qtbot, dialog, "Use other")
    with qtbot.waitSignal(window.jobs.switched, timeout=30_000):
        use.click()
    assert [version.active for version in library.versions()] == [False, True]
    qtbot.waitUntil(lambda: window.summaries.current.model_name == "other")
    assert library.unheard() == 0
    dialog.reject()


def button(qtbot: QtBot, dialog: FineTuneDialog, name: str) -> QPushButton:
    found: list[QPushButton] = []

    def look() -> bool:
        found[:] = [each for each in dialog.findChildren(QPushButton) if each.accessibleName() == name]
        return bool(found)

    qtbot.waitUntil(look, timeout=10_000)
    return found[0]
