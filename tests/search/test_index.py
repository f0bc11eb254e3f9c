"""The approximate index: as good as it says, the same each time, and never in anybody's way."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from search_samples import add, base, fill, segments

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.query import ClipRegion, Query
from soundbrowser.model.joint import JointModel
from soundbrowser.search import ann
from soundbrowser.search.searcher import Searcher
from soundbrowser.search.vectors import JointVectors

COUNT = 1500
REGION = (ClipRegion("/elsewhere.wav"),)
QUESTION = Query(clips=REGION, limit=10)


@pytest.fixture
def many(catalogue: Catalogue, model: JointModel, cache: Path) -> Iterator[Searcher]:
    fill(catalogue, COUNT)
    searcher = Searcher(catalogue, model, cache)
    yield searcher
    searcher.close()


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The index is asked whatever the size of the library; how often."""
    asked = []
    nearest = ann.ApproximateIndex.nearest

    def counted(self: ann.ApproximateIndex, query: ann.F32, count: int) -> ann.Ids | None:
        asked.append(count)
        return nearest(self, query, count)

    monkeypatch.setattr("soundbrowser.search.ranking._pays", lambda index, _rows, _count: index is not None)
    monkeypatch.setattr(ann.ApproximateIndex, "nearest", counted)
    return asked


def clip(seed: int) -> list[object]:
    return [segments(base(seed), 2.0)]


def test_it_is_measured_and_good(many: Searcher) -> None:
    assert many.wants_index()
    assert many.index_report() is None
    report = many.rebuild_index()
    assert report is not None
    assert report.recall >= ann.LEAST_RECALL
    assert report.segments == COUNT
    assert many.index_report() == report
    assert not many.wants_index()


def test_clips_get_the_answers_of_exact_search(many: Searcher, always: list[int]) -> None:
    exact = [many.search(QUESTION, clip(seed)).hits for seed in range(5)]
    assert not always
    many.rebuild_index()
    near = [many.search(QUESTION, clip(seed)).hits for seed in range(5)]
    assert len(always) == 5
    found = [len(set(right) & set(mine)) for right, mine in zip(exact, near, strict=True)]
    assert sum(found) >= 49


def test_words_and_filters_are_searched_exactly(many: Searcher, always: list[int]) -> None:
    questions = [Query("dog", limit=10), Query("dog", clips=REGION, limit=10), Query("len:<9", clips=REGION, limit=10)]
    exact = [many.search(question, clip(1) if question.clips else ()).hits for question in questions]
    many.rebuild_index()
    assert [many.search(question, clip(1) if question.clips else ()).hits for question in questions] == exact
    assert many.search(Query(clips=REGION, limit=None), clip(1)).hits[:10] == exact[2]
    assert not always


def test_sounds_newer_than_it_and_gone_since(many: Searcher, catalogue: Catalogue, always: list[int]) -> None:
    many.rebuild_index()
    added = add(catalogue, "fresh.wav", base(4))
    many.refresh()
    assert many.search(QUESTION, clip(4)).hits[0].sound.id == added
    best = many.search(QUESTION, clip(5)).hits[0].sound
    with catalogue.write() as writer:
        writer.mark_missing([added, best.id])
    many.refresh()
    after = [many.search(QUESTION, clip(seed)).hits for seed in (4, 5)]
    assert not {added, best.id} & {hit.sound.id for hits in after for hit in hits}
    assert len(always) == 4


def test_small_libraries_do_without(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    fill(catalogue, 20)
    searcher = Searcher(catalogue, model, cache)
    assert not searcher.wants_index()
    searcher.close()


def test_it_is_found_again(many: Searcher, catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    report = many.rebuild_index()
    many.close()
    again = Searcher(catalogue, model, cache)
    assert again.index_report() == report
    assert not again.wants_index()
    again.close()


def test_the_same_rows_give_the_same_file(many: Searcher, cache: Path) -> None:
    many.rebuild_index()
    first = {file.name: file.read_bytes() for file in cache.rglob("index*")}
    many.rebuild_index()
    assert {file.name: file.read_bytes() for file in cache.rglob("index*")} == first
    assert {Path(name).suffix for name in first} == {".ann", ".json"}


def test_a_damaged_one_is_not_believed(
    many: Searcher, catalogue: Catalogue, model: JointModel, cache: Path, always: list[int]
) -> None:
    exact = many.search(QUESTION, clip(3)).hits
    many.rebuild_index()
    many.close()
    file = next(cache.rglob("index-*.ann"))
    file.write_bytes(file.read_bytes()[:-4000] + bytes(4000))
    again = Searcher(catalogue, model, cache)
    assert again.search(QUESTION, clip(3)).hits == exact
    again.close()
    for garbage in ("", "{}", json.dumps({"rows": 3})):
        next(cache.rglob("index.json")).write_text(garbage)
        another = Searcher(catalogue, model, cache)
        assert another.index_report() is None
        another.close()


def test_building_can_be_ended(many: Searcher, cache: Path) -> None:
    with pytest.raises(Cancelled):
        many.rebuild_index(lambda: True)
    assert many.index_report() is None
    assert not list(cache.rglob("index.json"))


def test_questions_and_new_sounds_go_on_while_it_is_built(many: Searcher, catalogue: Catalogue) -> None:
    answered, added = [], []

    def meanwhile() -> bool:
        if len(added) < 5:
            added.append(add(catalogue, f"meanwhile {len(added)}.wav", base(900 + len(added))))
            many.refresh()
            answered.append(many.search(Query(clips=REGION, limit=1), clip(899 + len(added))).hits[0].sound.id)
        return False

    builder = threading.Thread(target=many.rebuild_index, args=(meanwhile,))
    builder.start()
    builder.join()
    assert answered == added
    assert len(many.search(Query("dog", limit=None)).hits) == COUNT + 5


def test_rows_written_anew_meanwhile_make_it_worthless(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    fill(catalogue, COUNT)
    vectors = JointVectors(catalogue, model, cache)
    vectors.refresh()
    gone = vectors.view().snapshot.sounds[:700].tolist()

    def lose_many() -> bool:
        if vectors.view().snapshot.sounds.size != COUNT:
            return False
        with catalogue.write() as writer:
            writer.mark_missing(gone)
        vectors.refresh()
        fill(catalogue, 600, [f"new {each}.wav" for each in range(600)])
        vectors.refresh()
        return False

    with pytest.raises(Cancelled):
        vectors.rebuild_index(lose_many)
    assert vectors.index_report() is None
    assert np.array_equal(vectors.view().snapshot.sounds, np.unique(vectors.view().snapshot.rows["sound"]))
    vectors.close()


def test_many_gone_sounds_leave_the_rows_and_the_index(many: Searcher, catalogue: Catalogue) -> None:
    many.rebuild_index()
    with catalogue.write() as writer:
        writer.mark_missing(range(1, 400))
    many.refresh()
    assert many.wants_index()
    report = many.rebuild_index()
    assert report is not None
    assert report.segments == COUNT - 399
    assert not many.wants_index()


def test_a_library_whose_sounds_are_all_gone(many: Searcher, catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.mark_missing(range(1, COUNT + 1))
    many.refresh()
    assert many.rebuild_index() is None
    assert many.search(Query("dog", limit=None)).hits == ()
