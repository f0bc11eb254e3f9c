"""The one path from a question to ranked answers, for the window and the command line alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import ModelSwitched, QueryError, UnknownWords
from soundbrowser.domain.query import Answers, Filters, Query, SortOrder
from soundbrowser.domain.stats import IndexReport
from soundbrowser.domain.tuning import Correction
from soundbrowser.domain.vectors import F16, F32, SegmentVectors
from soundbrowser.model.joint import JointModel, QueryVector
from soundbrowser.search.parse import ParsedQuery, parse
from soundbrowser.search.question import OwnFiles, Question, merged
from soundbrowser.search.ranking import Ranking, plain_hits
from soundbrowser.search.vectors import JointVectors, View

UNKNOWN = "No word of “{}” is known to the model; {}."
TOWARDS_LIKED = 0.3
"""How far answers lean from the words towards the sounds that the user wants more of (Rocchio, 1971)."""
NO_MODEL = "The search model did not load. Search by name works."


def never() -> bool:
    """No newer question has come."""
    return False


@dataclass(frozen=True, eq=False)
class _Space:
    """A model and the library's vectors under it: they change together."""

    model: JointModel
    vectors: JointVectors


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What child processes made of a question: vectors by one encoder."""

    encoder: str = ""
    """Its version; empty when nothing was heard."""
    clips: Sequence[SegmentVectors] = ()
    """Of the question's clips, in their order."""
    words: Mapping[str, F32] = field(default_factory=dict)
    """(text_dim,) of the question's texts, for a model that cannot read them itself."""


