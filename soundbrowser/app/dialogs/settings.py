"""Settings: looks, playback, computing, keys, and the folders of the library. What is changed holds at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from soundbrowser.app.background import run_in_background
from soundbrowser.app.commands import Command
from soundbrowser.app.dialogs.frame import DialogFrame, button, emptied, label, scrolling
from soundbrowser.app.dialogs.key_list import KeyList
from soundbrowser.app.player import PlayerController
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.elided_label import ElidedLabel
from soundbrowser.app.widgets.form import ChoiceBox, TickBox
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.domain.sound import Folder
from soundbrowser.library import Library
from soundbrowser.settings import Settings

_THEMES = {"system": "As the system", "dark": "Dark", "light": "Light"}
_COMPUTE = {"auto": "Graphics card if there is one", "cpu": "Processor", "cuda": "NVIDIA card", "mps": "Apple GPU"}
_SYSTEM_DEVICE = "The system's own"


class SettingsDialog(DialogFrame):
    """Signals: `changed` (the settings say what is so now), `add_folder_wanted`, `remove_folder_wanted` (id)."""

    changed = Signal()
    add_folder_wanted = Signal()
    remove_folder_wanted = Signal(int)

    def __init__(
        self,
        themes: Themes,
        settings: Settings,
        library: Library,
        controller: PlayerController,
        commands: Sequence[Command],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(themes, "Settings", "", parent)
        self._settings = settings
        self._library = library
        self._controller = controller
        tabs = QTabWidget()
        tabs.addTab(self._general(), "General")
        tabs.addTab(self._folders(), "Library")
        self.keys = KeyList(themes, commands, settings.keys)
        self.keys.changed.connect(self.changed)
        tabs.addTab(self.keys, "Keys")
        self.body.addWidget(tabs, 1)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        controller.devices_listed.connect(self._show_devices)
        controller.list_devices()
        self.load_folders()

    def sizeHint(self) -> QSize:
        return QSize(620, 520)

    # -- general ------------------------------------------------------------------------------------------------------

    def _general(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 16, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.theme = self._choice(_THEMES, self._settings.theme, self._set_theme)
        self.device = ChoiceBox(self.themes)
        self.device.addItem(_SYSTEM_DEVICE, "")
        self.device.activated.connect(self._set_device)
        self.compute = self._choice(_COMPUTE, self._settings.compute, self._set_compute)
        self.audition = self._check("Play sounds as they are reached", "auto_audition")
        self.dense = self._check("Low rows, a line a sound", "dense_rows")
        form.addRow("Colours", self.theme)
        form.addRow("Play through", self.device)
        form.addRow("Listen with", self.compute)
        form.addRow("", label("Holds from the next start.", "secondary"))
        form.addRow("", self.audition)
        form.addRow("", self.dense)
        return page

    def _choice(self, options: dict[str, str], chosen: str, take: object) -> ChoiceBox:
        box = ChoiceBox(self.themes)
        for value, text in options.items():
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.activated.connect(take)
        return box

    def _check(self, text: str, name: str) -> TickBox:
        box = TickBox(self.themes, text)
        box.setChecked(bool(getattr(self._settings, name)))

        def take(on: bool) -> None:
            setattr(self._settings, name, on)
            self.changed.emit()

        box.toggled.connect(take)
        return box

    def _set_theme(self) -> None:
        self._settings.theme = self.theme.currentData()
        self.changed.emit()

    def _set_compute(self) -> None:
        self._settings.compute = self.compute.currentData()
        self.changed.emit()

    def _set_device(self) -> None:
        self._controller.set_device(self.device.currentData())
        self.changed.emit()

    def _show_devices(self, names: list[str]) -> None:
        """The chosen device stays in the list when it is not plugged in."""
        chosen = self._settings.device
        self.device.clear()
        self.device.addItem(_SYSTEM_DEVICE if names else f"{_SYSTEM_DEVICE} (none is there)", "")
        for name in dict.fromkeys([*names, *([chosen] if chosen else [])]):
            self.device.addItem(name if name in names else f"{name} (not there)", name)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))

    # -- library ------------------------------------------------------------------------------------------------------

    def _folders(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("Catalogue", "caption"))
        column.addWidget(ElidedLabel(self.themes, str(self._library.path)))
        column.addWidget(label("Folders", "caption"))
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(2)
        column.addWidget(scrolling(self._lines), 1)
        add = button("Add folder…")
        add.clicked.connect(self.add_folder_wanted)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        column.addLayout(row)
        return page

    def load_folders(self) -> None:
        """Asks the library for its folders and shows them."""
        run_in_background(self, self._library.folders, self._show_folders, self._say)

    def _show_folders(self, folders: list[Folder]) -> None:
        emptied(self._lines)
        for folder in folders:
            self._lines.addWidget(self._line(folder))
        if not folders:
            self._lines.addWidget(label("No folder has been added.", "secondary"))
        self._lines.addStretch(1)

    def _say(self, error: Exception) -> None:
        emptied(self._lines)
        self._lines.addWidget(label(str(error), "err", wrap=True))

    def _line(self, folder: Folder) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(ElidedLabel(self.themes, folder.path), 1)
        row.addWidget(label(f"{folder.sounds:,}" if folder.online else "not connected", "secondary"))
        remove = IconButton(self.themes, "close", f"Remove {folder.path} from the library", size=24, icon_size=14)
        remove.clicked.connect(lambda: self.remove_folder_wanted.emit(folder.id))
        row.addWidget(remove)
        return line
