"""Joint vectors of a library under one model: kept up with the catalogue, cached on disk, indexed when many."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.stats import IndexReport
from soundbrowser.domain.vectors import F32, Ids, StoredSegments
from soundbrowser.model.joint import JointModel
from soundbrowser.search import ann
from soundbrowser.search.ann import ApproximateIndex, IndexMade
from soundbrowser.search.pruning import PREFIX, prune
from soundbrowser.search.rows import EMPTY, Snapshot, described
from soundbrowser.search.store import Claim, Made, VectorStore

SPILL = 512
"""Fresh rows that are worth a write."""
MOST_FRESH = 8192
"""Fresh rows that are written even while a question waits: else they would fill the memory."""
PAGE = 4096
LEAST_INDEXED = 1000
"""Below this many rows no index is built."""
BEHIND = 0.2
"""Share of rows outside the index from which it is built anew."""
BLEND = 0.8
"""Share of the one sound in a made-up clip."""
MOST_DEAD = 0.25
"""Share of dead rows from which all are written anew."""


@dataclass(frozen=True, eq=False)
class View:
    """What one question reads: it never changes, and its parts belong together."""

    snapshot: Snapshot = EMPTY
    seq: int = 0
    """The catalogue's history is taken in up to here."""
    index: ApproximateIndex | None = None
    """Over the first rows of the snapshot."""


