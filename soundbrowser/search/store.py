"""Joint vectors on disk beside the library: append-only, memory-mapped, and thrown away whenever in doubt."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.search.locked import FileLock
from soundbrowser.search.rows import EMPTY, ROW, Rows, Snapshot

FLOAT = np.dtype("<f4")
NONE = np.empty(0, np.int64)


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
    dead: tuple[int, ...] = ()
    """Numbers of rows whose sound has changed or gone."""

    @property
    def made(self) -> Made:
        return Made(self.library, self.tower, self.encoder, self.dim)


class VectorStore:
    """One writer a folder, whoever comes first; others read what is committed and keep the rest in memory."""

    def __init__(self, folder: Path, made: Made) -> None:
        """Touches nothing on disk until something is appended."""
        self._folder = folder
        self._made = made
        self._lock = FileLock(folder / "joint.lock")
        self._header: Header | None = None

    def load(self) -> tuple[Snapshot, int]:
        """The committed rows and the point of the catalogue's history they stand for; nothing and 0 without any."""
        header = self._read_header()
        if header is None or header.made != self._made:
            return EMPTY, 0
        vectors_file, rows_file = self._files(header.generation)
        try:
            rows = np.fromfile(rows_file, ROW, header.rows)
            whole = vectors_file.stat().st_size >= header.rows * header.dim * FLOAT.itemsize
            if rows.size != header.rows or not whole or not header.rows:
                return EMPTY, 0
            vectors = np.memmap(vectors_file, FLOAT, "r", shape=(header.rows, header.dim))
        except (OSError, ValueError):
            return EMPTY, 0
        self._header = header
        alive = np.ones(header.rows, bool)
        alive[list(header.dead)] = False
        return Snapshot((vectors,), rows, alive), header.seq

    @property
    def generation(self) -> int:
        """Changes whenever rows are numbered anew."""
        return self._header.generation if self._header else 0

    @property
    def committed(self) -> int:
        """Rows on disk that this process knows of."""
        return self._header.rows if self._header else 0

    def append(self, vectors: F32, rows: Rows, dead: Ids, seq: int) -> bool:
        """Commits further rows, and which of all rows are dead.

        False when another process writes here, or the place cannot be written.
        A row counts once the header says so, and the header is replaced in one step.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.acquire() or not self._is_ours():
                return False
            self._write(vectors, rows, dead, seq)
        except OSError:
            return False
        return True

    def rewrite(self, snapshot: Snapshot, seq: int) -> bool:
        """Commits these rows alone, under new names; the old files go."""
        old = self._read_header()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.acquire():
                return False
            self._header = Header(**asdict(self._made), rows=0, seq=0, generation=(old.generation + 1 if old else 1))
            self._write(snapshot.vectors(snapshot.order), snapshot.rows[snapshot.order], NONE, seq)
        except OSError:
            self._header = None
            return False
        for file in self._folder.glob("joint-*"):
            if file not in self._files(self._header.generation):
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

    def _is_ours(self) -> bool:
        """True when nobody committed since this process read the header."""
        return self._header is not None and self._read_header() == self._header

    def _write(self, vectors: F32, rows: Rows, dead: Ids, seq: int) -> None:
        assert self._header is not None
        header = self._header
        vectors_file, rows_file = self._files(header.generation)
        _append(vectors_file, header.rows * header.dim * FLOAT.itemsize, np.ascontiguousarray(vectors, FLOAT).tobytes())
        _append(rows_file, header.rows * ROW.itemsize, np.ascontiguousarray(rows).tobytes())
        count, gone = header.rows + rows.size, tuple(dead.tolist())
        new = Header(**asdict(self._made), rows=count, seq=seq, generation=header.generation, dead=gone)
        waiting = self._folder / "joint.json.new"
        waiting.write_text(json.dumps(asdict(new)), "utf-8")
        os.replace(waiting, self._folder / "joint.json")  # noqa: PTH105 -- atomic on every system
        self._header = new

    def _files(self, generation: int) -> tuple[Path, Path]:
        return self._folder / f"joint-{generation}.f32", self._folder / f"joint-{generation}.rows"

    def _read_header(self) -> Header | None:
        try:
            stored = json.loads((self._folder / "joint.json").read_text("utf-8"))
            return Header(**stored | {"dead": tuple(stored["dead"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def _append(file: Path, size: int, data: bytes) -> None:
    """Writes behind the committed `size`; what an interrupted write left there is cut off."""
    with file.open("r+b" if file.exists() else "w+b") as target:
        target.truncate(size)
        target.seek(size)
        target.write(data)
        target.flush()
