"""What the library holds, as lists, pages and numbers; read from the catalogue alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Collection, Folder, Sound, Tag
from soundbrowser.domain.stats import LibraryStats
from soundbrowser.domain.tuning import Label
from soundbrowser.domain.vectors import StoredSegments


class Reading:
    """The part of the library that only reads. Any thread may call, also while a job writes."""

    _catalogue: Catalogue

    def browse(self, filters: Filters, order: SortOrder, offset: int, limit: int) -> list[Sound]:
        """One page of the sounds that pass, sorted; missing ones are left out."""
        return self._catalogue.browse(filters, order, offset, limit)

    def count(self, filters: Filters) -> int:
        """How many sounds pass."""
        return self._catalogue.count(filters)

    def sound(self, sound_id: int) -> Sound | None:
        """One sound by its id."""
        return self._catalogue.sound(sound_id)

    def sounds(self, ids: Sequence[int]) -> list[Sound]:
        """The sounds in the order asked; unknown ids are passed over."""
        return self._catalogue.sounds(ids)

    def sound_at(self, path: str) -> Sound | None:
        """The sound with exactly this absolute path."""
        return self._catalogue.sound_at(path)

    def base_vectors(self, ids: Sequence[int], encoder_version: str) -> StoredSegments:
        """What an encoder made of those of the sounds that it has listened to; ids in any order, segments by id."""
        return self._catalogue.segments_of(np.asarray(ids, np.int64), encoder_version)

    def folders(self) -> list[Folder]:
        """The folders that the user added, by path."""
        return self._catalogue.folders()

    def subfolders(self, path: str) -> list[Folder]:
        """The direct subfolders that hold sounds, with all below them counted; id 0 for those not added themselves."""
        return self._catalogue.subfolders(path)

    def collections(self) -> list[Collection]:
        """All collections by name."""
        return self._catalogue.collections()

    def tags(self) -> list[Tag]:
        """All tags by name."""
        return self._catalogue.tags()

    def labels(self) -> list[Label]:
        """Tags and collections as labels to fine-tune on."""
        return self._catalogue.labels()

    def formats(self) -> list[str]:
        """The file formats that occur."""
        return self._catalogue.formats()

    def problems(self) -> list[Sound]:
        """Sounds that could not be taken in; `Sound.error` says why."""
        return self._catalogue.problems()

    def recent_searches(self, limit: int = 20) -> list[str]:
        """The last questions, newest first."""
        return self._catalogue.recent_searches(limit)

    def stats(self) -> LibraryStats:
        """What the library holds, in numbers."""
        return self._catalogue.stats()
