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
        """Numbers of the living rows, each sound's together and in the order of its segments, as they came."""
        living = np.flatnonzero(self.alive)
        return living[np.argsort(self.rows["sound"][living], kind="stable")].astype(np.int64)

    @cached_property
    def bounds(self) -> Ids:
        """(sounds + 1,) where each sound begins in `order`, and where the last one ends."""
        sounds = self.rows["sound"][self.order]
        begins = np.flatnonzero(np.concatenate([[True], sounds[1:] != sounds[:-1]])[: sounds.size])
        return np.append(begins, sounds.size).astype(np.int64)

    @cached_property
    def sounds(self) -> Ids:
        """(sounds,) ascending ids."""
        return self.rows["sound"][self.order][self.bounds[:-1]].astype(np.int64)

    def rows_at(self, places: Ids) -> tuple[Ids, Ids]:
        """Numbers of the rows of the sounds at these places in `sounds`, and the (places + 1,) bounds of each."""
        first, sizes = self.bounds[places], self.bounds[places + 1] - self.bounds[places]
        bounds = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        inside = np.arange(bounds[-1]) - np.repeat(bounds[:-1], sizes)
        return self.order[np.repeat(first, sizes) + inside], bounds

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

    def followed_by(self, vectors: F32, rows: Rows) -> Snapshot:
        """The same with further rows."""
        if not rows.size:
            return self
        return Snapshot(
            _joined((*self.blocks, vectors)),
            np.concatenate([self.rows, rows]),
            np.concatenate([self.alive, np.ones(rows.size, bool)]),
        )


EMPTY = Snapshot((), np.empty(0, ROW), np.empty(0, bool))


def described(segment_ids: Ids, sound_ids: Ids, starts: F32, ends: F32) -> Rows:
    """Columns as rows."""
    rows = np.empty(segment_ids.size, ROW)
    rows["segment"], rows["sound"], rows["start"], rows["end"] = segment_ids, sound_ids, starts, ends
    return rows


def _joined(blocks: tuple[F32, ...]) -> tuple[F32, ...]:
    """The same rows in few blocks: a block in memory joins the one before it unless that is much larger."""
    kept = list(blocks)
    while len(kept) > 1 and not isinstance(kept[-2], np.memmap) and len(kept[-2]) < 2 * len(kept[-1]):
        last = kept.pop()
        kept[-1] = np.concatenate([kept[-1], last])
    return tuple(kept)
