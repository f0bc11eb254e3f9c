"""A sound's journey through the writer: listed, read, heard, changed, moved, gone and back."""

from __future__ import annotations

import os

import numpy as np
import pytest
from catalogue_samples import ENCODER, HEADER, ROOT, at, list_names, listing, make_ready, vectors

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.matches import ListingResult
from soundbrowser.domain.query import Filters
from soundbrowser.domain.sound import Listing, Presence, Sound, SoundState


def sound(catalogue: Catalogue, sound_id: int) -> Sound:
    """The sound, which must be there."""
    found = catalogue.sound(sound_id)
    assert found is not None
    return found


def found(catalogue: Catalogue, word: str) -> list[int]:
    """Ids that the word finds."""
    return catalogue.name_kinds([word]).sound_ids.tolist()


def relist(catalogue: Catalogue, *listings: Listing) -> ListingResult:
    """Lists files of the test folder again."""
    with catalogue.write() as writer:
        return writer.list_sounds(writer.add_folder(ROOT).id, listings)


def test_the_journey(catalogue: Catalogue) -> None:
    (first, second) = list_names(catalogue, "a.wav", "b.wav")
    assert sound(catalogue, first).state is SoundState.LISTED
    assert catalogue.waiting(SoundState.LISTED) == [(first, at("a.wav")), (second, at("b.wav"))]
    with catalogue.write() as writer:
        writer.set_header(first, HEADER, "print")
    assert sound(catalogue, first).header == HEADER
    assert catalogue.waiting(SoundState.PROBED) == [(first, at("a.wav"))]
    with catalogue.write() as writer:
        writer.store_vectors(first, vectors(3), ENCODER)
    assert sound(catalogue, first).state is SoundState.READY
    stored = catalogue.segments_of(np.array([first, second]), ENCODER)
    assert stored.sound_ids.tolist() == [first] * 3
    np.testing.assert_array_equal(stored.base, vectors(3).base)
    np.testing.assert_array_equal(stored.starts, [0, 1, 2])


def test_a_batch_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    with pytest.raises(RuntimeError, match="on purpose"), catalogue.write() as writer:
        folder = writer.add_folder(ROOT)
        writer.list_sounds(folder.id, [listing("a.wav")])
        raise RuntimeError("on purpose")
    assert catalogue.folders() == []
    assert found(catalogue, "a") == []
    assert list_names(catalogue, "a.wav") != []


def test_a_write_inside_a_write_is_refused_at_once(catalogue: Catalogue) -> None:
    with pytest.raises(RuntimeError, match="inside"), catalogue.write(), catalogue.write():
        pass
    assert list_names(catalogue, "a.wav") != []


def test_listing_again_changes_only_what_changed(catalogue: Catalogue) -> None:
    same, grown, touched = list_names(catalogue, "same.wav", "grown.wav", "touched.wav")
    make_ready(catalogue, [same, grown, touched])
    result = relist(
        catalogue, listing("same.wav"), listing("grown.wav", 200), listing("touched.wav", 100, 2), listing("new.wav")
    )
    (new,) = result.added
    assert result == ListingResult((new,), (grown, touched), ())
    assert sound(catalogue, same).state is SoundState.READY
    assert sound(catalogue, grown).state is SoundState.LISTED
    assert sound(catalogue, grown).size == 200
    assert catalogue.segments_of(np.array([grown, touched]), ENCODER).segment_ids.size == 0


def test_one_file_listed_twice_in_a_batch_is_one_sound(catalogue: Catalogue) -> None:
    assert len(relist(catalogue, listing("a.wav"), listing("a.wav")).added) == 1


def test_missing_and_back(catalogue: Catalogue) -> None:
    (gone, stays) = list_names(catalogue, "Thunder.wav", "rain.wav")
    make_ready(catalogue, [gone, stays])
    with catalogue.write() as writer:
        writer.tag([gone], "storm")
        writer.mark_missing([gone])
    assert sound(catalogue, gone).presence is Presence.MISSING
    assert catalogue.ids(Filters()).tolist() == [stays]
    assert found(catalogue, "thunder") == []
    assert catalogue.segments_of(np.array([gone]), ENCODER).segment_ids.size == 0
    assert [lost.id for lost in catalogue.with_content([f"print-{gone}", "else"])] == [gone]
    assert relist(catalogue, listing("Thunder.wav")).back == (gone,)
    assert sound(catalogue, gone).tags == ("storm",)
    assert sound(catalogue, gone).state is SoundState.READY
    assert found(catalogue, "thunder") == found(catalogue, "storm") == [gone]


