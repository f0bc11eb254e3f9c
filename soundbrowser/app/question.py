"""What the window asks: words, clips, filters, and the place of the library it looks at."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from soundbrowser.domain.query import ClipRegion, Filters, Query, SortOrder

SHOWN = 300
"""Answers that are asked for; further ones are far below the weak line."""
RECENT_S = 7 * 24 * 3600.0
"""What “recently added” means."""


class Place(Enum):
    """The rows of the sidebar's first part, and folders and collections."""

    ALL = auto()
    RECENT = auto()
    FAVOURITES = auto()
    FOLDER = auto()
    COLLECTION = auto()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where in the library to look."""

    place: Place = Place.ALL
    path: str = ""
    """The folder, for `Place.FOLDER`."""
    collection_id: int | None = None
    title: str = "All sounds"

    def narrow(self, filters: Filters) -> Filters:
        """The filters with this place added to them."""
        if self.place is Place.RECENT:
            return replace(filters, added_after=time.time() - RECENT_S)
        if self.place is Place.FAVOURITES:
            return replace(filters, favourites=True)
        if self.place is Place.FOLDER:
            return replace(filters, below=self.path)
        if self.place is Place.COLLECTION:
            return replace(filters, collection_id=self.collection_id)
        return filters


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Question:
    """One state of the query bar, the filter row and the sidebar."""

    text: str = ""
    clips: tuple[ClipRegion, ...] = ()
    balance: float = 0.5
    filters: Filters = field(default_factory=Filters)
    scope: Scope = EVERYWHERE
    order: SortOrder = SortOrder.ADDED

    @property
    def browses(self) -> bool:
        """True when nothing is asked and the list shows the library."""
        return not self.text.strip() and not self.clips

    def narrowed(self) -> Filters:
        """The filters with the scope."""
        return self.scope.narrow(self.filters)

    def query(self) -> Query:
        """The question as the library takes it."""
        return Query(text=self.text, clips=self.clips, balance=self.balance, filters=self.narrowed(), limit=SHOWN)
