"""The approximate index: Annoy over the committed rows, held to exact search before it may answer.

Annoy (https://github.com/spotify/annoy) builds random-projection trees. Its defaults lose a fifth of the true
neighbours here, so trees and search_k are raised until recall@10 of the configured index is high enough.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from annoy import AnnoyIndex

from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.stats import IndexReport
from soundbrowser.domain.vectors import F32, Ids

METRIC: Final = "angular"
"""Joint vectors have length 1, so the order by angle is the order by dot product."""
SEED = 20190512
LEAST_RECALL = 0.99
NEIGHBOURS = 10
QUERIES = 100
TREES = (16, 32, 64)
EFFORTS = (10, 25, 60, 150, 400, 1000)
"""search_k as multiples of trees times neighbours."""
CHUNK = 2000
HEADER_FILE = "index.json"


@dataclass(frozen=True, slots=True)
class IndexMade:
    """What an index is made of."""

    library: str
    tower: str
    generation: int
    """Of the rows' numbering."""
    rows: int
    dim: int


@dataclass(frozen=True, slots=True)
class IndexHeader:
    """What lies beside an index file: what it was made of, how, and how well it does."""

    library: str
    tower: str
    generation: int
    rows: int
    dim: int
    seed: int
    trees: int
    search_k: int
    recall: float
    file: str
    checksum: str
    """blake2b of the index file."""

    def fits(self, made: IndexMade) -> bool:
        """True for an index over these rows, or over the first of them."""
        mine = (self.library, self.tower, self.generation, self.dim)
        return mine == (made.library, made.tower, made.generation, made.dim)


class ApproximateIndex:
    """An index beside its rows; opened by the first question that pays to ask it. Ids are the rows' numbers."""

    def __init__(self, folder: Path, header: IndexHeader) -> None:
        self.header = header
        self._file = folder / header.file
        self._opening = threading.Lock()
        self._annoy: AnnoyIndex | None = None

    @classmethod
    def load(cls, folder: Path, made: IndexMade) -> ApproximateIndex | None:
        """The index beside these rows; None when there is none, or it is another's."""
        try:
            header = IndexHeader(**json.loads((folder / HEADER_FILE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return cls(folder, header) if header.fits(made) and (folder / header.file).is_file() else None

    @property
    def report(self) -> IndexReport:
        """Its configuration and its recall."""
        return IndexReport(self.header.rows, self.header.trees, self.header.search_k, self.header.recall)

    @property
    def holds(self) -> bool:
        """True when it finds enough of what exact search finds."""
        return self.header.recall >= LEAST_RECALL

    def effort(self, count: int) -> int:
        """Nodes looked at to find `count` rows as reliably as the few that its recall was measured with."""
        return max(self.header.search_k, self.header.search_k * count // NEIGHBOURS)

    def nearest(self, query: F32, count: int) -> Ids | None:
        """Numbers of about `count` rows of the greatest similarity; None when the file is not what was built."""
        with self._opening:
            if self._annoy is None and self._is_whole():
                self._annoy = mapped(self._file, self.header.dim)
        if self._annoy is None:
            return None
        return np.asarray(self._annoy.get_nns_by_vector(query, count, self.effort(count)), np.int64)

    def _is_whole(self) -> bool:
        try:
            return _checksum(self._file) == self.header.checksum
        except OSError:
            return False


def build(folder: Path, vectors: F32, queries: F32, made: IndexMade, cancelled: Callable[[], bool]) -> ApproximateIndex:
    """Builds aside, measures with `queries`, and swaps the result in by replacing the header.

    Raises Cancelled. Other threads run meanwhile: rows are added in chunks, Annoy lets go while it builds and searches.
    """
    truth = _true_neighbours(vectors, queries, cancelled)
    waiting = folder / "index.new"
    for trees in TREES:
        grow(waiting, vectors, trees, cancelled)
        search_k, recall = _tuned(mapped(waiting, made.dim), queries, truth, trees, cancelled)
        if recall >= LEAST_RECALL:
            break
    checksum = _checksum(waiting)
    name = f"index-{checksum}.ann"
    if (folder / name).exists():  # the same rows were built before, and the file may be mapped
        waiting.unlink()
    else:
        os.replace(waiting, folder / name)  # noqa: PTH105 -- atomic on every system
    header = IndexHeader(
        **asdict(made), seed=SEED, trees=trees, search_k=search_k, recall=recall, file=name, checksum=checksum
    )
    _swap_in(folder, header)
    return ApproximateIndex(folder, header)


def _swap_in(folder: Path, header: IndexHeader) -> None:
    text = folder / f"{HEADER_FILE}.new"
    text.write_text(json.dumps(asdict(header)), "utf-8")
    os.replace(text, folder / HEADER_FILE)  # noqa: PTH105
    for old in folder.glob("index-*.ann"):
        if old.name != header.file:
            with suppress(OSError):  # a file still mapped elsewhere goes at the next occasion
                old.unlink()


def mapped(file: Path, dim: int) -> AnnoyIndex:
    """An index file as Annoy reads it."""
    annoy = AnnoyIndex(dim, METRIC)
    annoy.load(str(file))
    return annoy


def grow(file: Path, vectors: F32, trees: int, cancelled: Callable[[], bool]) -> None:
    """Writes an index file: the same rows give the same bytes."""
    annoy = AnnoyIndex(vectors.shape[1], METRIC)
    annoy.on_disk_build(str(file))
    annoy.set_seed(SEED)
    for start in range(0, vectors.shape[0], CHUNK):
        _go_on(cancelled)
        for number, row in enumerate(vectors[start : start + CHUNK].tolist(), start):
            annoy.add_item(number, row)
    annoy.build(trees, n_jobs=1)
    annoy.unload()


def _tuned(
    annoy: AnnoyIndex, queries: F32, truth: list[set[int]], trees: int, cancelled: Callable[[], bool]
) -> tuple[int, float]:
    """The smallest search_k that is good enough, or the greatest, and its recall@10."""
    for effort in EFFORTS:
        _go_on(cancelled)
        search_k = effort * trees * NEIGHBOURS
        found = [annoy.get_nns_by_vector(query, NEIGHBOURS, search_k) for query in queries]
        recall = recall_of(found, truth)
        if recall >= LEAST_RECALL:
            break
    return search_k, recall


def recall_of(found: list[list[int]], truth: list[set[int]]) -> float:
    """Share of the true neighbours among those found."""
    hits = sum(len(right & set(mine)) for right, mine in zip(truth, found, strict=True))
    return hits / sum(map(len, truth))


def _true_neighbours(vectors: F32, queries: F32, cancelled: Callable[[], bool]) -> list[set[int]]:
    count = min(NEIGHBOURS, vectors.shape[0])
    found = []
    for query in queries:
        _go_on(cancelled)
        scores = vectors @ query
        found.append(set(np.argpartition(scores, scores.size - count)[scores.size - count :].tolist()))
    return found


def _go_on(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled("The index was not built; the search goes on without it.")


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
