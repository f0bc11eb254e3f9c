"""The smaller dialogs: errors, settings, keys, about."""

from __future__ import annotations

from app_sounds import unheard_player
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from soundbrowser.app.commands import COMMANDS
from soundbrowser.app.dialogs.about import AboutDialog
from soundbrowser.app.dialogs.error import ErrorDialog
from soundbrowser.app.dialogs.key_list import KeyList
from soundbrowser.app.dialogs.settings import SettingsDialog
from soundbrowser.app.dialogs.shortcuts import ShortcutsOverlay
from soundbrowser.app.player import PlayerController
from soundbrowser.app.theme import Themes
from soundbrowser.library import Library
from soundbrowser.settings import Settings
from soundbrowser.version import __version__


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_an_error_can_be_copied(qtbot: QtBot, themes: Themes) -> None:
    dialog = ErrorDialog(themes, "Something went wrong", "The window goes on.", "line 1\nline 2", None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "The window goes on." in texts(dialog)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "line 1\nline 2"


def test_an_error_without_details_has_nothing_to_copy(qtbot: QtBot, themes: Themes) -> None:
    dialog = ErrorDialog(themes, "The library cannot be opened", "“x.db” is damaged.", "", None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.copy.isVisible()
    assert not dialog.details.isVisible()


def test_about_says_the_version(qtbot: QtBot, themes: Themes) -> None:
    dialog = AboutDialog(themes, None)
    qtbot.addWidget(dialog)
    assert __version__ in texts(dialog)


def test_the_overview_shows_the_keys_that_hold_and_any_key_closes_it(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1200, 800)
    parent.show()
    overlay = ShortcutsOverlay(themes, COMMANDS, {"loop": "K", "tag": ""}, parent)
    overlay.show()
    shown = texts(overlay)
    assert "Loop\nK" in shown
    assert "Tag…" not in shown
    parent.resize(1000, 700)
    qtbot.waitUntil(lambda: overlay.size() == parent.size())
    with qtbot.waitSignal(overlay.destroyed):
        qtbot.keyClick(overlay, Qt.Key.Key_X)


def test_a_key_can_be_changed_but_not_given_twice(qtbot: QtBot, themes: Themes) -> None:
    keys: dict[str, str] = {}
    listed = KeyList(themes, COMMANDS, keys)
    qtbot.addWidget(listed)
    with qtbot.waitSignal(listed.changed):
        listed.fields["loop"].setKeySequence(QKeySequence("K"))
        listed.fields["loop"].editingFinished.emit()
    assert keys == {"loop": "K"}
    listed.fields["tag"].setKeySequence(QKeySequence("K"))
    listed.fields["tag"].editingFinished.emit()
    assert keys == {"loop": "K"}
    assert "“Loop”" in listed.problem.text()
    assert listed.fields["tag"].keySequence() == QKeySequence("T")


def test_settings_hold_at_once(qtbot: QtBot, themes: Themes, library: Library) -> None:
    settings = Settings(theme="dark", device="usb box")
    controller = PlayerController(settings, unheard_player())
    dialog = SettingsDialog(themes, settings, library, controller, COMMANDS)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.changed):
        dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
        dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert settings.theme == "light"
    with qtbot.waitSignal(dialog.changed):
        dialog.dense.click()
    assert settings.dense_rows
    qtbot.waitUntil(lambda: "usb box (not there)" in [dialog.device.itemText(i) for i in range(dialog.device.count())])
    qtbot.waitUntil(lambda: "8" in texts(dialog).splitlines())
    controller.close()
