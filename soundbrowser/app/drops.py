"""What is dropped on the window, pasted into it or chosen: clips, folders and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from soundbrowser.app.background import run_in_background
from soundbrowser.app.dragdrop import local_paths, sound_ids, split_folders
from soundbrowser.app.panels.clip_well import ClipWell
from soundbrowser.app.panels.drop_overlay import DropOverlay
from soundbrowser.app.panels.places_view import PlacesView
from soundbrowser.app.search import Search
from soundbrowser.domain.query import ClipRegion

_BALANCES = (("Mostly words", 0.25), ("Words and clip", 0.5), ("Mostly clip", 0.75))


class Drops(QObject):
    """Owned by the window."""

    clips_wanted = Signal(tuple, bool)
    """`ClipRegion`s, and whether the words stay."""
    folders_wanted = Signal(list)
    words_wanted = Signal(str)
    bug = Signal(Exception)

    def __init__(
        self, window: QWidget, overlay: DropOverlay, well: ClipWell, places: PlacesView, search: Search
    ) -> None:
        super().__init__(window)
        self._window = window
        self._overlay = overlay
        self._places = places
        self._search = search
        overlay.clips_dropped.connect(lambda clips, with_words: self.clips_wanted.emit(tuple(clips), with_words))
        overlay.folders_dropped.connect(self.folders_wanted)
        overlay.text_dropped.connect(self.words_wanted)
        well.paths_dropped.connect(self.take_paths)
        well.choose_wanted.connect(self.choose_clip)
        well.menu_wanted.connect(self._clip_menu)
        search.changed.connect(lambda question: overlay.set_words(question.text))

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is dragged into the window: says what can be done with it."""
        mime = event.mimeData()
        self._places.announce(mime)
        if not sound_ids(mime) and self._overlay.begin(mime):
            event.acceptProposedAction()

    def leave(self) -> None:
        """It was dragged away again."""
        self._places.announce(None)
        self._overlay.end()

    def take_paths(self, paths: Sequence[str]) -> None:
        """Folders are added, files are asked about together with the words."""
        kept = list(paths)
        run_in_background(self, lambda: split_folders(kept), self._take_split, self.bug.emit)

    def _take_split(self, split: tuple[list[str], list[str]]) -> None:
        folders, files = split
        if folders:
            self.folders_wanted.emit(folders)
        if files:
            self.clips_wanted.emit(tuple(ClipRegion(path) for path in files), True)

    def paste(self) -> None:
        """The copied files become the clip."""
        if paths := local_paths(QGuiApplication.clipboard().mimeData()):
            self.take_paths(paths)

    def choose_clip(self) -> None:
        """Opens the system's dialog for a clip."""
        dialog = QFileDialog(self._window, "Find sounds like this file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.take_paths)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_folder(self) -> None:
        """Opens the system's dialog for a folder to add."""
        dialog = QFileDialog(self._window, "Add a folder with sounds")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda chosen: self.folders_wanted.emit(list(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _clip_menu(self, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.addAction("Choose a file…").triggered.connect(lambda: self.choose_clip())
        paste = menu.addAction("Paste copied file")
        paste.setEnabled(bool(local_paths(QGuiApplication.clipboard().mimeData())))
        paste.triggered.connect(lambda: self.paste())
        question = self._search.question
        if question.clips and question.text.strip():
            menu.addSeparator()
            for text, balance in _BALANCES:
                action = menu.addAction(text)
                action.setCheckable(True)
                action.setChecked(abs(question.balance - balance) < 0.125)
                action.triggered.connect(lambda _c=False, b=balance: self._search.change(balance=b))
        if question.clips:
            menu.addSeparator()
            menu.addAction("Remove the clip").triggered.connect(lambda: self._search.change(clips=()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
