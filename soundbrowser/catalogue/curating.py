"""Writes what the user says of sounds: tags, ratings, notes, collections, searches, model versions."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from soundbrowser.catalogue.directories import Directories, reindex
from soundbrowser.catalogue.id_lists import listed
from soundbrowser.catalogue.tables import (
    CollectionRow,
    CollectionSoundRow,
    ModelLabelRow,
    ModelMeasureRow,
    ModelVersionRow,
    SearchRow,
    SoundRow,
    SoundTagRow,
    TagRow,
)
from soundbrowser.catalogue.texts import folded, nfc
from soundbrowser.domain.sound import Collection
from soundbrowser.domain.tuning import ModelVersion

KEPT_SEARCHES = 500


class CuratingWriter:
    """The part of the writer that the user's own words go through."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directories = Directories(connection)

    def tag(self, ids: Iterable[int], name: str) -> None:
        """Puts a tag on sounds; letter case does not tell tags apart, the first spelling stays."""
        sounds = self._existing(ids)
        self._connection.execute(upsert(TagRow).values(name=nfc(name), folded=folded(name)).on_conflict_do_nothing())
        tag_id = self._connection.execute(select(TagRow.id).where(TagRow.folded == folded(name))).scalar_one()
        rows = [{"sound_id": sound_id, "tag_id": tag_id} for sound_id in sounds]
        if rows:
            self._connection.execute(upsert(SoundTagRow).on_conflict_do_nothing(), rows)
        reindex(self._connection, self._directories, sounds)

    def untag(self, ids: Iterable[int], name: str) -> None:
        """Takes a tag off sounds; a tag on no sound is forgotten."""
        sounds = self._existing(ids)
        tag_id = select(TagRow.id).where(TagRow.folded == folded(name)).scalar_subquery()
        its = delete(SoundTagRow).where(SoundTagRow.tag_id == tag_id, SoundTagRow.sound_id.in_(listed(sounds)))
        self._connection.execute(its)
        used = select(SoundTagRow.tag_id)
        self._connection.execute(delete(TagRow).where(TagRow.id.not_in(used)))
        reindex(self._connection, self._directories, sounds)

    def rate(self, ids: Iterable[int], stars: int) -> None:
        """Rates sounds, 0 (none) to 5."""
        self._connection.execute(update(SoundRow).where(SoundRow.id.in_(listed(ids))).values(rating=stars))

    def favourite(self, ids: Iterable[int], on: bool) -> None:
        """Makes sounds favourites, or no longer."""
        self._connection.execute(update(SoundRow).where(SoundRow.id.in_(listed(ids))).values(favourite=int(on)))

    def note(self, sound_id: int, words: str) -> None:
        """Puts a note on a sound in place of an earlier one."""
        self._connection.execute(update(SoundRow).where(SoundRow.id == sound_id).values(note=nfc(words)))
        reindex(self._connection, self._directories, [sound_id])

    def create_collection(self, name: str) -> Collection:
        """The collection of this name, made when there is none."""
        row = {"name": nfc(name), "folded": folded(name), "created_at": time.time()}
        self._connection.execute(upsert(CollectionRow).values(row).on_conflict_do_nothing())
        asked = select(CollectionRow.id, CollectionRow.name).where(CollectionRow.folded == folded(name))
        found = self._connection.execute(asked).one()
        its = select(CollectionSoundRow.sound_id).where(CollectionSoundRow.collection_id == found.id)
        return Collection(found.id, found.name, len(self._connection.execute(its).all()))

    def rename_collection(self, collection_id: int, name: str) -> None:
        """Gives a collection another name; `ValueError` when another collection has it."""
        taken = select(CollectionRow.id).where(CollectionRow.folded == folded(name), CollectionRow.id != collection_id)
        if self._connection.execute(taken).first() is not None:
            raise ValueError(f"There is a collection called “{name}” already.")
        row = update(CollectionRow).where(CollectionRow.id == collection_id)
        self._connection.execute(row.values(name=nfc(name), folded=folded(name)))

    def delete_collection(self, collection_id: int) -> None:
        """Forgets a collection; its sounds stay."""
        self._connection.execute(delete(CollectionRow).where(CollectionRow.id == collection_id))

    def add_to_collection(self, collection_id: int, ids: Iterable[int]) -> None:
        """Puts sounds into a collection."""
        now = time.time()
        rows = [
            {"collection_id": collection_id, "sound_id": sound_id, "added_at": now} for sound_id in self._existing(ids)
        ]
        if rows:
            self._connection.execute(upsert(CollectionSoundRow).on_conflict_do_nothing(), rows)

    def remove_from_collection(self, collection_id: int, ids: Iterable[int]) -> None:
        """Takes sounds out of a collection."""
        its = delete(CollectionSoundRow).where(CollectionSoundRow.collection_id == collection_id)
        self._connection.execute(its.where(CollectionSoundRow.sound_id.in_(listed(ids))))

    def remember_search(self, words: str) -> None:
        """Notes a question as the newest; the oldest of too many are forgotten."""
        row = upsert(SearchRow).values(text=nfc(words), asked_at=time.time())
        newest = row.on_conflict_do_update(index_elements=["text"], set_={"asked_at": row.excluded.asked_at})
        self._connection.execute(newest)
        kept = select(SearchRow.id).order_by(SearchRow.asked_at.desc(), SearchRow.id.desc()).limit(KEPT_SEARCHES)
        self._connection.execute(delete(SearchRow).where(SearchRow.id.not_in(kept)))

    def add_model_version(self, version: ModelVersion) -> None:
        """Registers a model, in place of an earlier one of the same version; active when it says so."""
        self.remove_model_version(version.version)
        row = {"version": version.version, "name": version.name, "path": version.path, "created_at": version.created_at}
        self._connection.execute(insert(ModelVersionRow).values(**row, active=0))
        labels = [{"version": version.version, "position": i, "label": each} for i, each in enumerate(version.labels)]
        if labels:
            self._connection.execute(insert(ModelLabelRow), labels)
        measures = [
            {"version": version.version, "position": i, "name": m.name, "before": m.before, "after": m.after}
            for i, m in enumerate(version.measures)
        ]
        if measures:
            self._connection.execute(insert(ModelMeasureRow), measures)
        if version.active:
            self.activate_model_version(version.version)

    def activate_model_version(self, version: str | None) -> None:
        """Makes one version the model in use; None: no version of the library's own."""
        every = update(ModelVersionRow)
        self._connection.execute(every.values(active=0))
        self._connection.execute(every.where(ModelVersionRow.version == version).values(active=1))

    def remove_model_version(self, version: str) -> None:
        """Forgets a version; its folder is not touched."""
        self._connection.execute(delete(ModelVersionRow).where(ModelVersionRow.version == version))

    def _existing(self, ids: Iterable[int]) -> list[int]:
        return list(self._connection.execute(select(SoundRow.id).where(SoundRow.id.in_(listed(ids)))).scalars())
