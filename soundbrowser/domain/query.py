"""What a user asks, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from soundbrowser.domain.sound import Sound

WEAK_BELOW = 0.4
"""A hit less likely than this to be right is shown below the weak line."""


class Reason(StrEnum):
    """Why a sound is among the answers."""

    NAME = "name"
    MEANING = "meaning"
    SOUND = "sounds alike"


@dataclass(frozen=True, slots=True)
class ClipRegion:
    """A clip asked about: a file, or a part of it."""

    path: str
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What every answer must be; `None` or empty means: anything. Sets are "any of these"."""

    min_length_s: float | None = None
    max_length_s: float | None = None
    channels: frozenset[int] = frozenset()
    min_rate: int | None = None
    max_rate: int | None = None
    formats: frozenset[str] = frozenset()
    """Upper-case, as in `Header.format`."""
    folder_ids: frozenset[int] = frozenset()
    below: str | None = None
    """A folder path; only sounds below it."""
    folder_words: tuple[str, ...] = ()
    """Each must occur in the sound's folder path, letter case aside."""
    tags: frozenset[str] = frozenset()
    """All of these."""
    without_tags: frozenset[str] = frozenset()
    min_rating: int | None = None
    favourites: bool = False
    collection_id: int | None = None
    added_after: float | None = None
    """Seconds since the epoch."""

    def is_empty(self) -> bool:
        """True when every sound passes."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the window and the command line ask it."""

    text: str = ""
    """As typed: words, "quoted phrases", -without, tag: folder: rate: len: ch: format: rating:."""
    clips: tuple[ClipRegion, ...] = ()
    without: tuple[str, ...] = ()
    """Texts whose meaning is pushed away (`--not`)."""
    balance: float = 0.5
    """0 = words only, 1 = clip only; matters when both are given."""
    filters: Filters = field(default_factory=Filters)
    limit: int | None = 200
    semantic_only: bool = False
    """Rank by the model alone, blind to names and corrections."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much each reason speaks for a hit: calibrated chances, 0 … 1."""

    name: float = 0.0
    meaning: float = 0.0
    sound: float = 0.0
    name_spans: tuple[tuple[int, int], ...] = ()
    """Character ranges of the file name that the words matched."""

    def leading(self) -> Reason | None:
        """The strongest reason, or None when there is none."""
        strongest, reason = max((self.name, Reason.NAME), (self.meaning, Reason.MEANING), (self.sound, Reason.SOUND))
        return reason if strongest > 0 else None


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: a sound, its best segment, and how likely it is what was meant."""

    sound: Sound
    score: float
    """Calibrated chance, 0 … 1, that it is what was meant."""
    start_s: float
    end_s: float
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def weak(self) -> bool:
        """True below the weak line."""
        return self.score < WEAK_BELOW


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one query, best first, and what the window says about them."""

    hits: tuple[Hit, ...]
    total: int
    """Sounds that pass the filters."""
    elapsed_s: float
    notice: str = ""
    """A sentence for the user, such as that no word was known to the model; empty when all is well."""
    rejected: int = 0
    """Sounds left out because the user called them no match for these words."""


class SortOrder(StrEnum):
    """How a list without a question is sorted."""

    ADDED = "recently added"
    NAME = "name"
    LENGTH = "length"
    RATING = "rating"
    PATH = "folder"
