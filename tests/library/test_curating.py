"""What the user says of sounds is kept, found, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_sounds import Maker

from soundbrowser.domain.query import Filters
from soundbrowser.domain.tuning import Label
from soundbrowser.library import Library


@pytest.fixture
def ids(library: Library, make: Maker, sounds: Path) -> list[int]:
    """Two sounds of the library."""
    paths = [make(f"{number}.wav") for number in range(2)]
    library.add_folder(sounds)
    found = [library.sound_at(str(path)) for path in paths]
    return [sound.id for sound in found if sound is not None]


def test_tags(library: Library, ids: list[int]) -> None:
    library.tag(ids, "Wet")
    assert [(tag.name, tag.sounds) for tag in library.tags()] == [("Wet", 2)]
    assert library.count(Filters(tags=frozenset({"wet"}))) == 2
    assert {hit.sound.id for hit in library.search("tag:wet").hits} == set(ids)
    library.untag(ids[:1], "Wet")
    assert library.count(Filters(tags=frozenset({"wet"}))) == 1
    library.untag(ids, "Wet")
    assert library.tags() == []


def test_ratings_favourites_and_notes(library: Library, ids: list[int]) -> None:
    library.rate(ids, 3)
    library.favourite(ids[:1], True)
    library.set_note(ids[1], "squeaky hinge")
    one, two = library.sounds(ids)
    assert (one.rating, one.favourite, two.rating, two.favourite, two.note) == (3, True, 3, False, "squeaky hinge")
    assert next(hit.sound.id for hit in library.search("squeaky").hits) == ids[1]
    library.rate(ids, 0)
    library.favourite(ids, False)
    library.set_note(ids[1], "")
    assert [(s.rating, s.favourite, s.note) for s in library.sounds(ids)] == [(0, False, "")] * 2


def test_collections(library: Library, ids: list[int]) -> None:
    made = library.create_collection("Level 3")
    library.add_to_collection(made.id, ids)
    library.rename_collection(made.id, "Level 4")
    assert [(each.name, each.sounds) for each in library.collections()] == [("Level 4", 2)]
    library.remove_from_collection(made.id, ids[:1])
    assert library.count(Filters(collection_id=made.id)) == 1
    library.delete_collection(made.id)
    assert library.collections() == []
    assert library.stats().sounds == 2


def test_labels_come_from_tags_and_collections(library: Library, ids: list[int]) -> None:
    library.tag(ids[:1], "wet")
    library.add_to_collection(library.create_collection("Level 3").id, ids)
    assert library.labels() == [Label("Level 3", tuple(ids)), Label("wet", (ids[0],))]


def test_searches_are_remembered_newest_first(library: Library) -> None:
    for text in ("one", "two", "one"):
        library.remember_search(text)
    assert library.recent_searches() == ["one", "two"]
    assert library.recent_searches(1) == ["one"]


def test_figures_and_formats(library: Library, ids: list[int], make: Maker, sounds: Path) -> None:
    make("deep/er/c.flac")
    library.rescan()
    stats = library.stats()
    assert (stats.sounds, stats.ready, stats.folders, stats.unreadable) == (3, 3, 1, 0)
    assert library.formats() == ["FLAC", "WAV"]
    assert [(Path(folder.path).name, folder.sounds, folder.id) for folder in library.subfolders(str(sounds))] == [
        ("deep", 1, 0)
    ]
