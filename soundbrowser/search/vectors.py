"""Joint vectors of a library under one model: kept up with the catalogue, cached on disk, indexed when many."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.stats import IndexReport
from soundbrowser.domain.vectors import F32, Ids, StoredSegments
from soundbrowser.model.joint import JointModel
from soundbrowser.search import ann
from soundbrowser.search.ann import ApproximateIndex, IndexHeader
from soundbrowser.search.rows import EMPTY, Rows, Snapshot, described
from soundbrowser.search.store import Made, VectorStore

SPILL = 512
"""Fresh rows that are worth a write."""
PAGE = 4096
LEAST_INDEXED = 1000
"""Below this many rows no index is built."""
BEHIND = 0.2
"""Share of rows outside the index, or dead, from which it is built anew."""
MOST_DEAD = 0.25


class JointVectors:
    """Snapshots for readers; one thread at a time refreshes."""

    def __init__(self, catalogue: Catalogue, model: JointModel, cache: Path) -> None:
        self._catalogue = catalogue
        self._model = model
        self._folder = cache / f"vectors-{re.sub(r'[^A-Za-z0-9._-]', '_', model.tower_version)}"
        made = Made(str(catalogue.library_id), model.tower_version, model.encoder_version, model.dim)
        self._made = made
        self._store = VectorStore(self._folder, made)
        self._storing = threading.Lock()
        self._snapshot, self._seq = self._store.load()
        self._index = self._load_index()

    def snapshot(self) -> Snapshot:
        """What questions read; it never changes."""
        return self._snapshot

    def index(self) -> ApproximateIndex | None:
        """The approximate index over the first rows of the snapshot; None when there is none."""
        return self._index

    def refresh(self) -> None:
        """Takes in the changes since the last time."""
        changes = self._catalogue.changes(self._seq)
        if changes.seq == self._seq:
            return
        if changes.seq < self._seq:
            self._start_over()
            changes = self._catalogue.changes(0)
        snapshot = self._snapshot.without(changes.sound_ids)
        for start in range(0, changes.sound_ids.size, PAGE):
            page = changes.sound_ids[start : start + PAGE]
            snapshot = self._extended(snapshot, self._catalogue.segments_of(page, self._model.encoder_version))
        self._snapshot, self._seq = snapshot, changes.seq
        if self._fresh() >= SPILL:
            self._spill()

    def close(self) -> None:
        """Writes what is only in memory, and lets other processes write."""
        if self._fresh():
            self._spill()
        self._store.close()

    def wants_index(self) -> bool:
        """True when an index is worth building now."""
        rows = self._snapshot.rows.size
        if rows < LEAST_INDEXED:
            return False
        covered = self._index.header.rows if self._index else 0
        dead = int((~self._snapshot.alive).sum())
        return rows - covered > BEHIND * rows or dead > BEHIND * rows

    def rebuild_index(self, cancelled: Callable[[], bool]) -> IndexReport | None:
        """Builds over all committed rows while questions go on. None where the rows cannot be committed."""
        with self._storing:
            if self._snapshot.rows.size != self._store.committed and not self._commit():
                return None
            if not self._store.committed:
                return None
            vectors, generation = self._store.mapped(), self._store.generation
        header = IndexHeader(
            self._made.library, self._made.tower, generation, vectors.shape[0], self._made.dim, ann.SEED, 0, 0, 0.0, ""
        )
        index = ann.build(self._folder, vectors, _questions(vectors), header, cancelled)
        if generation != self._store.generation:
            raise Cancelled("The vectors were written anew meanwhile; the index is built at the next occasion.")
        self._index = index
        return index.header.report()

    def index_report(self) -> IndexReport | None:
        """The index in use."""
        return self._index.header.report() if self._index else None

    def _extended(self, snapshot: Snapshot, stored: StoredSegments) -> Snapshot:
        if not stored.segment_ids.size:
            return snapshot
        rows = described(stored.segment_ids, stored.sound_ids, stored.starts, stored.ends)
        return snapshot.followed_by(self._model.project(stored.base), rows)

    def _start_over(self) -> None:
        self._snapshot, self._seq, self._index = EMPTY, 0, None

    def _fresh(self) -> int:
        return int(self._snapshot.rows.size) - self._store.committed

    def _spill(self) -> None:
        with self._storing:
            self._commit()

    def _commit(self) -> bool:
        """Writes fresh rows, or everything anew when much of it is dead; False when another process writes here."""
        snapshot = self._snapshot
        dead = np.flatnonzero(~snapshot.alive).astype(np.int64)
        committed = self._store.committed
        if not committed or dead.size > MOST_DEAD * snapshot.rows.size or committed > snapshot.rows.size:
            return self._rewrite(snapshot)
        vectors, rows = _behind(snapshot, committed)
        if not self._store.append(vectors, rows, dead, self._seq):
            return False
        self._snapshot = Snapshot((self._store.mapped(),), snapshot.rows, snapshot.alive)
        return True

    def _rewrite(self, snapshot: Snapshot) -> bool:
        if not self._store.rewrite(snapshot, self._seq):
            return False
        rows = snapshot.rows[snapshot.order]
        blocks = (self._store.mapped(),) if rows.size else ()
        self._index = None
        self._snapshot = Snapshot(blocks, rows, np.ones(rows.size, bool))
        return True

    def _load_index(self) -> ApproximateIndex | None:
        if not self._store.committed:
            return None
        return ApproximateIndex.load(self._folder, self._made.library, self._made.tower, self._store.generation)


def _behind(snapshot: Snapshot, committed: int) -> tuple[F32, Rows]:
    """The rows that are not on disk yet."""
    numbers: Ids = np.arange(committed, snapshot.rows.size, dtype=np.int64)
    return snapshot.vectors(numbers), snapshot.rows[committed:]


def _questions(vectors: F32) -> F32:
    """Questions to measure an index with: rows mixed in pairs, so that none of them is a row itself."""
    pick = np.random.default_rng(ann.SEED).integers(0, vectors.shape[0], (2, ann.QUERIES))
    mixed = 0.7 * vectors[pick[0]] + 0.3 * vectors[pick[1]]
    return np.asarray(mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9), np.float32)
