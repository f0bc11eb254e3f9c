"""The small waveforms of the rows that are seen, fetched in the background and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from soundbrowser.app.background import run_in_background
from soundbrowser.domain.vectors import Peaks
from soundbrowser.library import Library

BATCH = 48
KEPT = 2000
"""About 11 MB."""


class Thumbnails(QObject):
    """Owned by the window; `arrived` names the sounds whose waveforms have come."""

    arrived = Signal(list)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._kept: OrderedDict[int, Peaks] = OrderedDict()
        self._wanted: list[int] = []
        self._absent: set[int] = set()
        self._under_way = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    def of(self, sound_id: int) -> Peaks | None:
        """The waveform if it is at hand; else it is fetched and `arrived` will name it."""
        peaks = self._kept.get(sound_id)
        if peaks is not None:
            self._kept.move_to_end(sound_id)
            return peaks
        if sound_id not in self._absent and sound_id not in self._wanted:
            self._wanted.append(sound_id)
            if not self._under_way:
                self._soon.start()
        return None

    def look_again(self) -> None:
        """A job has listened to more sounds: those without a waveform may have one now."""
        self._absent.clear()

    def _fetch(self) -> None:
        if self._under_way or not self._wanted:
            return
        # The rows asked for last are the ones in sight.
        batch, self._wanted = self._wanted[-BATCH:], self._wanted[:-BATCH][-BATCH:]
        self._under_way = True
        run_in_background(self, self._reading(batch), lambda found: self._take(batch, found), self._fail)

    def _reading(self, batch: list[int]) -> Callable[[], dict[int, Peaks]]:
        library = self._library
        return lambda: library.thumbnails(batch)

    def _take(self, batch: list[int], found: dict[int, Peaks]) -> None:
        self._under_way = False
        self._absent.update(set(batch) - set(found))
        self._kept.update(found)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if found:
            self.arrived.emit(list(found))
        self._fetch()

    def _fail(self, error: Exception) -> None:
        self._under_way = False
        raise error