def test_an_unplugged_folder_is_offline_not_gone(catalogue: Catalogue) -> None:
    here, gone = list_names(catalogue, "a.wav", "b.wav")
    make_ready(catalogue, [here, gone])
    (folder,) = catalogue.folders()
    with catalogue.write() as writer:
        writer.mark_missing([gone])
        writer.set_folder_online(folder.id, False)
    assert sound(catalogue, here).presence is Presence.OFFLINE
    assert sound(catalogue, gone).presence is Presence.MISSING
    assert not catalogue.folders()[0].online
    assert found(catalogue, "a") == [here]
    assert catalogue.stats().offline == 1
    assert relist(catalogue, listing("a.wav")).back == (here,)
    with catalogue.write() as writer:
        writer.set_folder_online(folder.id, True)
    assert sound(catalogue, here).presence is Presence.PRESENT
    assert sound(catalogue, gone).presence is Presence.MISSING


def test_a_moved_sound_keeps_what_is_known_of_it(catalogue: Catalogue) -> None:
    (old,) = list_names(catalogue, "Old/Kick.wav")
    make_ready(catalogue, [old])
    with catalogue.write() as writer:
        writer.rate([old], 5)
        writer.tag([old], "fat")
        writer.note(old, "the one")
        writer.mark_missing([old])
    (new,) = relist(catalogue, listing("New/Boom.wav", 100, 7)).added
    with catalogue.write() as writer:
        writer.move_sound(old, at("New/Boom.wav"))
        writer.set_header(old, HEADER, f"print-{old}")
    moved = sound(catalogue, old)
    assert (moved.path, moved.mtime_ns, moved.rating, moved.tags, moved.note) == (
        at("New/Boom.wav"),
        7,
        5,
        ("fat",),
        "the one",
    )
    assert (moved.state, moved.presence) == (SoundState.READY, Presence.PRESENT)
    assert catalogue.sound(new) is None
    assert found(catalogue, "boom") == found(catalogue, "fat") == found(catalogue, "one") == [old]
    assert found(catalogue, "kick") == found(catalogue, "old") == []
    assert catalogue.check() == []


def test_what_was_said_of_the_new_name_is_kept_too(catalogue: Catalogue) -> None:
    old, new = list_names(catalogue, "old.wav", "new.wav")
    with catalogue.write() as writer:
        best = writer.create_collection("best")
        writer.tag([old, new], "both")
        writer.tag([new], "fresh")
        writer.rate([old], 2)
        writer.rate([new], 4)
        writer.note(new, "heard")
        writer.add_to_collection(best.id, [new])
        writer.mark_missing([old])
        writer.move_sound(old, at("new.wav"))
    moved = sound(catalogue, old)
    assert (moved.tags, moved.rating, moved.note) == (("both", "fresh"), 4, "heard")
    assert catalogue.ids(Filters(collection_id=best.id)).tolist() == [old]
    assert found(catalogue, "fresh") == found(catalogue, "heard") == [old]
    assert catalogue.check() == []


def test_dead_ends_can_be_retried(catalogue: Catalogue) -> None:
    bad, worse, good = list_names(catalogue, "bad.wav", "worse.wav", "good.wav")
    with catalogue.write() as writer:
        writer.fail(bad, SoundState.UNREADABLE, "no samples")
        writer.fail(worse, SoundState.QUARANTINED, "took too long")
    assert [(each.id, each.error) for each in catalogue.problems()] == [(bad, "no samples"), (worse, "took too long")]
    assert catalogue.stats().unreadable == 2
    with catalogue.write() as writer:
        writer.retry([bad, good])
    assert [each.id for each in catalogue.problems()] == [worse]
    assert sound(catalogue, bad).error == ""
    with pytest.raises(ValueError, match="dead end"), catalogue.write() as writer:
        writer.fail(good, SoundState.READY, "")


def test_a_changed_file_leaves_its_dead_end(catalogue: Catalogue) -> None:
    (bad,) = list_names(catalogue, "bad.wav")
    with catalogue.write() as writer:
        writer.fail(bad, SoundState.UNREADABLE, "no samples")
    assert relist(catalogue, listing("bad.wav")) == ListingResult((), (), ())
    assert relist(catalogue, listing("bad.wav", 300)).changed == (bad,)
    assert sound(catalogue, bad).state is SoundState.LISTED


