"""Joint vectors of all segments as one frozen snapshot, grouped by sound; a question reads one snapshot to its end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids

ROW = np.dtype([("segment", "<i8"), ("sound", "<i8"), ("start", "<f4"), ("end", "<f4")])
"""What is known of a row beside its vector."""
Rows = NDArray[np.void]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Rows in the order they came; a row's number is its place in `rows` and in the blocks one after the other."""

    blocks: tuple[F32, ...]
    """Each (n, dim); the first may be a memory-mapped file."""
    rows: Rows
    """(n,) of ROW."""
    alive: NDArray[np.bool_]
    """(n,) False for rows whose sound changed or went."""

    @cached_property
    def order(self) -> Ids:
        """Numbers of the living rows, each sound's together and in the order of its segments."""
        living = np.flatnonzero(self.alive)
        sounds, segments = self.rows["sound"][living], self.rows["segment"][living]
        return living[np.lexsort((segments, sounds))].astype(np.int64)

    @cached_property
    def firsts(self) -> Ids:
        """Where each sound begins in `order`."""
        sounds = self.rows["sound"][self.order]
        return np.flatnonzero(np.concatenate([[True], sounds[1:] != sounds[:-1]])[: sounds.size]).astype(np.int64)

    @cached_property
    def sounds(self) -> Ids:
        """(sounds,) ascending ids."""
        return self.rows["sound"][self.order][self.firsts].astype(np.int64)

    def rows_of(self, place: int) -> Ids:
        """Numbers of the rows of the sound at `place` in `sounds`."""
        end = self.firsts[place + 1] if place + 1 < self.firsts.size else self.order.size
        return self.order[self.firsts[place] : end]

    def vectors(self, numbers: Ids) -> F32:
        """(len(numbers), dim) copies of these rows' vectors."""
        dim = self.blocks[0].shape[1] if self.blocks else 0
        taken = np.empty((numbers.size, dim), np.float32)
        offset = 0
        for block in self.blocks:
            here = (numbers >= offset) & (numbers < offset + block.shape[0])
            taken[here] = block[numbers[here] - offset]
            offset += block.shape[0]
        return taken

    def without(self, sound_ids: Ids) -> Snapshot:
        """The same with these sounds' rows dead."""
        alive = self.alive & ~np.isin(self.rows["sound"], sound_ids)
        return Snapshot(self.blocks, self.rows, alive)

    def followed_by(self, vectors: F32, rows: Rows) -> Snapshot:
        """The same with further rows."""
        if not rows.size:
            return self
        return Snapshot(
            (*self.blocks, vectors),
            np.concatenate([self.rows, rows]),
            np.concatenate([self.alive, np.ones(rows.size, bool)]),
        )


EMPTY = Snapshot((), np.empty(0, ROW), np.empty(0, bool))


def described(segment_ids: Ids, sound_ids: Ids, starts: F32, ends: F32) -> Rows:
    """Columns as rows."""
    rows = np.empty(segment_ids.size, ROW)
    rows["segment"], rows["sound"], rows["start"], rows["end"] = segment_ids, sound_ids, starts, ends
    return rows


def best_segment(snapshot: Snapshot, numbers: Ids, scores: F32) -> tuple[float, float]:
    """Start and end of the best of a sound's rows; of a long sound's windows, not of the pooled row before them."""
    skip = 1 if numbers.size > 1 else 0
    best = snapshot.rows[numbers[skip + int(np.argmax(scores[skip:]))]]
    return float(best["start"]), float(best["end"])
