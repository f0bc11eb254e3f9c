"""The rows of the list: the answers to a question with their weak line, or a window on the whole library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from soundbrowser.app.dragdrop import sounds_mime
from soundbrowser.app.wording import row_spoken
from soundbrowser.domain.query import Hit
from soundbrowser.domain.sound import Sound

PAGE = 200
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowKind(Enum):
    """What a row is."""

    SOUND = auto()
    WEAK_LINE = auto()
    LOADING = auto()
    """A sound whose page has not come yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the delegate paints it."""

    kind: RowKind
    sound: Sound | None = None
    hit: Hit | None = None

    @property
    def weak(self) -> bool:
        """True below the weak line."""
        return self.hit is not None and self.hit.weak


_LOADING = Row(RowKind.LOADING)
_WEAK_LINE = Row(RowKind.WEAK_LINE)


class SoundListModel(QAbstractListModel):
    """Holds the hits of an answer, or reads the library page by page as rows are seen."""

    page_wanted = Signal(int)
    """A page of the library (of `PAGE` rows) is in sight and not here."""
    filled = Signal()
    """A new list is in place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self._strong = 0
        self._weak_shown = True
        self._browsing = True
        self._total = 0
        self._pages: dict[int, list[Sound]] = {}
        self._asked_pages: set[int] = set()

    # What the list holds

    @property
    def browsing(self) -> bool:
        """True while the list shows the library and no answers."""
        return self._browsing

    @property
    def strong(self) -> int:
        """Hits above the weak line."""
        return self._strong

    @property
    def weak(self) -> int:
        """Hits below it, shown or not."""
        return len(self._hits) - self._strong

    @property
    def weak_shown(self) -> bool:
        """Whether the rows below the weak line are shown; where nothing is above it, they are."""
        return self._weak_shown or self._strong == 0

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Shows answers, best first."""
        self.beginResetModel()
        self._browsing = False
        self._hits = list(hits)
        self._strong = sum(not hit.weak for hit in hits)
        self._pages.clear()
        self.endResetModel()
        self.filled.emit()

    def show_library(self, total: int, first: Sequence[Sound]) -> None:
        """Shows `total` rows of the library, of which the first page is at hand."""
        self.beginResetModel()
        self._browsing = True
        self._hits, self._strong = [], 0
        self._total = total
        self._pages = {0: list(first)}
        self._asked_pages = {0}
        self.endResetModel()
        self.filled.emit()

    def put_page(self, number: int, sounds: Sequence[Sound]) -> None:
        """A page that was wanted has come."""
        if not self._browsing:
            return
        self._pages[number] = list(sounds)
        top = number * PAGE
        self.dataChanged.emit(self.index(top), self.index(min(top + PAGE, self._total) - 1))

    def show_weak(self, shown: bool) -> None:
        """Shows or hides what lies below the weak line."""
        if shown != self._weak_shown:
            self.beginResetModel()
            self._weak_shown = shown
            self.endResetModel()

    def take_out(self, sound_ids: set[int]) -> None:
        """Leaves answers out of the list, as long as it stands."""
        self.show_hits([hit for hit in self._hits if hit.sound.id not in sound_ids])

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The answers, shown or not."""
        return tuple(self._hits)

    def update_sounds(self, sounds: Sequence[Sound]) -> None:
        """Puts new values in place of old ones with the same ids."""
        new = {sound.id: sound for sound in sounds}
        self._hits = [replace(hit, sound=new.get(hit.sound.id, hit.sound)) for hit in self._hits]
        for number, page in self._pages.items():
            self._pages[number] = [new.get(sound.id, sound) for sound in page]
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    # Rows

    def row(self, number: int) -> Row:
        """The row as it is painted; a page that is not here is asked for."""
        if self._browsing:
            return self._library_row(number)
        if number < self._strong:
            hit = self._hits[number]
        elif number == self._strong:
            return _WEAK_LINE
        else:
            hit = self._hits[number - 1]
        return Row(RowKind.SOUND, hit.sound, hit)

    def _library_row(self, number: int) -> Row:
        page, place = divmod(number, PAGE)
        sounds = self._pages.get(page)
        if sounds is None:
            if page not in self._asked_pages:
                self._asked_pages.add(page)
                self.page_wanted.emit(page)
            return _LOADING
        return Row(RowKind.SOUND, sounds[place]) if place < len(sounds) else _LOADING

    def sound(self, number: int) -> Sound | None:
        """The sound in a row, if there is one."""
        return self.row(number).sound if 0 <= number < self.rowCount() else None

    def row_of(self, sound_id: int) -> int | None:
        """Where a sound stands, among the rows that are at hand."""
        for number, sound in self._loaded():
            if sound.id == sound_id:
                return number
        return None

    def _loaded(self) -> list[tuple[int, Sound]]:
        if self._browsing:
            return [(n * PAGE + i, s) for n, page in self._pages.items() for i, s in enumerate(page)]
        shown = self._hits if self.weak_shown else self._hits[: self._strong]
        return [(i + (i >= self._strong), hit.sound) for i, hit in enumerate(shown)]

    def next_sound_row(self, number: int, step: int) -> int | None:
        """The nearest row with a sound in the direction of `step`."""
        number += step
        while 0 <= number < self.rowCount():
            if self.row(number).kind is not RowKind.WEAK_LINE:
                return number
            number += 1 if step > 0 else -1
        return None

    # Qt's side

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        if parent.isValid():
            return 0
        if self._browsing:
            return self._total
        below = self.weak
        return self._strong + (1 + below * self.weak_shown if below else 0)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row(index.row())
        reader = _READERS.get(role)
        return reader(row) if reader else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.row(index.row()).kind is RowKind.WEAK_LINE:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        found = (self.sound(index.row()) for index in sorted(indexes, key=QModelIndex.row))
        return sounds_mime([sound for sound in found if sound is not None])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


def _name(row: Row) -> str | None:
    return row.sound.name if row.sound else None


def _spoken(row: Row) -> str:
    if row.kind is RowKind.WEAK_LINE:
        return "Weak matches below"
    return row_spoken(row.sound, row.hit) if row.sound else "Loading"


_READERS: dict[int, Callable[[Row], object]] = {
    Qt.ItemDataRole.DisplayRole: _name,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Qt.ItemDataRole.UserRole: lambda row: row.sound,
}
