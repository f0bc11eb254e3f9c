"""The sidebar's rows: places of the library, the folders' tree, collections and tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import PurePath

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from soundbrowser.app import wording
from soundbrowser.app.background import run_in_background
from soundbrowser.app.question import Place, Scope
from soundbrowser.app.summary import Summary
from soundbrowser.domain.sound import Collection, Folder, Tag

_Index = QModelIndex | QPersistentModelIndex


class Kind(IntEnum):
    """What a row of the sidebar is."""

    SECTION = 0
    PLACE = 1
    PROBLEMS = 2
    FOLDER = 3
    COLLECTION = 4
    TAGS = 5
    HINT = 6


class Part(IntEnum):
    """The roles beside the text."""

    KIND = Qt.ItemDataRole.UserRole + 1
    ICON = Qt.ItemDataRole.UserRole + 2
    COUNT = Qt.ItemDataRole.UserRole + 3
    SCOPE = Qt.ItemDataRole.UserRole + 4
    FOLDER = Qt.ItemDataRole.UserRole + 5
    COLLECTION = Qt.ItemDataRole.UserRole + 6
    TAGS = Qt.ItemDataRole.UserRole + 7


def kind_of(index: _Index) -> Kind:
    """What the row is."""
    return Kind(index.data(Part.KIND))


class PlacesModel(QStandardItemModel):
    """Built anew from each summary; opened folders stay open and their subfolders are read in the background."""

    rebuilt = Signal()

    def __init__(self, subfolders: Callable[[str], Sequence[Folder]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._subfolders = subfolders
        self._known: dict[str, Sequence[Folder]] = {}
        self._under_way: set[str] = set()

    def show_summary(self, summary: Summary) -> None:
        """Replaces the rows."""
        self.clear()
        root = self.invisibleRootItem()
        stats = summary.stats
        root.appendRow(_section("Library"))
        root.appendRow(_place("All sounds", "library", stats.sounds, Scope()))
        recent = Scope(Place.RECENT, title="Recently added")
        favourites = Scope(Place.FAVOURITES, title="Favourites")
        if stats.sounds:
            root.appendRow(_place("Recently added", "recent", summary.recent, recent))
        root.appendRow(_place("Favourites", "star", summary.favourites, favourites))
        if stats.unreadable:
            root.appendRow(_item("Problems", Kind.PROBLEMS, "warning", stats.unreadable))
        root.appendRow(_section("Folders"))
        for folder in summary.folders:
            root.appendRow(self._folder(folder))
        if not summary.folders:
            root.appendRow(_hint("Folders you add appear here."))
        self._add_collections(root, summary.collections)
        self._add_tags(root, summary.tags)
        self._known = {path: found for path, found in self._known.items() if stats.sounds}
        self.rebuilt.emit()

    @staticmethod
    def _add_collections(root: QStandardItem, collections: Sequence[Collection]) -> None:
        root.appendRow(_section("Collections"))
        for collection in collections:
            item = _item(collection.name, Kind.COLLECTION, "collection", collection.sounds)
            item.setData(collection, Part.COLLECTION)
            item.setData(Scope(Place.COLLECTION, collection_id=collection.id, title=collection.name), Part.SCOPE)
            root.appendRow(item)
        if not collections:
            root.appendRow(_hint("Drag sounds here to keep sets."))

    @staticmethod
    def _add_tags(root: QStandardItem, tags: Sequence[Tag]) -> None:
        if tags:
            root.appendRow(_section("Tags"))
            row = _item("Tags", Kind.TAGS, "", None)
            row.setData(tuple(tags), Part.TAGS)
            root.appendRow(row)

    def _folder(self, folder: Folder) -> QStandardItem:
        name = wording.printable(PurePath(folder.path).name) or folder.path
        item = _item(name, Kind.FOLDER, "folder" if folder.online else "folder-offline", folder.sounds)
        item.setData(folder, Part.FOLDER)
        item.setData(Scope(Place.FOLDER, path=folder.path, title=name), Part.SCOPE)
        item.setToolTip(folder.path if folder.online else f"{folder.path} is not connected")
        known = self._known.get(folder.path)
        if known is None:
            item.appendRow(_hint(""))
        for child in known or ():
            item.appendRow(self._folder(child))
        return item

    def read_below(self, index: _Index) -> None:
        """A folder was opened: reads its subfolders anew and puts them in its place."""
        folder = index.data(Part.FOLDER)
        if not isinstance(folder, Folder) or folder.path in self._under_way:
            return
        self._under_way.add(folder.path)
        read, path = self._subfolders, folder.path
        kept = QPersistentModelIndex(index)
        run_in_background(self, lambda: read(path), lambda found: self._put_below(path, kept, found), self._give_up)

    def _put_below(self, path: str, index: QPersistentModelIndex, found: Sequence[Folder]) -> None:
        self._under_way.discard(path)
        changed = self._known.get(path) != found
        self._known[path] = found
        if changed and index.isValid():
            item = self.itemFromIndex(self.index(index.row(), 0, index.parent()))
            item.removeRows(0, item.rowCount())
            for child in found:
                item.appendRow(self._folder(child))

    def _give_up(self, error: Exception) -> None:
        self._under_way.clear()
        raise error


def _item(text: str, kind: Kind, icon: str, count: int | None) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setData(kind, Part.KIND)
    item.setData(icon, Part.ICON)
    item.setData(count, Part.COUNT)
    if count is not None:
        item.setData(f"{text}, {count:,} sounds", Qt.ItemDataRole.AccessibleTextRole)
    return item


def _place(text: str, icon: str, count: int, scope: Scope) -> QStandardItem:
    item = _item(text, Kind.PLACE, icon, count)
    item.setData(scope, Part.SCOPE)
    return item


def _section(text: str) -> QStandardItem:
    item = _item(text, Kind.SECTION, "", None)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


def _hint(text: str) -> QStandardItem:
    item = _item(text, Kind.HINT, "", None)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
