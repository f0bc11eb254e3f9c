"""Joint vectors on disk beside the library: append-only, memory-mapped, and thrown away whenever in doubt."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.search.locked import FileLock
from soundbrowser.search.pruning import LOCK_FILE
from soundbrowser.search.rows import ROW, Snapshot

FLOAT = np.dtype("<f4")
CHUNK = 8192
"""Rows written at once."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a cache was made from; any difference makes it worthless."""

    library: str
    tower: str
    encoder: str
    dim: int


@dataclass(frozen=True, slots=True)
class Header:
    """How much of the files is committed; bytes behind it belong to a write that never ended."""

    library: str
    tower: str
    encoder: str
    dim: int
    rows: int
    seq: int
    """The catalogue's history is taken in up to here."""
    generation: int
    """Another one each time that rows are numbered anew."""
    dead: tuple[int, ...] = ()
    """Numbers of rows whose sound has changed or gone."""

    @property
    def made(self) -> Made:
        return Made(self.library, self.tower, self.encoder, self.dim)


class Claim(Enum):
    """What came of asking for the right to write."""

    HELD = "may write"
    REFUSED = "another process writes here, or nobody can"
    OUTDATED = "may write, but another process committed since this one looked: load again"


class VectorStore:
    """One writer a folder, whoever comes first; others read what is committed and keep the rest in memory."""

    def __init__(self, folder: Path, made: Made) -> None:
        """Touches nothing on disk until something is written."""
        self._folder = folder
        self._made = made
        self._lock = FileLock(folder / LOCK_FILE)
        self._header: Header | None = None
        self._distrusted: Header | None = None

    def load(self) -> tuple[Snapshot, int] | None:
        """The committed rows and the point of the catalogue's history they stand for; None without any to trust."""
        self._header = None
        header = self._read_header()
        if header is None or header.made != self._made or header == self._distrusted:
            return None
        vectors_file, rows_file = self._files(header.generation)
        try:
            rows = np.fromfile(rows_file, ROW, header.rows)
            whole = vectors_file.stat().st_size >= header.rows * header.dim * FLOAT.itemsize
            if rows.size != header.rows or not whole or not header.rows:
                self.forget()
                return None
            alive = np.ones(header.rows, bool)
            alive[list(header.dead)] = False
            vectors = np.memmap(vectors_file, FLOAT, "r", shape=(header.rows, header.dim))
        except (OSError, ValueError, IndexError):
            self.forget()
            return None
        self._header = header
        return Snapshot((vectors,), rows, alive), header.seq

    def forget(self) -> None:
        """What is on disk is worth nothing; the next write begins anew."""
        self._header = None
        self._distrusted = self._read_header()

    @property
    def generation(self) -> int:
        """Changes whenever rows are numbered anew."""
        return self._header.generation if self._header else 0

    @property
    def committed(self) -> int:
        """Rows on disk that this process knows of."""
        return self._header.rows if self._header else 0

    def claim(self) -> Claim:
        """Asks to be the one that writes, without waiting; the right is kept until `close`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.acquire():
                return Claim.REFUSED
        except OSError:
            return Claim.REFUSED
        found = self._read_header()
        usable = found is not None and found.made == self._made and found != self._distrusted
        return Claim.OUTDATED if usable and found != self._header else Claim.HELD

    def append(self, snapshot: Snapshot, seq: int) -> bool:
        """Commits the rows behind the committed ones, and which of all rows are dead; False where that fails."""
        header = self._header
        assert header is not None
        numbers = np.arange(header.rows, snapshot.rows.size, dtype=np.int64)
        dead = tuple(np.flatnonzero(~snapshot.alive).tolist())
        return self._commit(header, snapshot, numbers, seq, dead)

    def rewrite(self, snapshot: Snapshot, seq: int) -> bool:
        """Commits the living rows alone, in their order and under new names; the old files go."""
        old = self._read_header()
        blank = Header(**asdict(self._made), rows=0, seq=0, generation=old.generation + 1 if old else 1)
        if not self._commit(blank, snapshot, snapshot.order, seq, ()):
            return False
        for file in self._folder.glob("joint-*"):
            if file not in self._files(self.generation):
                with suppress(OSError):  # a file still mapped elsewhere goes at the next occasion
                    file.unlink()
        return True

    def mapped(self) -> F32:
        """The committed vectors."""
        assert self._header is not None
        vectors_file, _ = self._files(self._header.generation)
        return np.memmap(vectors_file, FLOAT, "r", shape=(self._header.rows, self._header.dim))

    def close(self) -> None:
        """Lets another process write."""
        self._lock.release()

    def _commit(self, header: Header, snapshot: Snapshot, numbers: Ids, seq: int, dead: tuple[int, ...]) -> bool:
        """A row counts once the header says so; the header is replaced in one step, when the rows are on the disk."""
        vectors_file, rows_file = self._files(header.generation)
        count = header.rows + numbers.size
        new = Header(**asdict(self._made), rows=count, seq=seq, generation=header.generation, dead=dead)
        try:
            _append(vectors_file, header.rows * header.dim * FLOAT.itemsize, _chunks(snapshot, numbers))
            _append(rows_file, header.rows * ROW.itemsize, [snapshot.rows[numbers]])
            waiting = self._folder / "joint.json.new"
            _append(waiting, 0, [np.frombuffer(json.dumps(asdict(new)).encode(), np.uint8)])
            os.replace(waiting, self._folder / "joint.json")  # noqa: PTH105 -- atomic on every system
        except OSError:
            return False
        self._header = new
        return True

    def _files(self, generation: int) -> tuple[Path, Path]:
        return self._folder / f"joint-{generation}.f32", self._folder / f"joint-{generation}.rows"

    def _read_header(self) -> Header | None:
        try:
            stored = json.loads((self._folder / "joint.json").read_text("utf-8"))
            return Header(**stored | {"dead": tuple(stored["dead"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def _chunks(snapshot: Snapshot, numbers: Ids) -> Iterator[F32]:
    for start in range(0, numbers.size, CHUNK):
        yield snapshot.vectors(numbers[start : start + CHUNK])


def _append(file: Path, size: int, arrays: Iterable[NDArray[Any]]) -> None:
    """Writes behind the committed `size`; what an interrupted write left there is cut off."""
    with file.open("r+b" if file.exists() else "w+b") as target:
        target.truncate(size)
        target.seek(size)
        for array in arrays:
            target.write(np.ascontiguousarray(array).tobytes())
        target.flush()
        os.fsync(target.fileno())
