"""Settings, keys, the overview of keys and the error dialog."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_sounds import unheard_player
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from soundbrowser.app.commands import COMMANDS
from soundbrowser.app.dialogs.about import AboutDialog
from soundbrowser.app.dialogs.error import ErrorDialog
from soundbrowser.app.dialogs.settings import SettingsDialog
from soundbrowser.app.dialogs.shortcuts import ShortcutsOverlay
from soundbrowser.app.player import PlayerController
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.library import Library
from soundbrowser.settings import Settings
from soundbrowser.version import __version__


@pytest.fixture
def settings() -> Settings:
    return Settings(device="Scarlett 2i2")


@pytest.fixture
def controller(qtbot: QtBot, settings: Settings) -> Iterator[PlayerController]:
    made = PlayerController(settings, unheard_player())
    yield made
    made.close()


@pytest.fixture
def dialog(
    qtbot: QtBot, themes: Themes, settings: Settings, library: Library, controller: PlayerController
) -> SettingsDialog:
    with qtbot.waitSignal(controller.devices_listed):
        made = SettingsDialog(themes, settings, library, controller, COMMANDS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.findChildren(IconButton)) and made._lines.count() > 1)
    return made


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_the_theme_is_chosen(qtbot: QtBot, dialog: SettingsDialog, settings: Settings) -> None:
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    with qtbot.waitSignal(dialog.changed):
        dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert settings.theme == "light"


def test_a_device_that_is_not_there_stays_to_be_seen(qtbot: QtBot, dialog: SettingsDialog, settings: Settings) -> None:
    assert dialog.device.currentText() == "Scarlett 2i2 (not there)"
    dialog.device.setCurrentIndex(0)
    with qtbot.waitSignal(dialog.changed):
        dialog.device.activated.emit(0)
    assert settings.device == ""


def test_boxes_are_settings(qtbot: QtBot, dialog: SettingsDialog, settings: Settings) -> None:
    with qtbot.waitSignal(dialog.changed):
        dialog.audition.click()
    assert not settings.auto_audition
    with qtbot.waitSignal(dialog.changed):
        dialog.dense.click()
    assert settings.dense_rows


def test_folders_can_be_added_and_removed(qtbot: QtBot, dialog: SettingsDialog, library: Library) -> None:
    folder = library.folders()[0]
    remove = next(b for b in dialog.findChildren(IconButton) if folder.path in b.accessibleName())
    with qtbot.waitSignal(dialog.remove_folder_wanted) as wanted:
        remove.click()
    assert wanted.args == [folder.id]
    add = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Add folder…")
    with qtbot.waitSignal(dialog.add_folder_wanted):
        add.click()


def test_a_key_is_changed_and_a_taken_one_refused(qtbot: QtBot, dialog: SettingsDialog, settings: Settings) -> None:
    field = dialog.keys.fields["loop"]
    field.setKeySequence(QKeySequence("F"))
    field.editingFinished.emit()
    assert settings.keys == {}
    assert "“Favourite”" in dialog.keys.problem.text()
    field.setKeySequence(QKeySequence("J"))
    with qtbot.waitSignal(dialog.changed):
        field.editingFinished.emit()
    assert settings.keys == {"loop": "J"}
    assert dialog.keys.problem.text() == ""


def test_the_overview_shows_the_keys_that_hold_and_goes_with_any_key(qtbot: QtBot, themes: Themes) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 760)
    window.show()
    overlay = ShortcutsOverlay(themes, COMMANDS, {"loop": "J", "tag": ""}, window)
    overlay.show()
    shown = texts(overlay)
    assert "Loop" in shown
    assert "J" in shown
    assert "Tag…" not in shown
    window.resize(1100, 800)
    assert overlay.size() == window.size()
    with qtbot.waitSignal(overlay.destroyed):
        QTest.keyClick(overlay, Qt.Key.Key_Q)


def test_an_error_can_be_copied(qtbot: QtBot, themes: Themes) -> None:
    dialog = ErrorDialog(themes, "Something broke", "The window goes on.", "Traceback: line 1", None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "Traceback: line 1"
    assert dialog.copy.text() == "Copied"
    assert "The window goes on." in texts(dialog)


def test_an_error_without_details_is_only_a_sentence(qtbot: QtBot, themes: Themes) -> None:
    dialog = ErrorDialog(themes, "Not saved", "The disk is full.", "", None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.copy.isVisible()
    assert not dialog.details.isVisible()
    dialog.close_with_words.click()
    assert not dialog.isVisible()


def test_about_names_the_version(qtbot: QtBot, themes: Themes) -> None:
    dialog = AboutDialog(themes, None)
    dialog.show()
    assert f"Version {__version__}" in texts(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.accept()