class JointVectors:
    """Views for any number of readers; writers of this process take turns, and readers never wait for them."""

    def __init__(self, catalogue: Catalogue, model: JointModel, cache: Path) -> None:
        self._catalogue = catalogue
        self._model = model
        self._folder = cache / f"{PREFIX}{re.sub(r'[^A-Za-z0-9._-]', '_', model.tower_version)}"
        self._made = Made(str(catalogue.library_id), model.tower_version, model.encoder_version, model.dim)
        self._store = VectorStore(self._folder, self._made)
        self._changing = threading.Lock()
        self._building = threading.Lock()
        self._view = self._loaded()

    def view(self) -> View:
        """What a question reads."""
        return self._view

    def refresh(self, *, write: bool = True) -> None:
        """Takes in the changes since the last time; with `write`, what is fresh goes to the disk when it is much."""
        with self._changing:
            self._take_in(SPILL if write else MOST_FRESH)

    def close(self) -> None:
        """Writes what is only in memory, and lets other processes write."""
        with self._changing:
            if self._fresh():
                self._commit()
            self._store.close()

    def wants_index(self) -> bool:
        """True when an index is worth building now."""
        view = self._view
        rows = view.snapshot.rows.size
        if rows < LEAST_INDEXED:
            return False
        covered = view.index.header.rows if view.index else 0
        return rows - covered > BEHIND * rows or _many_dead(view)

    def rebuild_index(self, cancelled: Callable[[], bool]) -> IndexReport | None:
        """Builds over all rows while questions go on. None where they cannot be committed, or are all gone."""
        with self._building:
            with self._changing:
                if (self._fresh() or _many_dead(self._view)) and not self._commit():
                    return None
                if not self._store.committed:
                    return None
                vectors, generation = self._store.mapped(), self._store.generation
            questions = self.clip_questions()
            if not questions.size:
                return None
            made = IndexMade(self._made.library, self._made.tower, generation, *vectors.shape)
            index = ann.build(self._folder, vectors, questions, made, cancelled)
            with self._changing:
                if generation != self._store.generation:
                    raise Cancelled("The vectors were written anew meanwhile; the index is built at the next occasion.")
                self._view = replace(self._view, index=index)
            return index.report

    def index_report(self) -> IndexReport | None:
        """The index in use."""
        index = self._view.index
        return index.report if index else None

    def clip_questions(self) -> F32:
        """(n, dim) clips to measure the index with: each a blend of two of the library's sounds, so none is in it."""
        sounds = self._view.snapshot.sounds
        picked = np.random.default_rng(ann.SEED).choice(sounds, min(2 * ann.QUERIES, sounds.size), replace=False)
        base = self._catalogue.segments_of(np.sort(picked), self._model.encoder_version).base.astype(np.float32)
        pairs = [(BLEND * one + (1 - BLEND) * other)[None] for one, other in zip(base[0::2], base[1::2], strict=False)]
        asked = [self._model.clip_query(clip).vector for clip in pairs]
        return np.stack(asked) if asked else np.empty((0, self._made.dim), np.float32)

    def _loaded(self) -> View:
        loaded = self._store.load()
        if loaded is None:
            return View()
        snapshot, seq = loaded
        if seq and self._catalogue.changes(seq - 1).seq < seq:  # the library's file was replaced by an older one
            self._store.forget()
            return View()
        made = IndexMade(self._made.library, self._made.tower, self._store.generation, 0, self._made.dim)
        return View(snapshot, seq, ApproximateIndex.load(self._folder, made))

    def _take_in(self, spill: int) -> None:
        """Page by page, so that the memory it needs is bounded and questions see what there is; twice is harmless."""
        changes = self._catalogue.changes(self._view.seq)
        if changes.seq == self._view.seq:
            return
        for start in range(0, changes.sound_ids.size, PAGE):
            page = changes.sound_ids[start : start + PAGE]
            stored = self._catalogue.segments_of(page, self._model.encoder_version)
            self._show(self._changed(self._view.snapshot, page, stored), self._view.seq)
            if start + PAGE < changes.sound_ids.size:
                self._spill(spill)
        self._show(self._view.snapshot, changes.seq)
        self._spill(spill)

    def _show(self, snapshot: Snapshot, seq: int) -> None:
        _ = snapshot.sounds  # worked out here, so that no question has to
        self._view = replace(self._view, snapshot=snapshot, seq=seq)

    def _changed(self, snapshot: Snapshot, sound_ids: Ids, stored: StoredSegments) -> Snapshot:
        """The rows of these sounds are just the stored ones; those that are there already stay."""
        here = np.isin(snapshot.rows["sound"], sound_ids) & snapshot.alive
        kept = np.isin(snapshot.rows["segment"], stored.segment_ids) & here
        new = ~np.isin(stored.segment_ids, snapshot.rows["segment"][kept])
        alive = snapshot.alive & ~(here & ~kept)
        rows = described(stored.segment_ids[new], stored.sound_ids[new], stored.starts[new], stored.ends[new])
        remaining = Snapshot(snapshot.blocks, snapshot.rows, alive)
        return remaining.followed_by(self._model.project(stored.base[new]), rows) if rows.size else remaining

    def _fresh(self) -> int:
        return int(self._view.snapshot.rows.size) - self._store.committed

    def _spill(self, least: int) -> None:
        if self._fresh() >= least:
            self._commit()

    def _commit(self) -> bool:
        """Writes fresh rows, or all rows anew when many are dead; False when this process may not write."""
        claim = self._store.claim()
        if claim is Claim.OUTDATED:
            self._view = self._loaded()
            self._take_in(MOST_FRESH)
            return self._fresh() == 0
        return claim is Claim.HELD and self._write()

    def _write(self) -> bool:
        view = self._view
        if not self._store.committed or _many_dead(view):
            return self._rewrite(view)
        if not self._store.append(view.snapshot, view.seq):
            return False
        self._view = replace(view, snapshot=Snapshot((self._store.mapped(),), view.snapshot.rows, view.snapshot.alive))
        return True

    def _rewrite(self, view: View) -> bool:
        rows = view.snapshot.rows[view.snapshot.order]
        if not rows.size or not self._store.rewrite(view.snapshot, view.seq):
            return False
        prune(self._folder.parent)
        snapshot = Snapshot((self._store.mapped(),), rows, np.ones(rows.size, bool))
        _ = snapshot.sounds
        self._view = View(snapshot, view.seq)
        return True


def _many_dead(view: View) -> bool:
    rows = view.snapshot.rows.size
    return rows - int(view.snapshot.alive.sum()) > MOST_DEAD * rows
