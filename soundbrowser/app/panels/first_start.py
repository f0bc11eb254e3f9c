"""What a library without sounds shows: where sounds may live on this computer, or the demo sounds to try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.background import run_in_background
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.check_row import CheckRow
from soundbrowser.app.widgets.chip_button import ChipButton
from soundbrowser.app.widgets.emblem import Emblem
from soundbrowser.app.wording import count, printable
from soundbrowser.library.suggestions import FoundFolder, folders_with_sounds, usual_places

_WIDTH = 600
_TRY = ("glass breaking slowly", "warm analogue kick", "crowd in a big hall")
_MOST_SHOWN = 5


class FirstStart(QWidget):
    """Owned by the window. Signals: `folders_chosen` (paths), `demo_chosen`, `query_tried` (words)."""

    folders_chosen = Signal(list)
    demo_chosen = Signal()
    query_tried = Signal(str)

    def __init__(
        self,
        themes: Themes,
        parent: QWidget | None = None,
        *,
        places: Sequence[Path] | None = None,
        choose_folder: Callable[[QWidget], str] | None = None,
    ) -> None:
        """`places` are looked through for sounds when this is first shown; by default the usual ones."""
        super().__init__(parent)
        self._themes = themes
        self._places = usual_places() if places is None else tuple(places)
        self._choose_folder = choose_folder or _choose_folder
        self._rows: dict[str, CheckRow] = {}
        self._looked = False
        self._build()
        self._follow_theme()
        themes.changed.connect(self._follow_theme)

    def _build(self) -> None:
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._add_greeting()
        self._add_found()
        self._add_buttons()
        self._add_trials()
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(self._column)
        page = QWidget()
        row = QHBoxLayout(page)
        row.addStretch()
        row.addWidget(middle)
        row.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _add_greeting(self) -> None:
        column = self._column
        column.addStretch(1)
        column.addWidget(Emblem(self._themes), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(24)
        title = _label("Where do your sounds live?", "display")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title)
        column.addSpacing(10)
        text = _label(
            "Choose the folders with your samples and sound effects. Every file is listened to once, on this "
            "computer. Nothing is moved, changed or uploaded."
        )
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addSpacing(24)

    def _add_found(self) -> None:
        self._caption = _label("Looking for sounds on this computer…", "caption")
        self._card = QFrame()
        self._card.setProperty("surface", "bg2")
        self._card.setStyleSheet("QFrame { border-radius: 8px; }")
        self._list = QVBoxLayout(self._card)
        self._list.setContentsMargins(4, 4, 4, 4)
        self._list.setSpacing(0)
        self._card.hide()
        self._column.addWidget(self._caption)
        self._column.addSpacing(8)
        self._column.addWidget(self._card)
        self._column.addSpacing(16)

    def _add_buttons(self) -> None:
        self.add = _button("Choose a folder…", "primary")
        self.add.clicked.connect(self._add_ticked)
        self.choose = _button(" Choose another folder…", "plain")
        self.choose.clicked.connect(self._ask_for_folder)
        self.choose.hide()
        self.demo = _button("Try the demo sounds", "plain")
        self.demo.clicked.connect(self.demo_chosen)
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.add, self.choose, self.demo):
            row.addWidget(button)
        row.addStretch()
        self._column.addLayout(row)
        self._column.addSpacing(10)
        self._column.addWidget(_label("or drop folders anywhere in this window", "secondary"))
        self._column.addSpacing(32)

    def _add_trials(self) -> None:
        self._column.addWidget(_label("Then try", "caption"))
        self._column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.trials = [ChipButton(self._themes, f"“{words}”") for words in _TRY]
        for words, chip in zip(_TRY, self.trials, strict=True):
            chip.clicked.connect(lambda _checked=False, words=words: self.query_tried.emit(words))
            row.addWidget(chip)
        row.addStretch()
        self._column.addLayout(row)
        self._column.addStretch(2)

    # -- found folders ------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.add.setFocus()
        if not self._looked:
            self._looked = True
            places = self._places
            run_in_background(self, lambda: list(folders_with_sounds(places)), self._show_found, self._show_none)

    def _show_found(self, found: Sequence[FoundFolder]) -> None:
        for folder in found[:_MOST_SHOWN]:
            path = PurePath(folder.path)
            figure = f"more than {folder.sounds:,} sounds" if folder.more else count(folder.sounds, "sound")
            trail = " › ".join(printable(part) for part in path.parts[-4:-1] if part != path.anchor)
            row = CheckRow(self._themes, printable(path.name), trail, figure, icon="folder")
            row.toggled.connect(lambda _on: self._name_button())
            self._rows[folder.path] = row
            self._list.addWidget(row)
        self._card.setVisible(bool(self._rows))
        self._caption.setVisible(bool(self._rows))
        self._caption.setText("Found on this computer" if self._rows else "")
        self.choose.setVisible(bool(self._rows))
        if found:
            self._rows[found[0].path].setChecked(True)

    def _show_none(self, _error: Exception) -> None:
        """A folder that cannot be looked into is no reason to trouble a new user: they can still choose one."""
        self._show_found([])

    def ticked(self) -> list[str]:
        """The folders that are ticked."""
        return [path for path, row in self._rows.items() if row.isChecked()]

    def _name_button(self) -> None:
        ticked = len(self.ticked())
        self.add.setText(f"Add {count(ticked, 'folder')}" if ticked else "Choose a folder…")
        self.choose.setVisible(ticked > 0)

    def _add_ticked(self) -> None:
        if ticked := self.ticked():
            self.folders_chosen.emit(ticked)
        else:
            self._ask_for_folder()

    def _ask_for_folder(self) -> None:
        if path := self._choose_folder(self):
            self.folders_chosen.emit([path])

    def _follow_theme(self) -> None:
        self.choose.setIcon(icons.icon("folder-add", self._themes.current.text1))


def _choose_folder(parent: QWidget) -> str:
    return QFileDialog.getExistingDirectory(parent, "Choose a folder with sounds", str(Path.home()))


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    if role:
        label.setProperty("role", role)
    return label


def _button(text: str, kind: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", kind)
    return button
