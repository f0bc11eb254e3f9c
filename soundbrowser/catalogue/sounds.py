"""Reads sounds: by id, by path, by what they must be, in an order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Integer, func, literal_column, select

from soundbrowser.catalogue.failures import BrokenRow
from soundbrowser.catalogue.filters import THERE, UNDONE, conditions
from soundbrowser.catalogue.id_lists import id_array, listed, listed_texts
from soundbrowser.catalogue.states import presence_of, state_of
from soundbrowser.catalogue.tables import DirectoryRow, EmbeddingRow, SoundChangeRow, SoundRow, SoundTagRow, TagRow
from soundbrowser.catalogue.texts import joined, split
from soundbrowser.domain.matches import Changes
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Header, Presence, Sound, SoundState
from soundbrowser.domain.vectors import Ids

_COLUMNS = (
    SoundRow.id,
    SoundRow.folder_id,
    DirectoryRow.path,
    SoundRow.file_name,
    SoundRow.state,
    SoundRow.presence,
    SoundRow.size,
    SoundRow.mtime_ns,
    SoundRow.fingerprint,
    SoundRow.error,
    SoundRow.rating,
    SoundRow.favourite,
    SoundRow.note,
    SoundRow.added_at,
    SoundRow.format,
    SoundRow.subtype,
    SoundRow.rate,
    SoundRow.channels,
    SoundRow.bit_depth,
    SoundRow.frames,
    SoundRow.duration_s,
)
_HEADER_AT = 14
_ALL = select(*_COLUMNS).join(DirectoryRow, DirectoryRow.id == SoundRow.directory_id)
_ORDERS = {
    SortOrder.ADDED: (SoundRow.added_at.desc(), SoundRow.id.desc()),
    SortOrder.NAME: (SoundRow.sort_key, SoundRow.id),
    SortOrder.LENGTH: (SoundRow.duration_s, SoundRow.id),
    SortOrder.RATING: (SoundRow.rating.desc(), SoundRow.id.desc()),
    SortOrder.PATH: (DirectoryRow.folded, DirectoryRow.id, SoundRow.sort_key, SoundRow.id),
}

_DIRECTORIES_FIRST: ColumnElement[int] = literal_column("+directories.id", Integer)
"""The plus makes SQLite walk the directories in their order and look up the sounds of each, without any sorting."""


def by_ids(connection: Connection, ids: Sequence[int]) -> list[Sound]:
    """The sounds in the order asked; unknown ids are passed over."""
    rows = connection.execute(_ALL.where(SoundRow.id.in_(listed(ids))))
    found = {sound.id: sound for sound in to_sounds(connection, rows.all())}
    return [found[int(sound_id)] for sound_id in ids if int(sound_id) in found]


def at_path(connection: Connection, path: str) -> Sound | None:
    """The sound with exactly this path."""
    directory, file_name = map(os.fsencode, split(path))
    rows = connection.execute(_ALL.where(DirectoryRow.path == directory, SoundRow.file_name == file_name)).all()
    return next(iter(to_sounds(connection, rows)), None)


def in_states(connection: Connection, states: Sequence[SoundState]) -> list[Sound]:
    """Sounds in these states that are not missing, by path."""
    asked = _ALL.where(UNDONE, SoundRow.state.in_(states), THERE)
    return to_sounds(connection, connection.execute(asked.order_by(*_ORDERS[SortOrder.PATH])).all())


def with_content(connection: Connection, fingerprints: Iterable[str]) -> list[Sound]:
    """All sounds whose content is one of these, missing ones too, ascending ids."""
    asked = _ALL.where(SoundRow.fingerprint.in_(listed_texts(fingerprints)), SoundRow.fingerprint != "")
    rows = connection.execute(asked.order_by(SoundRow.id)).all()
    return to_sounds(connection, rows)


def browse(connection: Connection, filters: Filters, order: SortOrder, offset: int, limit: int) -> list[Sound]:
    """One page of the sounds that pass, sorted."""
    ids = select(SoundRow.id).where(*conditions(connection, filters))
    if order is SortOrder.PATH:
        ids = ids.join(DirectoryRow, SoundRow.directory_id == _DIRECTORIES_FIRST)
    page = connection.execute(ids.order_by(*_ORDERS[order]).offset(offset).limit(limit)).scalars().all()
    return by_ids(connection, page)


def count(connection: Connection, filters: Filters) -> int:
    """How many sounds pass."""
    return connection.execute(
        select(func.count()).select_from(SoundRow).where(*conditions(connection, filters))
    ).scalar_one()


def ids(connection: Connection, filters: Filters) -> Ids:
    """The ids of the sounds that pass, ascending."""
    asked = select(func.group_concat(SoundRow.id)).where(*conditions(connection, filters))
    found = id_array(connection.execute(asked).scalar_one())
    found.sort()
    return found


def waiting(connection: Connection, state: SoundState, folder_ids: Sequence[int] | None) -> list[tuple[int, str]]:
    """Id and path of the sounds that are present in this state, by id."""
    conditions = [SoundRow.state == state, SoundRow.presence == Presence.PRESENT]
    if state is not SoundState.READY:
        conditions.append(UNDONE)
    if folder_ids is not None:
        conditions.append(SoundRow.folder_id.in_(listed(folder_ids)))
    return _places(connection, *conditions)


def unheard(connection: Connection, encoder_version: str) -> list[tuple[int, str]]:
    """Id and path of the sounds that are present and ready, but have no vectors by this encoder, by id."""
    return _places(connection, *_unheard(encoder_version))


def count_unheard(connection: Connection, encoder_version: str) -> int:
    """How many these are."""
    asked = select(func.count()).select_from(SoundRow).where(*_unheard(encoder_version))
    return connection.execute(asked).scalar_one()


def _unheard(encoder_version: str) -> tuple[ColumnElement[bool], ...]:
    heard = select(EmbeddingRow.sound_id).where(EmbeddingRow.encoder_version == encoder_version)
    return (
        SoundRow.state == SoundState.READY,
        SoundRow.presence == Presence.PRESENT,
        SoundRow.id.not_in(heard),
    )


def _places(connection: Connection, *conditions: ColumnElement[bool]) -> list[tuple[int, str]]:
    directories = {row.id: row.path for row in connection.execute(select(DirectoryRow.id, DirectoryRow.path))}
    asked = select(SoundRow.id, SoundRow.directory_id, SoundRow.file_name).where(*conditions).order_by(SoundRow.id)
    rows = connection.execute(asked).all()
    if any(row.directory_id not in directories for row in rows):
        raise BrokenRow("a sound lies in a directory that is not there")
    return [(row.id, joined(directories[row.directory_id], row.file_name)) for row in rows]


def formats(connection: Connection) -> list[str]:
    """The formats that occur among sounds that are not missing, sorted."""
    asked = select(SoundRow.format).where(THERE, SoundRow.format.is_not(None))
    return sorted(str(found) for found in connection.execute(asked.distinct()).scalars())


def changes(connection: Connection, since: int) -> Changes:
    """The sounds that changed after `since`, and the point up to which they were read."""
    asked = select(func.max(SoundChangeRow.seq), func.group_concat(SoundChangeRow.sound_id))
    newest, changed = connection.execute(asked.where(SoundChangeRow.seq > since)).one()
    return Changes(since if newest is None else newest, np.sort(id_array(changed)))


def to_sounds(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[Sound]:
    """Rows of the columns above as sounds, with their tags."""
    tags = _tags(connection, [row[0] for row in rows])
    return [_sound(row, tags.get(row[0], ())) for row in rows]


def _tags(connection: Connection, sound_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    asked = (
        select(SoundTagRow.sound_id, TagRow.name)
        .join(TagRow, TagRow.id == SoundTagRow.tag_id)
        .where(SoundTagRow.sound_id.in_(listed(sound_ids)))
        .order_by(SoundTagRow.sound_id, TagRow.folded)
    )
    found: dict[int, tuple[str, ...]] = {}
    for sound_id, name in connection.execute(asked):
        found[sound_id] = (*found.get(sound_id, ()), name)
    return found


def _sound(row: Sequence[Any], tags: tuple[str, ...]) -> Sound:
    header = row[_HEADER_AT:]
    return Sound(
        id=row[0],
        folder_id=row[1],
        path=joined(row[2], row[3]),
        state=state_of(row[4]),
        presence=presence_of(row[5]),
        size=row[6],
        mtime_ns=row[7],
        fingerprint=row[8],
        error=row[9],
        rating=row[10],
        favourite=bool(row[11]),
        note=row[12],
        added_at=row[13],
        header=None if header[0] is None else Header(*header),
        tags=tags,
    )
