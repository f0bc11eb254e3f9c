"""What the names index and the catalogue's writers tell: names that match, sounds that changed, files that were met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.sound import Presence, SoundState
from soundbrowser.domain.vectors import Ids


class NameMatchKind(IntEnum):
    """How well a sound's texts match the words; a smaller number is the better match."""

    EXACT = 0
    """The name without its ending is just these words."""
    PHRASE = 1
    """The name holds these words, side by side and in this order."""
    WORDS = 2
    """The name holds all of these words."""
    PREFIXES = 3
    """The name holds longer forms of these words, their roots, or these run together."""
    ELSEWHERE = 4
    """Some of the words are found only in the folder, the tags or the note."""


class TermForm(Enum):
    """What stands for a search term."""

    SAME = auto()
    LONGER = auto()
    """Also words that begin with it."""
    ANY = auto()
    """Also its roots, and words run together."""


@dataclass(frozen=True, slots=True, eq=False)
class NameKinds:
    """Sounds whose name, folder, tags or note holds all the words asked for."""

    sound_ids: Ids
    """(n,) ascending."""
    kinds: NDArray[np.int8]
    """(n,) values of NameMatchKind."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Sounds whose state, presence, path or vectors changed after a point in the history, removed ones too."""

    seq: int
    """The point in the history up to which they were read."""
    sound_ids: Ids
    """(n,) ascending."""


@dataclass(frozen=True, slots=True)
class ListingResult:
    """What a batch of listed files was to the catalogue."""

    added: tuple[int, ...]
    changed: tuple[int, ...]
    """Other size or time than before; they wait for their header again."""
    back: tuple[int, ...]
    """Unchanged, but offline or missing before."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the catalogue knows it, for a scan to compare with what is on disk."""

    id: int
    path: str
    size: int
    mtime_ns: int
    presence: Presence
    state: SoundState