class Searcher:
    """Answers from one consistent snapshot; any thread may ask while another takes new sounds in."""

    def __init__(self, catalogue: Catalogue, model: JointModel | None, cache: Path) -> None:
        """`cache` may be unwritable or missing; without a model names alone are searched."""
        self._catalogue = catalogue
        self._cache = cache
        self._switching = threading.Lock()
        self._space = self._opened(model)

    def refresh(self, *, write: bool = True) -> None:
        """Takes in what the catalogue's history says has changed; cheap when nothing has.

        Without `write` the disk is spared, for the sake of a question that waits.
        """
        if space := self._space:
            space.vectors.refresh(write=write)

    def use_model(self, model: JointModel | None, choose: Callable[[], None] = lambda: None) -> None:
        """Answers with another model once all vectors are projected; until then with the one before.

        `choose` is called in between, and when it fails nothing changes.
        """
        with self._switching:
            before = self._space
            if before is not None and model is not None and before.model.tower_version == model.tower_version:
                choose()
                return
            space = self._opened(model)
            try:
                choose()
            except BaseException:
                if space is not None:
                    space.vectors.close()
                raise
            self._space = space
            if before is not None:
                before.vectors.close()

    def wants_index(self) -> bool:
        """True when there are enough sounds for an approximate index and it is missing or behind."""
        space = self._space
        return space is not None and space.vectors.wants_index()

    def rebuild_index(self, cancelled: Callable[[], bool] = never) -> IndexReport | None:
        """Builds the index anew while questions go on; None where the cache cannot be written. Raises Cancelled."""
        space = self._space
        return space.vectors.rebuild_index(cancelled) if space else None

    def index_report(self) -> IndexReport | None:
        """The index beside the vectors, or None."""
        space = self._space
        return space.vectors.index_report() if space else None

    def close(self) -> None:
        """Keeps what is only in memory, and lets another process write the cache."""
        with self._switching:
            if self._space:
                self._space.vectors.close()

    def _opened(self, model: JointModel | None) -> _Space | None:
        if model is None:
            return None
        space = _Space(model, JointVectors(self._catalogue, model, self._cache))
        space.vectors.refresh()
        return space

    @property
    def reads_words(self) -> bool:
        """False when the model in use needs the vectors of words given."""
        space = self._space
        return space is None or space.model.reads_words

    def search(
        self, query: Query, heard: Heard | Sequence[SegmentVectors] = (), superseded: Callable[[], bool] = never
    ) -> Answers:
        """The best answers first. `heard` are the vectors of `query.clips` in their order, or of its words too.

        Raises QueryError when nothing is asked, Cancelled once a newer question has come, ModelSwitched when what was
        heard was heard by another encoder than the model's.
        """
        begun = time.perf_counter()
        space = self._space
        given = heard if isinstance(heard, Heard) else Heard(clips=heard)
        if space and given.encoder and given.encoder != space.model.encoder_version:
            raise ModelSwitched("Another model answers now; ask again.")
        clips = given.clips
        asked = parse(query.text)
        filters = merged(query.filters, asked.filters)
        if not (asked.semantic_text or clips or asked.without or query.without):
            return self._filtered(query, filters, begun)
        said = self._corrections(query, asked)
        question, notice = self._understood(query, asked, given, said, space.model if space else None)
        view = space.vectors.view() if space else View()
        ranking = Ranking(self._catalogue, view, question, filters, superseded)
        hits = tuple(ranking.hits(query.limit))
        elapsed = time.perf_counter() - begun
        return Answers(hits, self._catalogue.count(filters), elapsed, notice, len(question.rejected))

    def _corrections(self, query: Query, asked: ParsedQuery) -> Sequence[Correction]:
        """What the user said of answers to just these words; the model alone is asked without it."""
        plain = not (query.clips or query.without or query.semantic_only)
        return self._catalogue.corrections_of(asked.plain_words) if plain and asked.plain_words else ()

    def _filtered(self, query: Query, filters: Filters, begun: float) -> Answers:
        """Filters alone are a question too: all sounds that pass, by name."""
        if filters.is_empty():
            raise QueryError("The question is empty: type words or give a clip.")
        total = self._catalogue.count(filters)
        sounds = self._catalogue.browse(filters, SortOrder.NAME, 0, total if query.limit is None else query.limit)
        return Answers(tuple(plain_hits(sounds)), total, time.perf_counter() - begun)

    def _understood(
        self,
        query: Query,
        asked: ParsedQuery,
        given: Heard,
        said: Sequence[Correction],
        model: JointModel | None,
    ) -> tuple[Question, str]:
        clips = given.clips
        question = Question(
            words=asked.words,
            phrases=asked.phrases,
            unwanted=asked.without,
            own=OwnFiles(clip.path for clip in query.clips),
            by_name=not query.semantic_only,
            rejected=frozenset(one.sound_id for one in said if not one.fits),
        )
        if model is None:
            return question, NO_MODEL
        text = _text_vector(model, asked.semantic_text, given.words)
        notice = "" if text or not asked.semantic_text else _unknown(asked.semantic_text, query, bool(clips))
        liked = [one.sound_id for one in said if one.fits]
        heard = self._bases(liked, model) if liked else [one.base[:1] for one in clips]
        clip = model.clip_query(np.concatenate(heard)) if heard else None
        unwanted = [_text_vector(model, words, given.words) for words in (*asked.without, *query.without)]
        negatives = [vector for vector in unwanted if vector]
        if text is None and clip is None and not negatives:
            return question, notice
        vector = model.combine(text, clip, negatives, TOWARDS_LIKED if liked else query.balance)
        return replace(question, vector=vector, near_sounds=text is None and not negatives), notice

    def _bases(self, sound_ids: Sequence[int], model: JointModel) -> list[F16]:
        """The base vectors of sounds as wholes, of those that this model's encoder has heard."""
        stored = self._catalogue.segments_of(np.asarray(sound_ids, np.int64), model.encoder_version)
        _ids, first = np.unique(stored.sound_ids, return_index=True)
        return [stored.base[row : row + 1] for row in first.tolist()]


def _text_vector(model: JointModel, text: str, given: Mapping[str, F32]) -> QueryVector | None:
    """None when the model knows none of the words."""
    if text in given:
        return model.words_query(given[text])
    try:
        return model.text_query(text) if text else None
    except UnknownWords:
        return None


def _unknown(text: str, query: Query, with_clip: bool) -> str:
    if with_clip:
        return UNKNOWN.format(
            text, "the clip alone was compared" if query.semantic_only else "it was looked for in names alone"
        )
    return UNKNOWN.format(text, "nothing was found" if query.semantic_only else "these are matches by name alone")
