"""What the model says of single sounds: their chance, each reason's share, the segment that speaks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from soundbrowser.domain.query import Reason
from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.model.joint import QueryVector
from soundbrowser.model.queries import sigmoid
from soundbrowser.search.exact import similarity
from soundbrowser.search.rows import Snapshot


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model says of one sound."""

    chance: float
    """Words and clips together."""
    meaning: float
    """Words alone."""
    sound: float
    """Clips alone."""
    start_s: float
    end_s: float


def judged(snapshot: Snapshot, places: Ids, query: QueryVector) -> Iterator[Judged]:
    """Looks closely at the sounds at these places, one after the other; all sums in double precision."""
    if not places.size:
        return
    numbers, bounds = snapshot.rows_at(places)
    vectors = snapshot.vectors(numbers).astype(np.float64)
    scores = similarity(vectors, query.vector)
    chances = query.probability(_best(scores, bounds)).tolist()
    shares = {Reason.MEANING: [0.0] * places.size, Reason.SOUND: [0.0] * places.size}
    for part in query.parts:
        best = _best(similarity(vectors, part.vector), bounds)
        shares[part.reason] = sigmoid(part.slope * best + part.intercept).tolist()
    rows = _best_windows(scores, bounds)
    starts, ends = snapshot.rows["start"][numbers[rows]].tolist(), snapshot.rows["end"][numbers[rows]].tolist()
    for values in zip(chances, shares[Reason.MEANING], shares[Reason.SOUND], starts, ends, strict=True):
        yield Judged(*values)


def _best(scores: np.ndarray[tuple[int], np.dtype[np.float64]], bounds: Ids) -> F32:
    return np.asarray(np.maximum.reduceat(scores, bounds[:-1]), np.float32)


def _best_windows(scores: np.ndarray[tuple[int], np.dtype[np.float64]], bounds: Ids) -> Ids:
    """Rows of the best window of each sound: of a long one not the pooled row, which comes first."""
    windows = scores.copy()
    windows[bounds[:-1][np.diff(bounds) > 1]] = -np.inf
    return np.array([start + np.argmax(windows[start:end]) for start, end in pairwise(bounds)], np.int64)
