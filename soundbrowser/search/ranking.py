"""Ranks one question: candidates from vectors and names, one fused score each, the reasons beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.terms import terms
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.query import Evidence, Filters, Hit, Reason
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.vectors import F32, Ids
from soundbrowser.model.joint import QueryVector
from soundbrowser.search import exact, names
from soundbrowser.search.fusion import Chances, fused
from soundbrowser.search.question import Question
from soundbrowser.search.rows import EMPTY, best_segment
from soundbrowser.search.vectors import JointVectors

MARGIN = 100
"""Candidates beyond the limit, so that what is looked at more closely may still change places."""
APPROXIMATE_FROM = 200_000
"""Rows from which the index answers; below, exact search is as fast and needs no second look."""
NEIGHBOURS_A_HIT = 4
MOST_NAMES = 5000
PAGE = 4096


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sound that may be an answer."""

    sound_id: int
    place: int
    """Where it is in the snapshot's sounds; -1 when it has no vectors."""
    by_name: float
    """The chance that the match of all words gives it."""


class Ranking:
    """One question over one snapshot."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: JointVectors | None,
        question: Question,
        filters: Filters,
        superseded: Callable[[], bool],
    ) -> None:
        self._catalogue = catalogue
        self._question = question
        self._superseded = superseded
        self._words = names.content_words((*question.words, *question.phrases))
        self._unwanted = frozenset(term for word in question.unwanted for term in terms(word))
        self._allowed = None if filters.is_empty() else catalogue.ids(filters)
        self._snapshot = vectors.snapshot() if vectors and question.vector else EMPTY
        self._index = vectors.index() if vectors else None  # after the snapshot: it may only know fewer rows

    def hits(self, limit: int | None) -> list[Hit]:
        """At most `limit` answers, best first; None for all. Raises Cancelled."""
        found = [hit for page in self._pages(limit) for hit in page]
        found.sort(key=lambda hit: (-hit.score, hit.sound.path))
        return found if limit is None else found[:limit]

    def _pages(self, limit: int | None) -> Iterator[list[Hit]]:
        candidates = self._candidates(limit)
        for start in range(0, len(candidates), PAGE):
            if self._superseded():
                raise Cancelled("A newer question has come.")
            yield self._explained(candidates[start : start + PAGE])

    def _candidates(self, limit: int | None) -> list[Candidate]:
        named = self._named(limit)
        count = None if limit is None else limit + MARGIN + len(self._question.own_paths)
        places = self._places(count, list(named))
        sounds = self._snapshot.sounds
        by_name = np.array([named.pop(sound, 0.0) for sound in sounds[places].tolist()], np.float64)
        if count is not None and count < places.size:
            best = exact.top(1 - (1 - by_name) * (1 - self._chances(places)), count)
            places, by_name = places[best], by_name[best]
        heard = zip(sounds[places].tolist(), places.tolist(), by_name.tolist(), strict=True)
        unheard = sorted(named.items(), key=lambda item: (-item[1], item[0]))[:count]
        return [Candidate(*one) for one in heard] + [Candidate(sound, -1, chance) for sound, chance in unheard]

    def _named(self, limit: int | None) -> dict[int, float]:
        """Chances by name of the sounds whose texts hold all the words."""
        question = self._question
        if not question.by_name or not (self._words or question.phrases):
            return {}
        most = None if limit is None else max(MOST_NAMES, limit)
        words = names.content_words(question.words)
        matches = self._catalogue.name_matches(words, question.phrases, most)
        chances = {match.sound_id: names.chance_of(match) for match in matches}
        if self._allowed is None:
            return chances
        kept = np.intersect1d(np.fromiter(chances, np.int64, len(chances)), self._allowed)
        return {sound: chances[sound] for sound in kept.tolist()}

    def _places(self, count: int | None, named: Sequence[int]) -> Ids:
        """Places in the snapshot that may hold answers."""
        sounds = self._snapshot.sounds
        if self._question.phrases and self._question.by_name:
            return np.flatnonzero(np.isin(sounds, named)).astype(np.int64)
        if self._allowed is not None:
            return np.flatnonzero(np.isin(sounds, self._allowed, assume_unique=True)).astype(np.int64)
        approximate = self._approximate(count)
        if approximate is None:
            return np.arange(sounds.size, dtype=np.int64)
        return np.flatnonzero(np.isin(sounds, np.union1d(approximate, named))).astype(np.int64)

    def _approximate(self, count: int | None) -> Ids | None:
        """Sounds near the question by the index, and all newer ones; None where exact search is to be used."""
        if count is None or self._index is None or self._question.vector is None:
            return None
        index = self._index
        rows = self._snapshot.rows
        if rows.size < APPROXIMATE_FROM or index.header.rows > rows.size:
            return None
        numbers = index.nearest(self._question.vector.vector, count * NEIGHBOURS_A_HIT)
        near = numbers[self._snapshot.alive[numbers]]
        return np.union1d(rows["sound"][near], rows["sound"][index.header.rows :]).astype(np.int64)

    def _chances(self, places: Ids) -> F32:
        """(places,) what the model says, in single precision: good enough to choose candidates."""
        vector = self._question.vector
        if vector is None or not places.size:
            return np.zeros(places.size, np.float32)
        if places.size == self._snapshot.sounds.size:
            return vector.probability(exact.best_of_each_sound(self._snapshot, vector.vector))
        numbers, starts = self._rows_at(places)
        scores = self._snapshot.vectors(numbers) @ vector.vector
        return vector.probability(np.asarray(np.maximum.reduceat(scores, starts), np.float32))

    def _rows_at(self, places: Ids) -> tuple[Ids, Ids]:
        """Row numbers of the sounds at these places one after the other, and where each sound's begin."""
        groups = [self._snapshot.rows_of(place) for place in places.tolist()]
        sizes = np.fromiter(map(len, groups), np.int64, len(groups))
        return np.concatenate(groups), np.cumsum(sizes) - sizes

    def _explained(self, candidates: Sequence[Candidate]) -> list[Hit]:
        sounds = {sound.id: sound for sound in self._catalogue.sounds([one.sound_id for one in candidates])}
        kept = [one for one in candidates if one.sound_id in sounds and not self._is_own(sounds[one.sound_id])]
        heard = [one for one in kept if one.place >= 0]
        judged = {one.sound_id: one for one in self._judged(heard)}
        return [self._hit(sounds[one.sound_id], one.by_name, judged.get(one.sound_id)) for one in kept]

    def _is_own(self, sound: Sound) -> bool:
        own = self._question.own_paths
        return bool(own) and os.path.realpath(sound.path) in own

    def _judged(self, heard: Sequence[Candidate]) -> Iterator[Judged]:
        if not heard or self._question.vector is None:
            return
        numbers, starts = self._rows_at(np.array([one.place for one in heard], np.int64))
        vectors = self._snapshot.vectors(numbers)
        scores = exact.similarity(vectors, self._question.vector.vector)
        reasons = list(_reasons(self._question.vector, vectors))
        ends = [*starts[1:].tolist(), numbers.size]
        for one, start, end in zip(heard, starts.tolist(), ends, strict=True):
            mine = slice(start, end)
            chance = float(self._question.vector.probability(scores[mine].max()))
            evidence = {reason: float(chances[mine].max()) for reason, chances in reasons}
            yield Judged(one.sound_id, chance, evidence, best_segment(self._snapshot, numbers[mine], scores[mine]))

    def _hit(self, sound: Sound, by_name: float, judged: Judged | None) -> Hit:
        if self._question.by_name and not by_name:
            by_name = names.partial_chance(sound.name, self._words)
        unwanted = bool(self._unwanted) and not self._unwanted.isdisjoint(terms(sound.name)) and self._question.by_name
        evidence = Evidence(
            name=by_name,
            meaning=judged.evidence.get(Reason.MEANING, 0.0) if judged else 0.0,
            sound=judged.evidence.get(Reason.SOUND, 0.0) if judged else 0.0,
            name_spans=names.spans(sound.name, self._words) if by_name else (),
        )
        score = fused(Chances(by_name, judged.chance if judged else 0.0, unwanted))
        start_s, end_s = judged.segment if judged else (0.0, sound.duration_s)
        return Hit(sound, score, start_s, end_s, evidence)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model says of one sound."""

    sound_id: int
    chance: float
    evidence: dict[Reason, float]
    segment: tuple[float, float]


def plain_hits(sounds: Iterable[Sound]) -> Iterator[Hit]:
    """Sounds that were asked for by filters alone: each is just what was meant."""
    return (Hit(sound, 1.0, 0.0, sound.duration_s) for sound in sounds)


def _reasons(query: QueryVector, vectors: F32) -> Iterator[tuple[Reason, F32]]:
    """(rows,) chances by each part of the question alone."""
    for part in query.parts:
        logits = part.slope * exact.similarity(vectors, part.vector).astype(np.float64) + part.intercept
        yield part.reason, np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), np.float32)
