"""Reads what the user made of the library: folders, tags, collections, labels, searches, model versions."""

from __future__ import annotations

import os
from collections import defaultdict

from sqlalchemy import Connection, func, select

from soundbrowser.catalogue.failures import BrokenRow
from soundbrowser.catalogue.filters import THERE
from soundbrowser.catalogue.tables import (
    CollectionRow,
    CollectionSoundRow,
    FolderRow,
    MetaRow,
    ModelLabelRow,
    ModelMeasureRow,
    ModelVersionRow,
    SearchRow,
    SoundRow,
    SoundTagRow,
    TagRow,
)
from soundbrowser.domain.sound import Collection, Folder, Tag
from soundbrowser.domain.tuning import Label, Measure, ModelVersion


def library_id(connection: Connection) -> str:
    """The library's name among all libraries, given when it was made."""
    found = connection.execute(select(MetaRow.value).where(MetaRow.key == "library_id")).scalar_one_or_none()
    if found is None:
        raise BrokenRow("it has lost its name")
    return found


def folders(connection: Connection) -> list[Folder]:
    """The user's folders by path, with how many of their sounds are not missing."""
    counted = select(SoundRow.folder_id, func.count().label("sounds")).where(THERE).group_by(SoundRow.folder_id)
    sounds = {row.folder_id: row.sounds for row in connection.execute(counted)}
    rows = connection.execute(select(FolderRow.id, FolderRow.path, FolderRow.online).order_by(FolderRow.path))
    return [Folder(row.id, os.fsdecode(row.path), bool(row.online), sounds.get(row.id, 0)) for row in rows]


def tags(connection: Connection) -> list[Tag]:
    """All tags that are on sounds, by name."""
    asked = (
        select(TagRow.name, func.count())
        .join(SoundTagRow, SoundTagRow.tag_id == TagRow.id)
        .join(SoundRow, SoundRow.id == SoundTagRow.sound_id)
        .where(THERE)
        .group_by(TagRow.id)
        .order_by(TagRow.folded)
    )
    return [Tag(name, number) for name, number in connection.execute(asked)]


def collections(connection: Connection) -> list[Collection]:
    """All collections by name, empty ones too."""
    counted = (
        select(CollectionSoundRow.collection_id, func.count().label("sounds"))
        .join(SoundRow, SoundRow.id == CollectionSoundRow.sound_id)
        .where(THERE)
        .group_by(CollectionSoundRow.collection_id)
    )
    sounds = {row.collection_id: row.sounds for row in connection.execute(counted)}
    rows = connection.execute(select(CollectionRow.id, CollectionRow.name).order_by(CollectionRow.folded))
    return [Collection(row.id, row.name, sounds.get(row.id, 0)) for row in rows]


def labels(connection: Connection) -> list[Label]:
    """Each tag and each collection that names sounds, as a label; one of both names is one label, sounds ascending."""
    tagged = select(TagRow.name, SoundTagRow.sound_id).join(SoundTagRow, SoundTagRow.tag_id == TagRow.id)
    collected = select(CollectionRow.name, CollectionSoundRow.sound_id).join(
        CollectionSoundRow, CollectionSoundRow.collection_id == CollectionRow.id
    )
    members: defaultdict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for asked, sound_id in ((tagged, SoundTagRow.sound_id), (collected, CollectionSoundRow.sound_id)):
        for name, member in connection.execute(asked.join(SoundRow, SoundRow.id == sound_id).where(THERE)):
            key = name.casefold()
            names.setdefault(key, name)
            members[key].add(member)
    return [Label(names[key], tuple(sorted(members[key]))) for key in sorted(members)]


def recent_searches(connection: Connection, limit: int) -> list[str]:
    """The last questions, newest first."""
    asked = select(SearchRow.text).order_by(SearchRow.asked_at.desc(), SearchRow.id.desc()).limit(limit)
    return list(connection.execute(asked).scalars())


def model_versions(connection: Connection) -> list[ModelVersion]:
    """The models that the library can search with, oldest first."""
    taught: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(ModelLabelRow.version, ModelLabelRow.label).order_by(ModelLabelRow.position)):
        taught[row.version].append(row.label)
    measured: defaultdict[str, list[Measure]] = defaultdict(list)
    figures = (ModelMeasureRow.version, ModelMeasureRow.name, ModelMeasureRow.before, ModelMeasureRow.after)
    for figure in connection.execute(select(*figures).order_by(ModelMeasureRow.position)):
        measured[figure.version].append(Measure(figure.name, figure.before, figure.after))
    every = select(
        ModelVersionRow.version,
        ModelVersionRow.name,
        ModelVersionRow.path,
        ModelVersionRow.created_at,
        ModelVersionRow.active,
    )
    rows = connection.execute(every.order_by(ModelVersionRow.created_at, ModelVersionRow.version))
    return [
        ModelVersion(
            row.version,
            row.name,
            row.path,
            row.created_at,
            tuple(taught[row.version]),
            bool(row.active),
            tuple(measured[row.version]),
        )
        for row in rows
    ]
