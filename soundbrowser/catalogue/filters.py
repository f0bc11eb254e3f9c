"""What a user's filters mean in SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Integer, Select, literal_column, select

from soundbrowser.catalogue.id_lists import listed
from soundbrowser.catalogue.tables import CollectionSoundRow, DirectoryRow, SoundRow, SoundTagRow, TagRow
from soundbrowser.catalogue.texts import folded, inside, nfc, prefix_range
from soundbrowser.domain.query import Filters

THERE: ColumnElement[bool] = SoundRow.presence != literal_column("'missing'")
"""Not missing; written out, because SQLite uses a partial index only for a condition that it can read beforehand."""
UNDONE: ColumnElement[bool] = SoundRow.state != literal_column("'ready'")
LOST: ColumnElement[bool] = SoundRow.presence == literal_column("'missing'")
_duration: ColumnElement[float] = literal_column("+sounds.duration_s", Float)
"""The plus keeps SQLite from walking the index by length, and from fetching each row for the other conditions."""
_rating: ColumnElement[int] = literal_column("+sounds.rating", Integer)
_added: ColumnElement[float] = literal_column("+sounds.added_at", Float)


def conditions(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on `SoundRow` that hold for the sounds that pass; missing ones never do."""
    return [
        THERE,
        *_header(filters),
        *_place(connection, filters),
        *_curation(filters),
    ]


def _header(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.min_length_s is not None:
        yield _duration >= filters.min_length_s
    if filters.max_length_s is not None:
        yield _duration <= filters.max_length_s
    if filters.min_rate is not None:
        yield SoundRow.rate >= filters.min_rate
    if filters.max_rate is not None:
        yield SoundRow.rate <= filters.max_rate
    if filters.channels:
        yield SoundRow.channels.in_(sorted(filters.channels))
    if filters.formats:
        yield SoundRow.format.in_(sorted(map(nfc, filters.formats)))


def _place(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.folder_ids:
        yield SoundRow.folder_id.in_(sorted(filters.folder_ids))
    if filters.below is not None:
        first, after = prefix_range(os.fsencode(inside(filters.below)))
        inner = select(DirectoryRow.id).where(DirectoryRow.path >= first, DirectoryRow.path < after)
        yield SoundRow.directory_id.in_(inner)
    if filters.folder_words:
        words = [folded(word) for word in filters.folder_words]
        every = connection.execute(select(DirectoryRow.id, DirectoryRow.folded))
        fitting = [directory for directory, text in every if all(word in text for word in words)]
        yield SoundRow.directory_id.in_(listed(fitting))


def _curation(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.min_rating is not None:
        yield _rating >= filters.min_rating
    if filters.favourites:
        yield SoundRow.favourite == 1
    if filters.added_after is not None:
        yield _added > filters.added_after
    if filters.collection_id is not None:
        members = select(CollectionSoundRow.sound_id).where(CollectionSoundRow.collection_id == filters.collection_id)
        yield SoundRow.id.in_(members)
    for tag in sorted(filters.tags):
        yield SoundRow.id.in_(_tagged(tag))
    for tag in sorted(filters.without_tags):
        yield SoundRow.id.not_in(_tagged(tag))


def _tagged(tag: str) -> Select[Any]:
    return (
        select(SoundTagRow.sound_id).join(TagRow, TagRow.id == SoundTagRow.tag_id).where(TagRow.folded == folded(tag))
    )
