"""Corrections count at once, for just these words, and the model alone is asked without them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from search_samples import add, base, base_dim, segments

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Answers, ClipRegion, Filters, Query
from soundbrowser.search.searcher import Searcher


@pytest.fixture
def ids(catalogue: Catalogue, searcher: Searcher) -> list[int]:
    """Nine sounds, the last two nearly alike."""
    seeds = [*range(8), 7]
    noise = 0.01 * np.random.default_rng(0).standard_normal((9, base_dim()))
    bases = [(base(seed) + noise[n]).astype(np.float16) for n, seed in enumerate(seeds)]
    added = [add(catalogue, f"take {n}.wav", one) for n, one in enumerate(bases)]
    searcher.refresh()
    return added


def order(answers: Answers) -> list[int]:
    return [hit.sound.id for hit in answers.hits]


def correct(catalogue: Catalogue, text: str, ids: Sequence[int], *, fits: bool) -> None:
    with catalogue.write() as writer:
        writer.correct(text, ids, fits=fits)


def test_what_is_no_match_is_no_answer_to_these_words(catalogue: Catalogue, searcher: Searcher, ids: list[int]) -> None:
    before = order(searcher.search(Query("Rain falling")))
    correct(catalogue, "rain falling", before[:2], fits=False)
    after = searcher.search(Query("rain FALLING len:<9"))
    assert (order(after), after.rejected) == (before[2:], 2)
    assert order(searcher.search(Query("rain falling", limit=3))) == before[2:5]
    assert set(order(searcher.search(Query("rain")))) == set(ids)


def test_it_comes_back_when_forgotten(catalogue: Catalogue, searcher: Searcher, ids: list[int]) -> None:
    before = searcher.search(Query("rain")).hits
    correct(catalogue, "rain", ids[:4], fits=False)
    assert len(searcher.search(Query("rain")).hits) == 5
    with catalogue.write() as writer:
        writer.forget_corrections("rain", ids[:4])
    assert searcher.search(Query("rain")).hits == before


def test_answers_lean_towards_what_is_wanted_more(catalogue: Catalogue, searcher: Searcher, ids: list[int]) -> None:
    before = order(searcher.search(Query("rain")))
    wanted, twin = ids[7], ids[8]
    assert before[:2] != [wanted, twin]
    correct(catalogue, "rain", [wanted], fits=True)
    after = searcher.search(Query("rain"))
    assert set(order(after)[:2]) == {wanted, twin}
    assert after.hits[0].evidence.sound > 0.5


@pytest.mark.parametrize(
    "query",
    [
        Query("rain", semantic_only=True),
        Query("rain", clips=(ClipRegion("/elsewhere.wav"),)),
        Query("rain", without=("dog",)),
        Query("rain -dog"),
        Query("tag:wet", filters=Filters()),
    ],
)
def test_other_questions_go_without(catalogue: Catalogue, searcher: Searcher, ids: list[int], query: Query) -> None:
    clips = [segments(base(3), 2.0)] * len(query.clips)
    before = searcher.search(query, clips)
    correct(catalogue, "rain", ids[:4], fits=False)
    correct(catalogue, "rain", ids[4:], fits=True)
    assert searcher.search(query, clips).hits == before.hits
    assert searcher.search(query, clips).rejected == 0


def test_words_that_the_model_does_not_know_are_found_by_what_is_wanted(
    catalogue: Catalogue, searcher: Searcher, ids: list[int]
) -> None:
    correct(catalogue, "ጩኸት", [ids[7]], fits=True)
    assert set(order(searcher.search(Query("ጩኸት")))[:2]) == {ids[7], ids[8]}
