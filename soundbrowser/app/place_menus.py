"""The sidebar's menus and headings: folders and collections are added, renamed and removed here."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from soundbrowser.app import wording
from soundbrowser.app.background import run_in_background
from soundbrowser.app.curating import Curator
from soundbrowser.app.jobs import Jobs
from soundbrowser.app.panels.places_view import PlacesView
from soundbrowser.app.sound_actions import reveal_file
from soundbrowser.app.summary import Summaries
from soundbrowser.app.widgets.name_prompt import NamePrompt
from soundbrowser.domain.sound import Collection, Folder
from soundbrowser.library import Library


class PlaceMenus(QObject):
    """Owned by the window."""

    add_folder_wanted = Signal()
    bug = Signal(Exception)
    changed = Signal()
    """A folder or a collection is gone: what is shown may be out of date."""

    def __init__(
        self, library: Library, places: PlacesView, jobs: Jobs, curator: Curator, summaries: Summaries, window: QWidget
    ) -> None:
        super().__init__(window)
        self._library = library
        self._places = places
        self._jobs = jobs
        self._curator = curator
        self._summaries = summaries
        self._window = window
        places.plus_pressed.connect(self._add)
        places.folder_menu_wanted.connect(self._folder_menu)
        places.collection_menu_wanted.connect(self._collection_menu)
        places.folders_dropped.connect(jobs.add_folders)
        places.sounds_collected.connect(self._collect)
        places.sounds_tagged.connect(lambda tag, ids: curator.tag_ids(ids, tag))

    def _add(self, heading: str) -> None:
        if heading == "Folders":
            self.add_folder_wanted.emit()
        else:
            self._name_collection([])

    def _name_collection(self, sound_ids: list[int]) -> None:
        prompt = NamePrompt("Collection", "New collection", (), self._window)
        prompt.named.connect(lambda name: self._curator.new_collection(name, sound_ids))
        prompt.open_at(QCursor.pos(), self._places)

    def _collect(self, collection_id: int, sound_ids: list[int]) -> None:
        found = [c for c in self._summaries.current.collections if c.id == collection_id]
        if found:
            self._curator.collect(found[0], sound_ids)
        else:
            self._name_collection(sound_ids)

    def _folder_menu(self, folder: Folder, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.addAction("Show in file manager").triggered.connect(lambda: reveal_file(f"{folder.path}/."))
        if folder.id:
            menu.addAction("Look for changes").triggered.connect(lambda: self._jobs.rescan([folder.id]))
            menu.addSeparator()
            menu.addAction("Remove from the library…").triggered.connect(lambda: self.ask_remove_folder(folder))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def ask_remove_folder(self, folder: Folder) -> None:
        """Removing forgets tags and vectors, so it asks first; the files stay."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(f"Remove “{wording.printable(folder.path)}” from the library?")
        count = wording.count(folder.sounds, "sound")
        box.setInformativeText(f"{count} will be forgotten, tags and ratings too. The files stay where they are.")
        remove = box.addButton("Remove", QMessageBox.ButtonRole.DestructiveRole)
        remove.setProperty("kind", "danger")
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(box.deleteLater)
        remove.clicked.connect(lambda: self._run(lambda: self._library.remove_folder(folder.id)))
        box.open()

    def _run(self, work: object) -> None:
        run_in_background(self, work, lambda _none: self._done(), self.bug.emit)  # type: ignore[arg-type]

    def _done(self) -> None:
        self._summaries.refresh()
        self.changed.emit()

    def _collection_menu(self, collection: Collection, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.addAction("Rename…").triggered.connect(lambda: self._rename(collection, at))
        menu.addSeparator()
        menu.addAction("Delete…").triggered.connect(lambda: self._ask_delete(collection))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _rename(self, collection: Collection, at: QPoint) -> None:
        prompt = NamePrompt("Collection", f"Rename “{collection.name}”", (), self._window, collection.name)
        prompt.named.connect(lambda name: self._curator.rename_collection(collection, name))
        prompt.open_at(at, self._places)

    def _ask_delete(self, collection: Collection) -> None:
        box = QMessageBox(self._window)
        box.setText(f"Delete the collection “{collection.name}”?")
        box.setInformativeText("Its sounds stay in the library and on disk.")
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        delete.setProperty("kind", "danger")
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(box.deleteLater)
        delete.clicked.connect(lambda: self._run(lambda: self._library.delete_collection(collection.id)))
        box.open()
