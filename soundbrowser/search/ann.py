"""The approximate index: Annoy over the committed rows, held to exact search before it may answer.

Annoy (https://github.com/spotify/annoy) builds random-projection trees. Its defaults lose a fifth of the true
neighbours here, so trees and search_k are raised until recall@10 of the configured index is high enough.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from annoy import AnnoyIndex

from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.stats import IndexReport
from soundbrowser.domain.vectors import F32, Ids

METRIC: Final = "dot"
SEED = 20190512
LEAST_RECALL = 0.99
NEIGHBOURS = 10
QUERIES = 100
TREES = (16, 32, 64)
EFFORTS = (10, 25, 60, 150, 400, 1000)
"""search_k as multiples of trees times neighbours."""
CHUNK = 2000
INDEX_FILE = "index.ann"
HEADER_FILE = "index.json"


@dataclass(frozen=True, slots=True)
class IndexHeader:
    """What an index file was made of, and how well it does."""

    library: str
    tower: str
    generation: int
    rows: int
    dim: int
    seed: int
    trees: int
    search_k: int
    recall: float
    checksum: str
    """blake2b of the index file."""

    def report(self) -> IndexReport:
        return IndexReport(self.rows, self.trees, self.search_k, self.recall)


class ApproximateIndex:
    """An index as it lies on disk, mapped into memory. Ids are the numbers of the committed rows."""

    def __init__(self, header: IndexHeader, annoy: AnnoyIndex) -> None:
        self.header = header
        self._annoy = annoy

    @classmethod
    def load(cls, folder: Path, library: str, tower: str, generation: int) -> ApproximateIndex | None:
        """The index beside these rows; None when there is none, or it is another's or not what its header says."""
        try:
            header = IndexHeader(**json.loads((folder / HEADER_FILE).read_text("utf-8")))
            if (header.library, header.tower, header.generation) != (library, tower, generation):
                return None
            if _checksum(folder / INDEX_FILE) != header.checksum:
                return None
            annoy = AnnoyIndex(header.dim, METRIC)
            annoy.load(str(folder / INDEX_FILE))
        except (OSError, ValueError, TypeError):
            return None
        return cls(header, annoy)

    def nearest(self, query: F32, count: int) -> Ids:
        """Numbers of about `count` rows of the greatest similarity, best first."""
        effort = max(self.header.search_k, self.header.search_k * count // NEIGHBOURS // 4)
        return np.asarray(self._annoy.get_nns_by_vector(query, count, effort), np.int64)


def build(
    folder: Path, vectors: F32, queries: F32, header: IndexHeader, cancelled: Callable[[], bool]
) -> ApproximateIndex:
    """Builds aside, measures, and swaps in; `header` says what it is made of, trees and recall are found here.

    Raises Cancelled. Adding is done in chunks, building and searching let other threads run.
    """
    waiting = folder / f"{INDEX_FILE}.new"
    truth = _true_neighbours(vectors, queries)
    for trees in TREES:
        annoy = _built(vectors, trees, cancelled)
        search_k, recall = _tuned(annoy, queries, truth, trees, cancelled)
        if recall >= LEAST_RECALL or trees == TREES[-1]:
            break
    annoy.save(str(waiting))
    made = asdict(header) | {"trees": trees, "search_k": search_k, "recall": recall, "checksum": _checksum(waiting)}
    annoy.unload()
    os.replace(waiting, folder / INDEX_FILE)  # noqa: PTH105 -- atomic on every system
    text = folder / f"{HEADER_FILE}.new"
    text.write_text(json.dumps(made), "utf-8")
    os.replace(text, folder / HEADER_FILE)  # noqa: PTH105
    mapped = AnnoyIndex(header.dim, METRIC)
    mapped.load(str(folder / INDEX_FILE))
    return ApproximateIndex(IndexHeader(**made), mapped)


def _built(vectors: F32, trees: int, cancelled: Callable[[], bool]) -> AnnoyIndex:
    annoy = AnnoyIndex(vectors.shape[1], METRIC)
    annoy.set_seed(SEED)
    for start in range(0, vectors.shape[0], CHUNK):
        if cancelled():
            raise Cancelled("The index was not built; the search goes on without it.")
        for number in range(start, min(start + CHUNK, vectors.shape[0])):
            annoy.add_item(number, vectors[number])
    annoy.build(trees, n_jobs=1)
    return annoy


def _tuned(
    annoy: AnnoyIndex, queries: F32, truth: list[set[int]], trees: int, cancelled: Callable[[], bool]
) -> tuple[int, float]:
    """The smallest search_k that is good enough, and its recall@10."""
    search_k, recall = 0, 0.0
    for effort in EFFORTS:
        if cancelled():
            raise Cancelled("The index was not built; the search goes on without it.")
        search_k = effort * trees * NEIGHBOURS
        found = [annoy.get_nns_by_vector(query, NEIGHBOURS, search_k) for query in queries]
        hits = sum(len(right & set(mine)) for right, mine in zip(truth, found, strict=True))
        recall = hits / sum(map(len, truth))
        if recall >= LEAST_RECALL:
            break
    return search_k, recall


def _true_neighbours(vectors: F32, queries: F32) -> list[set[int]]:
    count = min(NEIGHBOURS, vectors.shape[0])
    scores = queries @ vectors.T
    return [set(np.argpartition(row, row.size - count)[row.size - count :].tolist()) for row in scores]


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
