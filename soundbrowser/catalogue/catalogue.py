"""The door to a library's file: reads for any thread, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from soundbrowser.catalogue import (
    backups,
    connections,
    corrections,
    curated,
    health,
    lock,
    names,
    opening,
    places,
    sounds,
    vectors,
)
from soundbrowser.catalogue.connections import Access
from soundbrowser.catalogue.failures import file_errors, read_only, reading, translated
from soundbrowser.catalogue.writer import Writer
from soundbrowser.domain.matches import Changes, KnownFile, NameKinds, TermForm
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Collection, Folder, Sound, SoundState, Tag
from soundbrowser.domain.stats import LibraryStats
from soundbrowser.domain.tuning import Correction, Label, ModelVersion
from soundbrowser.domain.vectors import Ids, StoredSegments

_P = ParamSpec("_P")
_T = TypeVar("_T")
_DEAD_ENDS = (SoundState.UNREADABLE, SoundState.QUARANTINED)


class Catalogue:
    """One open library. Every read sees one moment of it; readers and the writer never wait for each other."""

    def __init__(self, path: Path, access: Access) -> None:
        """Use `Catalogue.open`."""
        self.path = path
        self.read_only = access is not Access.WRITE
        self._engine = connections.engine(path, access)
        self._writing = threading.RLock()
        self._written_to = False

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Catalogue:
        """Opens a library, makes it when `create` says so, and migrates it, a verified backup first.

        A place without writing still allows reading. Raises `LibraryNotFound`, `LibraryDamaged`, `LibraryTooNew`,
        `LibraryNotWritable`.
        """
        return cls(path, opening.prepare(path, create=create))

    def close(self) -> None:
        """Closes all connections; the catalogue cannot be used again."""
        self._engine.dispose()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reads ------------------------------------------------------------------------------------------------------

    @property
    def library_id(self) -> str:
        """This library's name among all; what is derived from it is keyed by it."""
        return self._read(curated.library_id)

    def folders(self) -> list[Folder]:
        """The user's folders by path."""
        return self._read(curated.folders)

    def sound(self, sound_id: int) -> Sound | None:
        """One sound, missing or not; None for an unknown id."""
        return next(iter(self.sounds([sound_id])), None)

    def sound_at(self, path: str) -> Sound | None:
        """The sound with exactly this absolute path."""
        return self._read(sounds.at_path, path)

    def sounds(self, ids: Sequence[int] | Ids) -> list[Sound]:
        """The sounds in the order asked; unknown ids are passed over."""
        return self._read(sounds.by_ids, [int(sound_id) for sound_id in ids])

    def ids(self, filters: Filters) -> Ids:
        """The ids of all sounds that pass and are not missing, ascending."""
        return self._read(sounds.ids, filters)

    def browse(self, filters: Filters, order: SortOrder, offset: int, limit: int) -> list[Sound]:
        """One page of the sounds that pass, sorted; ties by id."""
        return self._read(sounds.browse, filters, order, offset, limit)

    def count(self, filters: Filters) -> int:
        """How many sounds pass."""
        return self._read(sounds.count, filters)

    def formats(self) -> list[str]:
        """The formats that occur, sorted."""
        return self._read(sounds.formats)

    def name_kinds(self, words: Sequence[str], phrases: Sequence[str] = ()) -> NameKinds:
        """All sounds whose name, folder, tags or note hold all words and phrases, by id.

        Any text will do; words beyond the first 64 are not looked for.
        """
        return self._read(names.kinds, words, phrases)

    def with_term(self, term: str, form: TermForm) -> Ids:
        """Ascending ids of sounds with this term, or such a form of it, in their name."""
        return self._read(names.holding, term, form)

    def changes(self, since: int) -> Changes:
        """Sounds whose state, presence, path or vectors changed after `since` (0: from the start), removed ones too."""
        return self._read(sounds.changes, since)

    def segments_of(self, sound_ids: Ids, encoder_version: str) -> StoredSegments:
        """The segments of those of the sounds that are ready and not missing, ascending segment ids."""
        return self._read(vectors.of_sounds, sound_ids, encoder_version)

    def segments(self, encoder_version: str, batch: int = 8192) -> Iterator[StoredSegments]:
        """All segments of sounds that are ready and not missing, in ascending batches of about `batch` rows.

        Each batch is a read of its own, so that a long walk holds nobody up.
        """
        after = 0
        while True:
            stored, last = self._read(vectors.page, encoder_version, after, batch)
            if last == after:
                return
            after = last
            yield stored

    def waiting(self, state: SoundState, folder_ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
        """Id and path of the sounds that are present and in this state, by id."""
        return self._read(sounds.waiting, state, folder_ids)

    def unheard(self, encoder_version: str) -> list[tuple[int, str]]:
        """Id and path of the sounds that are present and ready, but have no vectors by this encoder, by id."""
        return self._read(sounds.unheard, encoder_version)

    def count_unheard(self, encoder_version: str) -> int:
        """How many these are."""
        return self._read(sounds.count_unheard, encoder_version)

    def known_files(self, below: str) -> list[KnownFile]:
        """Every sound below a folder's path, missing ones too, whichever of the user's folders it belongs to."""
        return self._read(places.known_files, below)

    def subfolders(self, path: str) -> list[Folder]:
        """The folders directly below `path` that hold sounds, all below counted; id 0 for those not added."""
        return self._read(places.subfolders, path)

    def with_content(self, fingerprints: Sequence[str]) -> list[Sound]:
        """All sounds whose content is one of these, missing ones too."""
        return self._read(sounds.with_content, fingerprints)

    def problems(self) -> list[Sound]:
        """Sounds that could not be taken in, by path."""
        return self._read(sounds.in_states, _DEAD_ENDS)

    def collections(self) -> list[Collection]:
        """All collections by name."""
        return self._read(curated.collections)

    def tags(self) -> list[Tag]:
        """All tags by name."""
        return self._read(curated.tags)

    def labels(self) -> list[Label]:
        """Tags and collections that name sounds."""
        return self._read(curated.labels)

    def corrections(self) -> list[Correction]:
        """What the user said of answers, the newest first."""
        return self._read(corrections.every)

    def corrections_of(self, text: str) -> list[Correction]:
        """What the user said of answers to these words, by sound."""
        return self._read(corrections.of_question, text)

    def recent_searches(self, limit: int = 20) -> list[str]:
        """The last questions, newest first."""
        return self._read(curated.recent_searches, limit)

    def model_versions(self) -> list[ModelVersion]:
        """The models registered with this library, oldest first."""
        return self._read(curated.model_versions)

    def stats(self) -> LibraryStats:
        """What the library holds, in numbers."""
        return self._read(health.stats)

    def check(self) -> list[str]:
        """What is wrong with the file, in SQLite's words; empty when it is sound. The file is left as it is."""
        with self._bare() as connection:
            return health.check(connection, read_only=self.read_only)

    # ---- writes -----------------------------------------------------------------------------------------------------

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """One transaction: committed at the end, undone when anything is raised inside.

        Waits for other writers. Raises `LibraryNotWritable` for a read-only place or a full disk.
        """
        with self._transaction() as connection:
            yield Writer(connection)

    @contextmanager
    def scan_lock(self) -> Iterator[None]:
        """Holds the right to scan; `LibraryBusy` when another run has it."""
        with lock.held(self._transaction, self.path):
            yield

    def backup(self, reason: str) -> Path:
        """A verified copy in the folder beside the library; of each reason the newest few are kept."""
        with file_errors(self.path), self._bare() as connection:
            return backups.make(connection, self.path, reason)

    def backup_weekly(self) -> Path | None:
        """A verified copy when the newest one is older than a week; None when there is nothing to do."""
        return self.backup(backups.WEEKLY) if backups.is_due(self.path) else None

    # ---- inside -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with reading(self.path), self._engine.begin() as connection:
            yield connection

    def _read(self, function: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs) -> _T:
        with self._reading() as connection:
            return function(connection, *args, **named)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self.read_only:
            raise read_only(self.path)
        with self._writing, translated(self.path), self._engine.connect() as borrowed:
            if self._written_to:
                raise RuntimeError("write() inside write(): one transaction at a time")
            connection = connections.for_writing(borrowed)
            self._written_to = True
            try:
                with connection.begin():
                    yield connection
            finally:
                self._written_to = False

    @contextmanager
    def _bare(self) -> Iterator[sqlite3.Connection]:
        """A driver's connection, for what SQLAlchemy does not speak."""
        with reading(self.path):
            borrowed = self._engine.raw_connection()
            try:
                driver = borrowed.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                yield driver
            finally:
                borrowed.close()
