"""What the library holds, read in the background and told to the panels when it changed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from soundbrowser.app.background import run_in_background
from soundbrowser.app.question import RECENT_S
from soundbrowser.domain.query import Filters
from soundbrowser.domain.sound import Collection, Folder, Tag
from soundbrowser.domain.stats import LibraryStats
from soundbrowser.domain.tuning import ModelVersion
from soundbrowser.library import Library

WHILE_JOBS_RUN_MS = 2000


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures and names that the sidebar, the filters and the jobs line show."""

    stats: LibraryStats = field(default_factory=LibraryStats)
    recent: int = 0
    favourites: int = 0
    folders: tuple[Folder, ...] = ()
    collections: tuple[Collection, ...] = ()
    tags: tuple[Tag, ...] = ()
    formats: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    model_name: str = ""
    model_problem: str = ""
    model_lost: str = ""
    """What became of the version that was chosen; empty when it is in use."""
    in_use: ModelVersion | None = None
    """The model that answers; None while there is none that works."""

    @property
    def empty(self) -> bool:
        """True before the first folder."""
        return not self.folders


def read_summary(library: Library) -> Summary:
    """Reads everything at once; a few milliseconds."""
    problem = library.model_problem
    return Summary(
        stats=library.stats(),
        recent=library.count(Filters(added_after=time.time() - RECENT_S)),
        favourites=library.count(Filters(favourites=True)),
        folders=tuple(library.folders()),
        collections=tuple(library.collections()),
        tags=tuple(library.tags()),
        formats=tuple(library.formats()),
        searches=tuple(library.recent_searches(8)),
        model_name=library.model_name,
        model_problem=problem,
        model_lost=library.model_lost,
        in_use=None if problem else next(version for version in library.versions() if version.active),
    )


class Summaries(QObject):
    """Owned by the window; `changed` comes with the newest summary."""

    changed = Signal(Summary)
    failed = Signal(Exception)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.current = Summary()
        self._under_way = False
        self._again = False
        self._clock = QTimer(self)
        self._clock.setInterval(WHILE_JOBS_RUN_MS)
        self._clock.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Reads again; a wish that comes while one is read is fulfilled after it."""
        if self._under_way:
            self._again = True
            return
        self._under_way = True
        library = self._library
        run_in_background(self, lambda: read_summary(library), self._take, self._fail)

    def keep_watch(self, on: bool) -> None:
        """While jobs run the figures are read every two seconds."""
        if on:
            self._clock.start()
        else:
            self._clock.stop()
            self.refresh()

    def _take(self, summary: Summary) -> None:
        self._under_way = False
        if summary != self.current:
            self.current = summary
            self.changed.emit(summary)
        if self._again:
            self._again = False
            self.refresh()

    def _fail(self, error: Exception) -> None:
        self._under_way = self._again = False
        self.failed.emit(error)
