"""A question as it is ranked: words for the names, a vector for the model, and what to leave out."""

from __future__ import annotations

from dataclasses import dataclass, fields

from soundbrowser.domain.query import Filters
from soundbrowser.model.joint import QueryVector


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of names and of vectors."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    """Words whose names are pushed down."""
    own_paths: frozenset[str] = frozenset()
    """Real paths of the clips asked about; they are no answers."""
    by_name: bool = True
    vector: QueryVector | None = None


def merged(chosen: Filters, typed: Filters) -> Filters:
    """Both the filters chosen in the window and those typed; where both say something, the typed ones count.

    Words of folders and tags add up.
    """
    default, values = Filters(), {}
    for field in fields(Filters):
        one, other, nothing = (getattr(each, field.name) for each in (chosen, typed, default))
        values[field.name] = one if other == nothing else other
    values["folder_words"] = (*chosen.folder_words, *typed.folder_words)
    for name in ("tags", "without_tags"):
        values[name] = getattr(chosen, name) | getattr(typed, name)
    return Filters(**values)
