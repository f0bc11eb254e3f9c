"""The dialogs that open over the main window, and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from soundbrowser.app.commands import COMMANDS
from soundbrowser.app.dialogs.about import AboutDialog
from soundbrowser.app.dialogs.add_model import NOT_YET, AddModelDialog
from soundbrowser.app.dialogs.fine_tune import FineTuneDialog
from soundbrowser.app.dialogs.settings import SettingsDialog
from soundbrowser.app.dialogs.shortcuts import ShortcutsOverlay
from soundbrowser.app.teacher import Phase
from soundbrowser.domain.tuning import ModelVersion

if TYPE_CHECKING:
    from soundbrowser.app.main_window import MainWindow


class WindowDialogs(QObject):
    """Owned by one `MainWindow`."""

    keys_changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        window.sidebar.menu_wanted.connect(self.open_menu)
        window.sidebar.tuning_wanted.connect(self.open_tuning)
        window.query_bar.settings_wanted.connect(self.open_settings)
        window.adder.added.connect(self._say_added)
        window.adder.failed.connect(self._say_failed)

    def open_menu(self) -> None:
        """What is not about sounds."""
        w = self._w
        menu = QMenu(w)
        menu.addAction(w.actions_["add_folder"])
        menu.addAction("Look for changes").triggered.connect(lambda: w.jobs.rescan())
        menu.addSeparator()
        for name in ("settings", "keys"):
            menu.addAction(w.actions_[name])
        menu.addAction("About soundbrowser").triggered.connect(lambda: AboutDialog(w.themes, w).open())
        menu.addSeparator()
        menu.addAction(w.actions_["quit"])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(w.sidebar.menu.mapToGlobal(w.sidebar.menu.rect().bottomLeft()))

    def open_settings(self) -> None:
        """Settings, which hold as soon as they are changed."""
        w = self._w
        dialog = SettingsDialog(w.themes, w.settings, w.library, w.player, COMMANDS, w)
        dialog.changed.connect(self._apply_settings)
        dialog.add_folder_wanted.connect(w.drops.choose_folder)
        dialog.remove_folder_wanted.connect(self._remove_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove_folder(self, folder_id: int) -> None:
        for folder in self._w.summaries.current.folders:
            if folder.id == folder_id:
                self._w.place_menus.ask_remove_folder(folder)

    def _apply_settings(self) -> None:
        w = self._w
        w.themes.choose(w.settings.theme)
        w.results_page.view.set_dense(w.settings.dense_rows)
        w.actions_.apply_keys()
        self.keys_changed.emit()

    def open_keys(self) -> None:
        """All keys."""
        ShortcutsOverlay(self._w.themes, COMMANDS, self._w.settings.keys, self._w).show()

    def open_tuning(self) -> None:
        """Teaches the model the user's words."""
        w = self._w
        dialog = FineTuneDialog(w.themes, w.teacher, w)
        dialog.add_model_wanted.connect(lambda: self.open_adding(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_adding(self, over: QWidget) -> None:
        """Adds a bigger model."""
        dialog = AddModelDialog(self._w.themes, self._w.adder, over)
        dialog.use_wanted.connect(self._w.teacher.switch)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say_added(self, version: ModelVersion) -> None:
        """Only for who is not looking at it."""
        w = self._w
        if not self._adding_is_open():
            w.messages.say(f"“{version.name}” was added", NOT_YET, "check", "Use it", lambda: self._use(version))

    def _use(self, version: ModelVersion) -> None:
        """A training that runs is shown instead: the list of models comes after it."""
        if self._w.teacher.phase is Phase.IDLE:
            self._w.teacher.switch(version.version)
        else:
            self.open_tuning()

    def _say_failed(self, reason: str) -> None:
        if not self._adding_is_open():
            self._w.messages.say("The model was not added", reason, "warning")

    def _adding_is_open(self) -> bool:
        return any(dialog.isVisible() for dialog in self._w.findChildren(AddModelDialog))
