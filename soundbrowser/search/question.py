"""A question as it is ranked: words for the names, a vector for the model, and what to leave out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from soundbrowser.domain.query import Filters
from soundbrowser.domain.sound import Sound
from soundbrowser.model.joint import QueryVector


class OwnFiles:
    """The files of the clips asked about, whatever path leads to them; they are no answers."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._real = frozenset(os.path.realpath(path) for path in paths)
        self._names = frozenset(map(os.path.basename, self._real))
        self._sizes = frozenset(size for path in self._real if (size := _size(path)) is not None)

    def __len__(self) -> int:
        return len(self._real)

    def __contains__(self, sound: Sound) -> bool:
        """Asks the disk only about sounds that might be one of them: a network drive may be far away."""
        if not self._real or (sound.size not in self._sizes and os.path.basename(sound.path) not in self._names):  # noqa: PTH119
            return False
        return sound.path in self._real or os.path.realpath(sound.path) in self._real


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of names and of vectors."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    """Words whose names are pushed down."""
    own: OwnFiles = field(default_factory=OwnFiles)
    by_name: bool = True
    vector: QueryVector | None = None
    near_sounds: bool = False
    """True for clips alone: their vectors lie among the sounds', where an approximate index finds its way."""
    rejected: frozenset[int] = frozenset()
    """Ids of sounds that the user called no match for these words; they are no answers."""


def merged(chosen: Filters, typed: Filters) -> Filters:
    """Both the filters chosen in the window and those typed; where both say something, the typed ones count.

    Words of folders and tags add up.
    """
    default, values = Filters(), {}
    for each in fields(Filters):
        one, other, nothing = (getattr(filters, each.name) for filters in (chosen, typed, default))
        values[each.name] = one if other == nothing else other
    values["folder_words"] = (*chosen.folder_words, *typed.folder_words)
    for name in ("tags", "without_tags"):
        values[name] = getattr(chosen, name) | getattr(typed, name)
    return Filters(**values)


def _size(path: str) -> int | None:
    try:
        return os.stat(path).st_size  # noqa: PTH116 -- bytes may be odd
    except OSError:
        return None
