"""Ranks one question: candidates from vectors and names, one fused score each, the reasons beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.query import Evidence, Filters, Hit
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.search import exact, names
from soundbrowser.search.ann import ApproximateIndex
from soundbrowser.search.explain import Judged, judged
from soundbrowser.search.fusion import fused
from soundbrowser.search.names import NameEvidence
from soundbrowser.search.question import Question
from soundbrowser.search.rows import EMPTY
from soundbrowser.search.vectors import View

SPARE = 16
"""Candidates beyond the limit: double precision may still make them change places at the end."""
MOST_TIES = 1000
"""Further candidates that score like the last: their paths decide who is an answer."""
APPROXIMATE_FROM = 250_000
"""Rows from which the index may answer; exact search of fewer takes no more than some ten milliseconds."""
ROWS_A_NODE = 2
"""Rows that exact search reads while the index looks at one node (measured by the benchmarks)."""
PAGE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Sounds that may be answers, and what is known of each."""

    sound_ids: Ids
    places: Ids
    """Where they are in the snapshot's sounds; -1 for those without vectors."""
    by_name: NDArray[np.float64]
    unwanted: NDArray[np.bool_]

    def at(self, chosen: Ids) -> Candidates:
        """Those at these positions."""
        return Candidates(self.sound_ids[chosen], self.places[chosen], self.by_name[chosen], self.unwanted[chosen])

    def pages(self) -> Iterator[Candidates]:
        """The same in batches of bounded size."""
        for start in range(0, self.sound_ids.size, PAGE):
            yield self.at(np.arange(start, min(start + PAGE, self.sound_ids.size)))


class Ranking:
    """One question over one view."""

    def __init__(
        self, catalogue: Catalogue, view: View, question: Question, filters: Filters, superseded: Callable[[], bool]
    ) -> None:
        self._catalogue = catalogue
        self._question = question
        self._superseded = superseded
        self._snapshot = view.snapshot if question.vector else EMPTY
        self._index = view.index
        self._names = self._looked_up()
        self._allowed = self._permitted(filters)
        self._highlighter = names.Highlighter(names.telling_words((*question.words, *question.phrases)))

    def hits(self, limit: int | None) -> list[Hit]:
        """At most `limit` answers, best first; None for all. Raises Cancelled."""
        found = [hit for page in self._candidates(limit).pages() for hit in self._explained(page)]
        found.sort(key=lambda hit: (-hit.score, hit.sound.path))
        return found if limit is None else found[:limit]

    def _looked_up(self) -> NameEvidence:
        question = self._question
        if not question.by_name:
            return NameEvidence()
        return names.evidence(self._catalogue, question.words, question.phrases, question.unwanted)

    def _permitted(self, filters: Filters) -> Ids | None:
        """Ascending ids of the sounds that may be answers; None when all may."""
        allowed = None if filters.is_empty() else self._catalogue.ids(filters)
        required = self._names.required
        if allowed is None or required is None:
            return required if allowed is None else allowed
        return np.intersect1d(allowed, required, assume_unique=True)

    def _candidates(self, limit: int | None) -> Candidates:
        self._check()
        sounds = self._snapshot.sounds
        count = None if limit is None else limit + len(self._question.own) + len(self._question.rejected) + SPARE
        places = self._places(count)
        heard = sounds[places]
        unheard = self._only_allowed(np.setdiff1d(self._names.sound_ids, sounds, assume_unique=True))
        ids = np.concatenate([heard, unheard])
        unwanted = np.isin(ids, self._names.unwanted)
        every = Candidates(ids, np.concatenate([places, np.full(unheard.size, -1)]), self._names.of(ids), unwanted)
        if count is None or count >= ids.size:
            return every
        by_model = np.concatenate([self._chances(places), np.zeros(unheard.size)])
        return every.at(exact.top(fused(every.by_name, by_model, unwanted), count, MOST_TIES))

    def _places(self, count: int | None) -> Ids:
        """Places in the snapshot that may hold answers."""
        sounds = self._snapshot.sounds
        if self._allowed is not None:
            return np.flatnonzero(np.isin(sounds, self._allowed, assume_unique=True)).astype(np.int64)
        near = None if count is None else self._near(count)
        if near is None:
            return np.arange(sounds.size, dtype=np.int64)
        return np.flatnonzero(np.isin(sounds, np.union1d(near, self._names.sound_ids))).astype(np.int64)

    def _near(self, count: int) -> Ids | None:
        """Sounds near the question by the index, and all newer ones; None where exact search is to answer."""
        rows, index, vector = self._snapshot.rows, self._index, self._question.vector
        if vector is None or not self._question.near_sounds or not _pays(index, rows.size, count):
            return None
        assert index is not None
        numbers = index.nearest(vector.vector, count)
        if numbers is None:
            return None
        near = numbers[self._snapshot.alive[numbers]]
        return np.union1d(rows["sound"][near], rows["sound"][index.header.rows :]).astype(np.int64)

    def _chances(self, places: Ids) -> F32:
        """(places,) what the model says, in single precision."""
        vector = self._question.vector
        if vector is None:
            return np.zeros(places.size, np.float32)
        return vector.probability(exact.best_of_each_sound(self._snapshot, vector.vector, places))

    def _only_allowed(self, sound_ids: Ids) -> Ids:
        if self._allowed is None:
            return sound_ids
        return np.intersect1d(sound_ids, self._allowed, assume_unique=True)

    def _explained(self, page: Candidates) -> Iterator[Hit]:
        self._check()
        sounds = {sound.id: sound for sound in self._catalogue.sounds(page.sound_ids)}
        question = self._question
        there = [
            sound_id in sounds and sound_id not in question.rejected and sounds[sound_id] not in question.own
            for sound_id in page.sound_ids.tolist()
        ]
        kept = page.at(np.flatnonzero(there))
        told = self._judged(kept)
        by_model = np.array([one.chance if one else 0.0 for one in told])
        scores = fused(kept.by_name, by_model, kept.unwanted).tolist()
        for sound_id, by_name, one, score in zip(
            kept.sound_ids.tolist(), kept.by_name.tolist(), told, scores, strict=True
        ):
            yield self._hit(sounds[sound_id], score, by_name, one)

    def _judged(self, kept: Candidates) -> list[Judged | None]:
        if self._question.vector is None:
            return [None] * kept.places.size
        heard = judged(self._snapshot, kept.places[kept.places >= 0], self._question.vector)
        return [next(heard) if place >= 0 else None for place in kept.places.tolist()]

    def _hit(self, sound: Sound, score: float, by_name: float, told: Judged | None) -> Hit:
        spans = self._highlighter.spans(sound.name) if by_name else ()
        if told is None:
            return Hit(sound, score, 0.0, sound.duration_s, Evidence(name=by_name, name_spans=spans))
        evidence = Evidence(by_name, told.meaning, told.sound, spans)
        return Hit(sound, score, told.start_s, told.end_s, evidence)

    def _check(self) -> None:
        if self._superseded():
            raise Cancelled("A newer question has come.")


def plain_hits(sounds: Iterable[Sound]) -> Iterator[Hit]:
    """Sounds that were asked for by filters alone: each is just what was meant."""
    return (Hit(sound, 1.0, 0.0, sound.duration_s) for sound in sounds)


def _pays(index: ApproximateIndex | None, rows: int, count: int) -> bool:
    """True when the index finds `count` rows with less work than exact search, and reliably."""
    if index is None or not index.holds or rows < max(APPROXIMATE_FROM, index.header.rows):
        return False
    return index.effort(count) * ROWS_A_NODE < rows