def test_another_encoder_waits_for_its_own_vectors(catalogue: Catalogue) -> None:
    first, second = list_names(catalogue, "a.wav", "b.wav")
    make_ready(catalogue, [first, second])
    with catalogue.write() as writer:
        assert writer.use_encoder("encoder-2") == 2
        writer.store_vectors(first, vectors(2), "encoder-2")
    assert catalogue.waiting(SoundState.PROBED) == [(second, at("b.wav"))]
    assert catalogue.segments_of(np.array([first]), "encoder-2").base.shape == (2, 8)
    assert catalogue.segments_of(np.array([first]), ENCODER).base.shape == (1, 8)
    with catalogue.write() as writer:
        assert writer.use_encoder(ENCODER) == 1
    assert catalogue.waiting(SoundState.PROBED) == []


def test_ids_are_never_used_again(catalogue: Catalogue) -> None:
    first = list_names(catalogue, "a.wav", "b.wav")
    make_ready(catalogue, first)
    before = catalogue.segments_of(np.array(first), ENCODER).segment_ids
    with catalogue.write() as writer:
        writer.remove_folder(catalogue.folders()[0].id)
    second = list_names(catalogue, "a.wav", "b.wav")
    make_ready(catalogue, second)
    make_ready(catalogue, second)
    after = catalogue.segments_of(np.array(second), ENCODER).segment_ids
    assert min(second) > max(first)
    assert after.min() > before.max()


def test_removing_a_folder_forgets_its_sounds(catalogue: Catalogue) -> None:
    ids = list_names(catalogue, "a.wav", "b.wav")
    make_ready(catalogue, ids)
    with catalogue.write() as writer:
        writer.tag(ids, "x")
        writer.add_to_collection(writer.create_collection("best").id, ids)
        writer.remove_folder(catalogue.folders()[0].id)
    assert catalogue.stats().sounds == catalogue.stats().segments == 0
    assert found(catalogue, "a") == []
    assert catalogue.tags() == []
    assert [collection.sounds for collection in catalogue.collections()] == [0]
    assert catalogue.check() == []


def test_sounds_of_a_nested_folder_go_to_the_one_around(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        inner = writer.add_folder(at("Drums"))
        writer.add_folder(ROOT[:-4])
        (kick,) = writer.list_sounds(inner.id, [listing("Drums/kick.wav")]).added
        outer = writer.add_folder(ROOT)
        assert writer.list_sounds(outer.id, [listing("Drums/kick.wav")]) == ListingResult((), (), ())
        writer.tag([kick], "fat")
        writer.remove_folder(inner.id)
    assert sound(catalogue, kick).folder_id == outer.id
    assert sound(catalogue, kick).tags == ("fat",)
    assert found(catalogue, "library") == [kick]


def test_adding_a_folder_twice_gives_the_same(catalogue: Catalogue) -> None:
    list_names(catalogue, "a.wav")
    with catalogue.write() as writer:
        assert writer.add_folder(ROOT) == catalogue.folders()[0]
    assert [folder.sounds for folder in catalogue.folders()] == [1]


@pytest.mark.parametrize("name", ["caf\udce9.wav", "café.wav", "cafe\u0301.wav", "\U0001f525 雷.wav", "a\nb'\".wav"])
def test_the_exact_bytes_of_a_name_survive(catalogue: Catalogue, name: str) -> None:
    path = at(f"\udcff\udcfe Library{os.sep}{name}")
    with catalogue.write() as writer:
        (only,) = writer.list_sounds(writer.add_folder(ROOT).id, [Listing(path, 1, 1)]).added
    assert sound(catalogue, only).path == path
    assert catalogue.sound_at(path) == sound(catalogue, only)
    assert catalogue.waiting(SoundState.LISTED) == [(only, path)]
    with catalogue.write() as writer:
        assert writer.list_sounds(1, [Listing(path, 1, 1)]) == ListingResult((), (), ())


def test_composed_and_decomposed_names_are_two_files_found_by_one_word(catalogue: Catalogue) -> None:
    ids = list_names(catalogue, "caf\u00e9.wav", "cafe\u0301.wav")
    assert len(set(ids)) == 2
    assert found(catalogue, "café") == sorted(ids)
