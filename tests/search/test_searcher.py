"""Questions to a real catalogue with the model that ships."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from search_samples import ROOT, add, base, fill, segments

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled, QueryError
from soundbrowser.domain.query import Answers, ClipRegion, Filters, Query
from soundbrowser.domain.sound import Listing
from soundbrowser.model.joint import JointModel
from soundbrowser.search.searcher import Searcher


def names(answers: Answers) -> list[str]:
    return [hit.sound.name for hit in answers.hits]


@pytest.fixture
def ten(catalogue: Catalogue, searcher: Searcher) -> Iterator[Searcher]:
    for number in range(9):
        add(catalogue, f"take {number}.wav", base(number))
    add(catalogue, "drums/kick_808.wav", base(100))
    searcher.refresh()
    return searcher


def test_a_sound_is_its_own_nearest_neighbour(ten: Searcher) -> None:
    clip = segments(base(4), 2.0)
    answers = ten.search(Query(clips=(ClipRegion("/elsewhere.wav"),)), [clip])
    assert names(answers)[0] == "take 4.wav"
    assert answers.hits[0].evidence.sound > 0.9
    assert answers.total == 10


def test_a_clip_is_not_among_its_own_answers(ten: Searcher) -> None:
    clip = segments(base(4), 2.0)
    answers = ten.search(Query(clips=(ClipRegion(str(ROOT / "take 4.wav")),)), [clip])
    assert len(answers.hits) == 9
    assert "take 4.wav" not in names(answers)


@pytest.mark.parametrize("typed", ["kick_808", "Kick808", "kick 808", "kic", "drums kick"])
def test_names_win_where_they_are_meant(ten: Searcher, typed: str) -> None:
    best = ten.search(Query(typed)).hits[0]
    assert best.sound.name == "kick_808.wav"
    assert best.evidence.name > 0.5
    assert not best.weak


def test_matched_letters_are_told(ten: Searcher) -> None:
    best = ten.search(Query("kick 808")).hits[0]
    assert best.evidence.name_spans == ((0, 4), (5, 8))


def test_semantic_answers_are_blind_to_names(ten: Searcher) -> None:
    answers = ten.search(Query("kick_808 drum", semantic_only=True))
    assert len(answers.hits) == 10
    assert all(
        hit.evidence.name == 0 and hit.score == pytest.approx(hit.evidence.meaning, abs=1e-5) for hit in answers.hits
    )


def test_the_order_is_by_score_then_path_and_the_same_again(ten: Searcher) -> None:
    first, second = ten.search(Query("a dog barks")), ten.search(Query("a dog barks"))
    assert first.hits == second.hits
    assert sorted(first.hits, key=lambda hit: (-hit.score, hit.sound.path)) == list(first.hits)
    assert all(0 <= hit.score <= 1 for hit in first.hits)


@pytest.mark.parametrize("limit", [1, 3, 10, 100, None])
def test_a_limit_cuts_and_changes_nothing(ten: Searcher, limit: int | None) -> None:
    everything = ten.search(Query("thunder", limit=None)).hits
    assert ten.search(Query("thunder", limit=limit)).hits == everything[:limit]


def test_scores_do_not_depend_on_the_other_sounds(
    ten: Searcher, model: JointModel, tmp_path: Path, cache: Path
) -> None:
    with Catalogue.open(tmp_path / "alone.db", create=True) as other:
        add(other, "take 4.wav", base(4))
        alone = Searcher(other, model, tmp_path / "other cache")
        for query in (Query("a dog barks"), Query("take"), Query("x", semantic_only=True)):
            among = next(hit for hit in ten.search(query).hits if hit.sound.name == "take 4.wav")
            assert alone.search(query).hits[0].score == pytest.approx(among.score, abs=1e-6)
        alone.close()


def test_the_best_window_of_a_long_sound_is_told(catalogue: Catalogue, searcher: Searcher) -> None:
    rows = base(1, 6)
    rows[4] = base(50)[0]
    rows[0] = rows[1:].astype(np.float32).mean(axis=0)
    add(catalogue, "long.wav", rows, seconds=10.0)
    searcher.refresh()
    hit = searcher.search(Query(clips=(ClipRegion("/x.wav"),)), [segments(base(50), 2.0)]).hits[0]
    assert (hit.start_s, hit.end_s) == (6.0, 8.0)


def test_changes_are_taken_in(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "new thunder.wav", base(200))
    assert "new thunder.wav" not in names(ten.search(Query("take", semantic_only=True)))
    ten.refresh()
    assert "new thunder.wav" in names(ten.search(Query("take", semantic_only=True)))
    gone = catalogue.sound_at(str(ROOT / "take 2.wav"))
    assert gone is not None
    with catalogue.write() as writer:
        writer.mark_missing([gone.id])
    ten.refresh()
    assert "take 2.wav" not in names(ten.search(Query("take", limit=None)))


def test_a_changed_sound_is_found_by_its_new_vectors(ten: Searcher, catalogue: Catalogue) -> None:
    sound = catalogue.sound_at(str(ROOT / "take 3.wav"))
    assert sound is not None
    with catalogue.write() as writer:
        writer.list_sounds(sound.folder_id, [Listing(sound.path, 999, 2)])
    add(catalogue, "take 3.wav", base(300))
    ten.refresh()
    answers = ten.search(Query(clips=(ClipRegion("/x.wav"),)), [segments(base(300), 2.0)])
    assert names(answers)[0] == "take 3.wav"
    assert len(set(names(answers))) == len(answers.hits) == 10


def test_a_listed_sound_is_found_by_name_before_it_is_heard(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "zeppelin.wav", None)
    assert names(ten.search(Query("zeppelin")))[0] == "zeppelin.wav"
    assert "zeppelin.wav" not in names(ten.search(Query("zeppelin", semantic_only=True)))


def test_filters_are_exact_whether_chosen_or_typed(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "stereo.wav", base(400), seconds=9.0, channels=2)
    ten.refresh()
    assert names(ten.search(Query("dog ch:stereo"))) == ["stereo.wav"]
    assert names(ten.search(Query("dog", filters=Filters(min_length_s=5)))) == ["stereo.wav"]
    assert ten.search(Query("dog len:<3", filters=Filters(channels=frozenset({2})))).hits == ()
    answers = ten.search(Query("ch:stereo"))
    assert (names(answers), answers.total) == (["stereo.wav"], 1)


def test_a_phrase_must_be_in_the_name(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "roof tin.wav", base(500))
    add(catalogue, "Tin_Roof rain.wav", base(501))
    ten.refresh()
    assert names(ten.search(Query('"tin roof"'))) == ["Tin_Roof rain.wav"]


def test_minus_pushes_away_by_name_and_by_meaning(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "take thunder.wav", base(4))
    ten.refresh()
    with_it = {hit.sound.name: hit.score for hit in ten.search(Query("take")).hits}
    without = {hit.sound.name: hit.score for hit in ten.search(Query("take -thunder")).hits}
    assert without["take thunder.wav"] < 0.5 * with_it["take thunder.wav"]
    pushed = {hit.sound.name: hit.score for hit in ten.search(Query("dog", without=("thunder",))).hits}
    plain = {hit.sound.name: hit.score for hit in ten.search(Query("dog")).hits}
    assert pushed != plain


def test_words_and_clip_weigh_as_the_slider_says(ten: Searcher) -> None:
    clip, region = [segments(base(4), 2.0)], (ClipRegion("/x.wav"),)
    only_words = ten.search(Query("a dog barks"))
    only_clip = ten.search(Query(clips=region), clip)
    none = ten.search(Query("a dog barks", clips=region, balance=0.0), clip)
    full = ten.search(Query("a dog barks", clips=region, balance=1.0, semantic_only=True), clip)
    assert names(none)[0] == names(only_words)[0]
    assert names(full)[0] == names(only_clip)[0] == "take 4.wav"
    both = ten.search(Query("a dog barks", clips=region, balance=0.5), clip)
    assert all(hit.evidence.meaning > 0 and hit.evidence.sound > 0 for hit in both.hits)


def test_unknown_words_leave_the_names(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "ꙮꙮꙮ 3.wav", base(60))
    ten.refresh()
    answers = ten.search(Query("ꙮꙮꙮ"))
    assert names(answers) == ["ꙮꙮꙮ 3.wav"]
    assert answers.notice == "No word of “ꙮꙮꙮ” is known to the model; these are matches by name alone."
    blind = ten.search(Query("ꙮꙮꙮ", semantic_only=True))
    assert (blind.hits, blind.notice) == ((), "No word of “ꙮꙮꙮ” is known to the model; nothing was found.")
    with_clip = ten.search(Query("ꙮꙮꙮ", clips=(ClipRegion("/x.wav"),)), [segments(base(4), 2.0)])
    assert len(with_clip.hits) == 11
    assert "in names alone" in with_clip.notice


def test_without_a_model_names_are_searched(catalogue: Catalogue, cache: Path) -> None:
    add(catalogue, "kick_808.wav", base(1))
    answers = Searcher(catalogue, None, cache).search(Query("kick"))
    assert names(answers) == ["kick_808.wav"]
    assert answers.notice == "The search model did not load. Search by name works."


def test_an_empty_question_is_refused(ten: Searcher) -> None:
    with pytest.raises(QueryError):
        ten.search(Query("  "))


def test_a_newer_question_ends_this_one(ten: Searcher) -> None:
    with pytest.raises(Cancelled):
        ten.search(Query("dog"), superseded=lambda: True)


def test_questions_and_changes_at_once(ten: Searcher, catalogue: Catalogue) -> None:
    stop, wrong = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            found = [hit.sound.id for hit in ten.search(Query("dog", limit=None)).hits]
            if len(found) != len(set(found)) or len(found) < 10:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(20):
        add(catalogue, f"more {number}.wav", base(1000 + number))
        ten.refresh()
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(ten.search(Query("dog", limit=None)).hits) == 30


@pytest.mark.posix
def test_links_to_the_clip_are_the_clip(catalogue: Catalogue, model: JointModel, cache: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.wav"
    real.write_bytes(b"sound")
    os.symlink(real, tmp_path / "link.wav")
    with catalogue.write() as writer:
        folder = writer.add_folder(str(tmp_path))
        writer.list_sounds(folder.id, [Listing(str(real), 5, 1)])
    searcher = Searcher(catalogue, model, cache)
    answers = searcher.search(Query("real", clips=(ClipRegion(str(tmp_path / "link.wav")),)), [segments(base(1), 2.0)])
    assert answers.hits == ()
    searcher.close()


def test_filters_see_name_matches_however_many_there_are(ten: Searcher, catalogue: Catalogue) -> None:
    fill(catalogue, 300, [f"rain {number}.wav" for number in range(300)])
    add(catalogue, "rain last.wav", base(7), channels=2)
    add(catalogue, "rain unheard.wav", None)
    ten.refresh()
    found = ten.search(Query("rain ch:2", limit=5)).hits
    assert [hit.sound.name for hit in found] == ["rain last.wav"]
    assert found[0].evidence.name > 0.8
    everything = {hit.sound.path: hit.score for hit in ten.search(Query("rain", limit=None)).hits}
    assert found[0].score == everything[found[0].sound.path]
    assert "rain unheard.wav" in {Path(path).name for path in everything}


def test_equal_scores_are_cut_by_path(catalogue: Catalogue, cache: Path) -> None:
    fill(catalogue, 60, [f"rain {number:02}.wav" for number in reversed(range(60))])
    searcher = Searcher(catalogue, None, cache)
    assert names(searcher.search(Query("rain", limit=3))) == ["rain 00.wav", "rain 01.wav", "rain 02.wav"]


def test_a_name_with_most_of_the_words_is_found_among_many(ten: Searcher, catalogue: Catalogue) -> None:
    fill(catalogue, 400)
    added = add(catalogue, "thunder_close.wav", base(444))
    ten.refresh()
    hit = next(hit for hit in ten.search(Query("close thunder rumble", limit=40)).hits if hit.sound.id == added)
    assert hit.evidence.name == pytest.approx(0.6 * 4 / 9)
    assert hit.evidence.name_spans == ((0, 7), (8, 13))


def test_words_beside_a_phrase_need_not_be_in_the_name(ten: Searcher, catalogue: Catalogue) -> None:
    add(catalogue, "tin roof.wav", base(500))
    add(catalogue, "Tin_Roof rain.wav", base(501))
    ten.refresh()
    assert names(ten.search(Query('rain "tin roof"'))) == ["Tin_Roof rain.wav", "tin roof.wav"]


@pytest.mark.posix
def test_a_clip_under_another_name_is_recognised_by_its_size(
    catalogue: Catalogue, model: JointModel, cache: Path, tmp_path: Path
) -> None:
    real = tmp_path / "real.wav"
    real.write_bytes(b"sound")
    (tmp_path / "alias.wav").symlink_to(real)
    with catalogue.write() as writer:
        folder = writer.add_folder(str(tmp_path))
        writer.list_sounds(folder.id, [Listing(str(tmp_path / "alias.wav"), 5, 1)])
    searcher = Searcher(catalogue, model, cache)
    answers = searcher.search(Query("alias", clips=(ClipRegion(str(real)),)), [segments(base(1), 2.0)])
    assert answers.hits == ()
    searcher.close()


def test_only_pushing_away_is_a_question_too(ten: Searcher) -> None:
    hits = ten.search(Query("-thunder", limit=None)).hits
    assert len(hits) == 10
    assert len({hit.score for hit in hits}) > 1
