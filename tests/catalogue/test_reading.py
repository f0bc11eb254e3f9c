"""Filters, orders, counts and vectors as the other rooms read them."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from catalogue_samples import ENCODER, HEADER, ROOT, at, list_names, make_ready, vectors

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Collection, Folder, SoundState, Tag
from soundbrowser.domain.tuning import Label, Measure, ModelVersion

NAMES = ("Drums/Kick 10.wav", "Drums/kick 2.flac", "Drums/Deep/snare.wav", "Amb/Rain.wav", "Amb/Øresund.wav")


@pytest.fixture
def five(catalogue: Catalogue) -> list[int]:
    """Five sounds of growing length with different headers; the last waits for its header."""
    ids = list_names(catalogue, *NAMES)
    headers = (
        HEADER,
        replace(HEADER, format="FLAC", channels=1),
        replace(HEADER, rate=96000),
        replace(HEADER, channels=6),
    )
    with catalogue.write() as writer:
        for number, header in enumerate(headers):
            writer.set_header(ids[number], replace(header, duration_s=number + 0.5), f"print-{number}")
        writer.tag([ids[0], ids[1]], "Fat")
        writer.tag([ids[1]], "straße")
        writer.rate([ids[3]], 4)
        writer.favourite([ids[2]], True)
        writer.add_to_collection(writer.create_collection("Best of").id, [ids[4], ids[0]])
    return ids


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [0, 1, 2, 3, 4]),
        (Filters(min_length_s=1.5), [1, 2, 3]),
        (Filters(max_length_s=1.5), [0, 1]),
        (Filters(min_length_s=1.0, max_length_s=3.0), [1, 2]),
        (Filters(channels=frozenset({1, 6})), [1, 3]),
        (Filters(min_rate=48000), [2]),
        (Filters(max_rate=48000), [0, 1, 3]),
        (Filters(formats=frozenset({"FLAC"})), [1]),
        (Filters(folder_ids=frozenset({1})), [0, 1, 2, 3, 4]),
        (Filters(folder_ids=frozenset({99})), []),
        (Filters(below=at("Drums")), [0, 1, 2]),
        (Filters(below=at("Drum")), []),
        (Filters(below=at("Drums/Deep")), [2]),
        (Filters(folder_words=("drum",)), [0, 1, 2]),
        (Filters(folder_words=("DRUM", "deep")), [2]),
        (Filters(folder_words=("kick",)), []),
        (Filters(tags=frozenset({"fat"})), [0, 1]),
        (Filters(tags=frozenset({"FAT", "STRASSE"})), [1]),
        (Filters(tags=frozenset({"unknown"})), []),
        (Filters(without_tags=frozenset({"Fat"})), [2, 3, 4]),
        (Filters(min_rating=1), [3]),
        (Filters(favourites=True), [2]),
        (Filters(collection_id=1), [0, 4]),
        (Filters(added_after=0.0), [0, 1, 2, 3, 4]),
        (Filters(added_after=4e9), []),
        (Filters(min_length_s=0.1, tags=frozenset({"fat"}), formats=frozenset({"WAV"}), below=ROOT), [0]),
    ],
)
def test_filters(catalogue: Catalogue, five: list[int], filters: Filters, expected: list[int]) -> None:
    ids = [five[number] for number in expected]
    assert catalogue.ids(filters).tolist() == ids
    assert catalogue.count(filters) == len(ids)
    assert {sound.id for sound in catalogue.browse(filters, SortOrder.NAME, 0, 10)} == set(ids)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SortOrder.NAME, [1, 0, 4, 3, 2]),
        (SortOrder.LENGTH, [4, 0, 1, 2, 3]),
        (SortOrder.RATING, [3, 4, 2, 1, 0]),
        (SortOrder.ADDED, [4, 3, 2, 1, 0]),
        (SortOrder.PATH, [4, 3, 1, 0, 2]),
    ],
)
def test_orders_and_pages(catalogue: Catalogue, five: list[int], order: SortOrder, expected: list[int]) -> None:
    everything = [sound.id for sound in catalogue.browse(Filters(), order, 0, 100)]
    assert everything == [five[number] for number in expected]
    pages = [sound.id for page in range(3) for sound in catalogue.browse(Filters(), order, 2 * page, 2)]
    assert pages == everything


def test_sounds_come_in_the_order_asked(catalogue: Catalogue, five: list[int]) -> None:
    asked = np.array([five[3], 4711, five[0], five[3]])
    assert [sound.id for sound in catalogue.sounds(asked)] == [five[3], five[0], five[3]]
    assert catalogue.sound(4711) is None
    assert catalogue.sound_at(at("nowhere.wav")) is None


def test_what_the_user_made(catalogue: Catalogue, five: list[int]) -> None:
    assert catalogue.folders() == [Folder(1, ROOT, True, 5)]
    assert catalogue.tags() == [Tag("Fat", 2), Tag("straße", 1)]
    assert catalogue.collections() == [Collection(1, "Best of", 2)]
    assert catalogue.formats() == ["FLAC", "WAV"]
    assert catalogue.sounds([five[1]])[0].tags == ("Fat", "straße")
    assert catalogue.labels() == [
        Label("Best of", (five[0], five[4])),
        Label("Fat", (five[0], five[1])),
        Label("straße", (five[1],)),
    ]


def test_a_tag_and_a_collection_of_one_name_are_one_label(catalogue: Catalogue, five: list[int]) -> None:
    with catalogue.write() as writer:
        writer.add_to_collection(writer.create_collection("FAT").id, [five[3]])
    assert Label("Fat", (five[0], five[1], five[3])) in catalogue.labels()


def test_untagging_the_last_sound_forgets_the_tag(catalogue: Catalogue, five: list[int]) -> None:
    with catalogue.write() as writer:
        writer.untag(five, "FAT")
        writer.tag(five[:1], "FAT")
    assert Tag("FAT", 1) in catalogue.tags()
    assert catalogue.name_kinds(["fat"]).sound_ids.tolist() == five[:1]


def test_collections_can_be_renamed_emptied_and_deleted(catalogue: Catalogue, five: list[int]) -> None:
    with catalogue.write() as writer:
        assert writer.create_collection("BEST OF") == Collection(1, "Best of", 2)
        writer.rename_collection(1, "best OF")
        other = writer.create_collection("Other")
        writer.remove_from_collection(1, [five[0]])
    assert catalogue.collections() == [Collection(1, "best OF", 1), Collection(other.id, "Other", 0)]
    with pytest.raises(ValueError, match="already"), catalogue.write() as writer:
        writer.rename_collection(other.id, "Best Of")
    with catalogue.write() as writer:
        writer.delete_collection(1)
    assert catalogue.collections() == [Collection(other.id, "Other", 0)]


def test_stats(catalogue: Catalogue, five: list[int]) -> None:
    with catalogue.write() as writer:
        writer.store_vectors(five[0], vectors(3), ENCODER)
        writer.store_vectors(five[0], vectors(2), "encoder-2")
        writer.fail(five[4], SoundState.UNREADABLE, "no")
        writer.mark_missing([five[3]])
    stats = catalogue.stats()
    assert (stats.sounds, stats.ready, stats.waiting, stats.unreadable, stats.missing) == (4, 1, 2, 1, 1)
    assert (stats.folders, stats.segments, stats.seconds, stats.bytes) == (1, 3, 0.5 + 1.5 + 2.5, 400)


def test_recent_searches_are_remembered_once(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for text in ("kick", "rain", "kick"):
            writer.remember_search(text)
    assert catalogue.recent_searches(10) == ["kick", "rain"]
    assert catalogue.recent_searches(1) == ["kick"]


def test_model_versions_take_turns(catalogue: Catalogue) -> None:
    first = ModelVersion("t1", "mine", "/m/t1", 1.0, ("fat", "thin"), True, (Measure("own", 0.5, 0.75),))
    second = ModelVersion("t2", "more", "/m/t2", 2.0, (), True)
    with catalogue.write() as writer:
        writer.add_model_version(first)
        writer.add_model_version(second)
    assert catalogue.model_versions() == [replace(first, active=False), second]
    with catalogue.write() as writer:
        writer.activate_model_version("t1")
        writer.remove_model_version("t2")
    assert catalogue.model_versions() == [first]
    with catalogue.write() as writer:
        writer.activate_model_version(None)
    assert catalogue.model_versions() == [replace(first, active=False)]


def test_changes_tell_what_search_must_look_at_again(catalogue: Catalogue, five: list[int]) -> None:
    start = catalogue.changes(0)
    assert start.sound_ids.tolist() == five
    assert catalogue.changes(start.seq).sound_ids.tolist() == []
    with catalogue.write() as writer:
        writer.rate(five, 3)
        writer.note(five[0], "words")
    assert catalogue.changes(start.seq).sound_ids.tolist() == []
    with catalogue.write() as writer:
        writer.store_vectors(five[2], vectors(), ENCODER)
        writer.mark_missing([five[1]])
    later = catalogue.changes(start.seq)
    assert later.sound_ids.tolist() == [five[1], five[2]]
    with catalogue.write() as writer:
        writer.remove_folder(1)
    assert catalogue.changes(later.seq).sound_ids.tolist() == five


def test_segments_walk_in_batches(catalogue: Catalogue) -> None:
    ids = list_names(catalogue, *(f"{number}.wav" for number in range(7)))
    make_ready(catalogue, ids, 2)
    with catalogue.write() as writer:
        writer.mark_missing([ids[3]])
    batches = list(catalogue.segments(ENCODER, batch=2))
    assert [len(batch.segment_ids) for batch in batches] == [4, 4, 4]
    segment_ids = np.concatenate([batch.segment_ids for batch in batches])
    assert (np.diff(segment_ids) > 0).all()
    assert np.concatenate([batch.sound_ids for batch in batches]).tolist() == [
        i for i in ids if i != ids[3] for _ in "ab"
    ]
    base = np.concatenate([batch.base for batch in batches])
    assert base[:, 0].tolist() == [i + row for i in ids if i != ids[3] for row in (0, 1)]
    assert list(catalogue.segments("no such encoder")) == []
    assert catalogue.segments_of(np.empty(0, np.int64), ENCODER).base.shape[0] == 0


def test_many_threads_read_while_one_writes(catalogue: Catalogue) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                stats, ids = catalogue.stats(), catalogue.ids(Filters())
                assert stats.sounds % 10 == len(ids) % 10 == 0
                catalogue.name_kinds(["sound"])
        except BaseException as error:  # noqa: BLE001 -- told by the test below
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for batch in range(20):
        list_names(catalogue, *(f"sound_{batch}_{number}.wav" for number in range(10)))
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert catalogue.stats().sounds == 200
