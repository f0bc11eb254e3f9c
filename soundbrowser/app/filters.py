"""The filters of the filter row: what each is called, what it shows, and how it is set and cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from soundbrowser.app import wording
from soundbrowser.domain.query import Filters
from soundbrowser.domain.sound import Folder


class Facet(StrEnum):
    """One chip of the filter row, by its title."""

    LENGTH = "Length"
    CHANNELS = "Channels"
    FORMAT = "Format"
    FOLDER = "Folder"
    TAG = "Tag"
    RATING = "Rating"
    RATE = "Rate"


MANY_CHANNELS = frozenset(range(3, 129))
"""More than two: what “Surround” stands for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a chip's popup."""

    text: str
    filters: Filters
    """The filters with this line chosen (or, where several may be, switched)."""
    chosen: bool


LENGTHS = ((None, 1.0), (1.0, 5.0), (5.0, 30.0), (30.0, 120.0), (120.0, None))
RATES = (44_100, 48_000, 88_200, 96_000, 192_000)
_CHANNELS = (("Mono", frozenset({1})), ("Stereo", frozenset({2})), ("Surround", MANY_CHANNELS))


def span_text(least: float | None, most: float | None) -> str:
    """2 s – 2 min, under 1 s, over 2 min."""
    if least is None:
        return f"under {wording.short_span(most)}" if most is not None else ""
    if most is None:
        return f"over {wording.short_span(least)}"
    return f"{wording.short_span(least)} – {wording.short_span(most)}"


def value_of(facet: Facet, filters: Filters, folders: Iterable[Folder] = ()) -> str:
    """What a chip says of its filter; empty when it is not set."""
    if facet is Facet.LENGTH:
        return span_text(filters.min_length_s, filters.max_length_s)
    if facet is Facet.CHANNELS:
        return _joined([name for name, numbers in _CHANNELS if numbers <= filters.channels])
    if facet is Facet.FORMAT:
        return _joined(sorted(filters.formats))
    if facet is Facet.FOLDER:
        return _joined([PurePath(f.path).name for f in folders if f.id in filters.folder_ids])
    if facet is Facet.TAG:
        return _joined(sorted(filters.tags))
    if facet is Facet.RATING:
        return _stars(filters.min_rating) if filters.min_rating else ""
    return f"{filters.min_rate / 1000:g} kHz or more" if filters.min_rate else ""


def _stars(least: int) -> str:
    return "5 stars" if least == 5 else f"{least} {'star' if least == 1 else 'stars'} or more"


def _joined(words: list[str]) -> str:
    return words[0] + (f" +{len(words) - 1}" if len(words) > 1 else "") if words else ""


def cleared(facet: Facet, filters: Filters) -> Filters:
    """The filters without one of them."""
    if facet is Facet.LENGTH:
        return replace(filters, min_length_s=None, max_length_s=None)
    if facet is Facet.CHANNELS:
        return replace(filters, channels=frozenset())
    if facet is Facet.FORMAT:
        return replace(filters, formats=frozenset())
    if facet is Facet.FOLDER:
        return replace(filters, folder_ids=frozenset())
    if facet is Facet.TAG:
        return replace(filters, tags=frozenset())
    if facet is Facet.RATING:
        return replace(filters, min_rating=None)
    return replace(filters, min_rate=None, max_rate=None)


def set_facets(filters: Filters) -> list[Facet]:
    """The facets that are set."""
    return [facet for facet in Facet if cleared(facet, filters) != filters]


def length_choices(filters: Filters) -> list[Choice]:
    """Usual spans; one at a time."""
    now = filters.min_length_s, filters.max_length_s
    return [
        Choice(span_text(*span), replace(filters, min_length_s=span[0], max_length_s=span[1]), span == now)
        for span in LENGTHS
    ]


def channel_choices(filters: Filters) -> list[Choice]:
    """Mono, stereo, more; several at a time."""
    return [
        Choice(name, replace(filters, channels=filters.channels ^ numbers), numbers <= filters.channels)
        for name, numbers in _CHANNELS
    ]


def format_choices(filters: Filters, formats: Iterable[str]) -> list[Choice]:
    """The library's formats; several at a time."""
    return [Choice(f, replace(filters, formats=filters.formats ^ {f}), f in filters.formats) for f in formats]


def folder_choices(filters: Filters, folders: Iterable[Folder]) -> list[Choice]:
    """The added folders; several at a time."""
    return [
        Choice(
            wording.printable(PurePath(folder.path).name),
            replace(filters, folder_ids=filters.folder_ids ^ {folder.id}),
            folder.id in filters.folder_ids,
        )
        for folder in folders
    ]


def tag_choices(filters: Filters, tags: Iterable[str]) -> list[Choice]:
    """The library's tags; all of the chosen ones must be there."""
    return [Choice(t, replace(filters, tags=filters.tags ^ {t}), t in filters.tags) for t in tags]


def rating_choices(filters: Filters) -> list[Choice]:
    """At least so many stars; one at a time."""
    return [
        Choice("★" * stars + ("" if stars == 5 else " or more"), replace(filters, min_rating=stars), stars == now)
        for now in [filters.min_rating]
        for stars in range(1, 6)
    ]


def rate_choices(filters: Filters) -> list[Choice]:
    """At least so many samples a second; one at a time."""
    return [
        Choice(f"{rate / 1000:g} kHz or more", replace(filters, min_rate=rate), rate == filters.min_rate)
        for rate in RATES
    ]
