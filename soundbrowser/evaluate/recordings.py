"""Which clips hold one recording though their bytes differ: landmarks propose pairs, their waveforms decide.

A pair is proposed for landmarks (`audio.landmarks`) that both have, at one delay, and judged by how far the waveforms
agree there (`audio.likeness`). Rare landmarks alone are looked at, so that the work grows with the clips and not with
their pairs. `tests/benchmarks/recordings.py` prints what is found and what is found wrongly; `docs/evaluate.md` has the
figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.audio.landmarks import HOP
from soundbrowser.audio.likeness import LEAST_PARTS, RATE
from soundbrowser.domain.recordings import AcousticPrint, Likeness
from soundbrowser.domain.vectors import Ids

LEAST_AGREEMENT = 0.85
"""Of two waveforms that are one recording. Tuned by `tests/benchmarks/recordings.py`."""
LEAST_VOTES = 3
LEAST_EVIDENCE = 0.8
"""Landmarks that agree, by the root of as many as could: many meet by chance where there are many."""
MOST_PROPOSED = 5
"""For each clip that is asked about."""
COMMON = 100
"""A landmark that more places of the other clips have says nothing, and would take all the time."""
DELAYS = 3
"""Windows of the landmarks that count as one delay, 12 ms."""
EARLIER_S = 0.008
"""Before the place that landmarks tell, since they tell it a few milliseconds wrong: an onset must not be cut."""
LEAST_SHARED = 0.5
"""Of the shorter clip, which must lie in what both have."""
MOST_COMPARED_S = 60.0
_BEYOND = 1 << 24
"""Windows, 18 hours: makes delays positive, and is more than any."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clips that may hold one recording, by their places, and where in each it may begin."""

    asked: int
    other: int
    asked_begin_s: float
    other_begin_s: float
    seconds: float


def is_same(likeness: Likeness) -> bool:
    """True where two waveforms agree so far, in so many ways, that they are one recording."""
    return likeness.agreement >= LEAST_AGREEMENT and likeness.parts >= LEAST_PARTS


def proposed(prints: Sequence[AcousticPrint | None], asked: Ids, others: Ids) -> Iterator[Pair]:
    """For each clip asked about the other clips that share most landmarks with it, at one delay."""
    index = _Index([(row, found) for row in others.tolist() if (found := prints[row]) is not None and found.telling])
    for row in asked.tolist():
        mine = prints[row]
        if mine is None or not mine.telling:
            continue
        for other, delay_s in index.nearest(mine):
            theirs = prints[other]
            assert theirs is not None
            pair = _overlap(row, other, mine.seconds, theirs.seconds, delay_s)
            if other != row and pair.seconds >= LEAST_SHARED * min(mine.seconds, theirs.seconds):
                yield pair


def _overlap(asked: int, other: int, seconds: float, other_seconds: float, delay_s: float) -> Pair:
    """What both have, where the one asked about begins so much later in the other."""
    begin, other_begin = max(0.0, -delay_s - EARLIER_S), max(0.0, delay_s - EARLIER_S)
    return Pair(asked, other, begin, other_begin, min(seconds - begin, other_seconds - other_begin, MOST_COMPARED_S))


class _Index:
    """Where each landmark of some clips is, in order of the landmarks."""

    def __init__(self, prints: Sequence[tuple[int, AcousticPrint]]) -> None:
        rows = [np.full(len(found.landmarks), place) for place, (_, found) in enumerate(prints)]
        landmarks = np.concatenate([np.empty((0, 2), np.uint32), *(found.landmarks for _, found in prints)])
        order = np.argsort(landmarks[:, 0], kind="stable")
        self._hashes = landmarks[order, 0]
        self._windows = landmarks[order, 1]
        self._clips = np.concatenate([np.empty(0, np.int64), *rows]).astype(np.int32)[order]
        self._names = np.asarray([row for row, _ in prints], np.int64)
        self._sizes = np.asarray([len(found.landmarks) for _, found in prints], np.int64)

    def nearest(self, mine: AcousticPrint) -> list[tuple[int, float]]:
        """The clips that share most, and how many seconds later the sound begins in each."""
        clips, delays = self._shared(mine)
        places, votes, delay = _counted(clips, delays)
        evidence = votes / np.sqrt(np.maximum(1, np.minimum(self._sizes[places], len(mine.landmarks))))
        enough = np.flatnonzero((votes >= LEAST_VOTES) & (evidence >= LEAST_EVIDENCE))
        best = enough[np.argsort(-evidence[enough], kind="stable")]
        found = dict.fromkeys(places[best].tolist(), 0.0)
        for place, windows in zip(reversed(places[best].tolist()), reversed(delay[best].tolist()), strict=True):
            found[place] = windows * HOP / RATE
        return [(int(self._names[place]), delay_s) for place, delay_s in list(found.items())[:MOST_PROPOSED]]

    def _shared(self, mine: AcousticPrint) -> tuple[Ids, Ids]:
        """For each landmark that a clip shares: the clip's place, and how many windows later it is there.

        The time between two peaks may have come out one window shorter or longer.
        """
        wanted = np.concatenate([mine.landmarks[:, 0] + np.asarray(off, np.int32) for off in (-1, 0, 1)])
        wanted = wanted.astype(self._hashes.dtype)  # or each search would convert all hashes before it
        windows = np.tile(mine.landmarks[:, 1].astype(np.int64), 3)
        begin = np.searchsorted(self._hashes, wanted)
        count = np.searchsorted(self._hashes, wanted, side="right") - begin
        count[count > COMMON] = 0
        first = np.cumsum(count) - count
        places = np.arange(count.sum()) + np.repeat(begin - first, count)
        return self._clips[places].astype(np.int64), self._windows[places] - np.repeat(windows, count)


def _counted(clips: Ids, delays: Ids) -> tuple[Ids, Ids, NDArray[np.float64]]:
    """Clip, votes and mean delay in windows of each delay that votes fell on, neighbouring delays taken together."""
    keys, votes = np.unique(clips * _BEYOND + (delays + _BEYOND // 2) // DELAYS, return_counts=True)
    follows = np.append(np.diff(keys) == 1, False)[: keys.size]
    more = np.where(follows, np.append(votes[1:], 0)[: votes.size], 0)
    middle = (keys % _BEYOND) * DELAYS + DELAYS // 2 - _BEYOND // 2
    return keys // _BEYOND, votes + more, middle + DELAYS * more / np.maximum(votes + more, 1)
