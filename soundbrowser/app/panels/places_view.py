"""The sidebar's tree: choosing a place, opening folders, dropping folders and sounds."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from soundbrowser.app.dragdrop import local_paths, sound_ids
from soundbrowser.app.models.places import Kind, Part, PlacesModel, kind_of
from soundbrowser.app.panels.places_delegate import PlacesDelegate, depth_of, tag_boxes
from soundbrowser.app.question import Scope
from soundbrowser.app.theme import Themes
from soundbrowser.domain.sound import Collection, Folder


class PlacesView(QTreeView):
    """Owned by the sidebar, which passes its signals on."""

    scope_chosen = Signal(Scope)
    problems_chosen = Signal()
    tag_chosen = Signal(str)
    plus_pressed = Signal(str)
    """A heading's name: Folders or Collections."""
    folder_menu_wanted = Signal(Folder, QPoint)
    collection_menu_wanted = Signal(Collection, QPoint)
    folders_dropped = Signal(list)
    sounds_collected = Signal(int, list)
    sounds_tagged = Signal(str, list)

    def __init__(self, themes: Themes, model: PlacesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = model
        self._open: set[str] = set()
        self._scope: Scope | None = Scope()
        self._scrolled = 0
        self.setModel(model)
        self._delegate = PlacesDelegate(themes, self)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName("Places")
        model.modelAboutToBeReset.connect(self._keep_scroll)
        model.rebuilt.connect(self._restore)
        self.expanded.connect(self._opened)
        self.collapsed.connect(self._closed)
        themes.changed.connect(self.viewport().update)

    # Choosing

    def mark(self, scope: Scope | None) -> None:
        """Shows which place is looked at; None for none (problems)."""
        self._scope = scope
        found = next((i for i in self._all() if self._is_marked(i)), None)
        if found is None:
            self.clearSelection()
        else:
            self.selectionModel().setCurrentIndex(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _is_marked(self, index: QModelIndex) -> bool:
        if self._scope is None:
            return kind_of(index) is Kind.PROBLEMS
        return bool(index.data(Part.SCOPE) == self._scope)

    def _all(self) -> list[QModelIndex]:
        found: list[QModelIndex] = []
        below = [QModelIndex()]
        while below:
            parent = below.pop()
            children = [self._places.index(row, 0, parent) for row in range(self._places.rowCount(parent))]
            found += children
            below += [child for child in children if self._places.hasChildren(child)]
        return found

    def _keep_scroll(self) -> None:
        self._scrolled = self.verticalScrollBar().value()

    def _restore(self) -> None:
        for index in self._all():
            folder = index.data(Part.FOLDER)
            if isinstance(folder, Folder) and folder.path in self._open:
                self.setExpanded(index, True)
        self.mark(self._scope)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(self._scrolled)

    def _opened(self, index: QModelIndex) -> None:
        folder = index.data(Part.FOLDER)
        if isinstance(folder, Folder):
            self._open.add(folder.path)
            self._places.read_below(index)

    def _closed(self, index: QModelIndex) -> None:
        folder = index.data(Part.FOLDER)
        if isinstance(folder, Folder):
            self._open.discard(folder.path)

    def _choose(self, index: QModelIndex) -> None:
        scope = index.data(Part.SCOPE)
        if isinstance(scope, Scope):
            self._scope = scope
            self.scope_chosen.emit(scope)
        elif kind_of(index) is Kind.PROBLEMS:
            self._scope = None
            self.problems_chosen.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setProperty("keyboard", False)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        kind, area = kind_of(index), self.visualRect(index)
        if kind is Kind.SECTION:
            if self._delegate.plus_area(area).contains(point) and index.data() in ("Folders", "Collections"):
                self.plus_pressed.emit(index.data())
        elif kind is Kind.TAGS:
            if tag := self._tag_at(index, point):
                self.tag_chosen.emit(tag)
        elif kind is Kind.FOLDER and self._delegate.chevron_area(area, depth_of(index)).contains(point):
            self.setExpanded(index, not self.isExpanded(index))
        elif kind is not Kind.HINT:
            super().mousePressEvent(event)
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.setProperty("keyboard", True)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)
        self.viewport().update()

    def keyboardSearch(self, _text: str) -> None:
        """Single letters are shortcuts."""

    def _tag_at(self, index: QModelIndex, point: QPoint) -> str:
        local = point - QPoint(0, self.visualRect(index).top())
        boxes = tag_boxes(index.data(Part.TAGS), self.viewport().width())
        return next((tag.name for tag, box in boxes if box.contains(local)), "")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        folder, collection = index.data(Part.FOLDER), index.data(Part.COLLECTION)
        if isinstance(folder, Folder):
            self.folder_menu_wanted.emit(folder, event.globalPos())
        elif isinstance(collection, Collection):
            self.collection_menu_wanted.emit(collection, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    # Dropping

    def announce(self, mime: QMimeData | None) -> None:
        """A drag begins somewhere in the window (or ended): the folders' heading says what can be done."""
        self._delegate.folder_wanted = mime is not None and not sound_ids(mime) and bool(local_paths(mime))
        if mime is None:
            self._aim(QModelIndex(), "")
        self.viewport().update()

    def _aim(self, index: QModelIndex, tag: str) -> None:
        self._delegate.drop_row = QPersistentModelIndex(index)
        self._delegate.drop_tag = tag
        self.viewport().update()

    def _target(self, mime: QMimeData, point: QPoint) -> tuple[QModelIndex, str] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        kind = kind_of(index)
        if sound_ids(mime):
            if kind is Kind.COLLECTION or (kind is Kind.SECTION and index.data() == "Collections"):
                return index, ""
            tag = self._tag_at(index, point) if kind is Kind.TAGS else ""
            return (index, tag) if tag else None
        if local_paths(mime) and (kind is Kind.FOLDER or index.data() == "Folders"):
            return self._heading("Folders"), ""
        return None

    def _heading(self, name: str) -> QModelIndex:
        rows = (self._places.index(row, 0) for row in range(self._places.rowCount()))
        return next(index for index in rows if index.data() == name and kind_of(index) is Kind.SECTION)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.announce(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        found = self._target(event.mimeData(), event.position().toPoint())
        self._aim(found[0] if found else QModelIndex(), found[1] if found else "")
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(found is not None)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.announce(None)

    def dropEvent(self, event: QDropEvent) -> None:
        mime = event.mimeData()
        found = self._target(mime, event.position().toPoint())
        self.announce(None)
        if found is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        index, tag = found
        collection = index.data(Part.COLLECTION)
        if tag:
            self.sounds_tagged.emit(tag, sound_ids(mime))
        elif isinstance(collection, Collection):
            self.sounds_collected.emit(collection.id, sound_ids(mime))
        elif sound_ids(mime):
            self.sounds_collected.emit(0, sound_ids(mime))
        else:
            self.folders_dropped.emit(local_paths(mime))
