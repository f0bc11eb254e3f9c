"""The texts of a training: what is read, what is left out, and the project's own lists."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from soundbrowser.model.words import words_of
from soundbrowser.training.class_phrasings import Hierarchy
from soundbrowser.training.text_sources import (
    CLASSES,
    OntologyEntry,
    SharedTexts,
    class_phrases,
    fragment,
    glossary,
    synonym_phrases,
)


def entry(name: str, index: int | None, mid: str, *parents: str) -> OntologyEntry:
    return OntologyEntry(index, mid, name, "", parents)


@pytest.fixture
def texts(tmp_path: Path) -> SharedTexts:
    (tmp_path / "text" / "ucs").mkdir(parents=True)
    (tmp_path / "text" / "captions.csv").write_text(
        "source,text,labels,labels_kind\n"
        "audiocaps_train,A dog barks,74;75,full\n"
        "audiocaps_val,Rain falls,289,partial\n"
        "clotho_development,A bell rings,,\n"
        "bbc,Door (reprocessed),,\n"
    )
    (tmp_path / "text" / "ucs" / "ucs.csv").write_text(
        "CatID,CatShort,category,subcategory,explanation,synonyms\n"
        'DOORWood,DOOR,DOORS,WOOD,"Wooden doors, creaking.",creak; hinge; knob\n'
    )
    return SharedTexts(tmp_path)


def test_only_captions_that_may_be_learned_from_are_read(texts: SharedTexts) -> None:
    captions = texts.captions()
    assert [caption.text for caption in captions] == ["A dog barks", "Rain falls"]
    assert [caption.labels for caption in captions] == [(74, 75), ()]


def test_categories_and_their_synonyms(texts: SharedTexts) -> None:
    (category,) = texts.categories()
    assert category.title == "doors wood" and category.synonyms == ("creak", "hinge", "knob")
    phrases = synonym_phrases(category, 20, random.Random(0))
    assert len(phrases) == 20
    assert {word for phrase in phrases for word in phrase.split()} <= {"creak", "hinge", "knob", "wood", "doors"}


def test_names_fall_apart_at_commas_but_not_in_brackets() -> None:
    assert entry("Neigh, whinny", 89, "a").names() == ["Neigh, whinny", "Neigh", "whinny"]
    cats = "Roaring cats (lions, tigers)"
    assert entry(cats, 109, "b").names() == [cats, "Roaring cats"]


def test_fragments_begin_and_end_with_words_that_say_something() -> None:
    rng = random.Random(1)
    for _ in range(200):
        words = words_of(fragment("the sound of a dog that barks at the gate", rng))
        assert len(words) <= 5 and not {words[0], words[-1]} & {"the", "of", "a", "at"} if words else True


def test_what_lies_below_an_entry_shares_in_it() -> None:
    hierarchy = Hierarchy([entry("Animal", None, "a"), entry("Dog", 74, "d", "a"), entry("Bark", 75, "b", "d")])
    animal, dog, bark = (hierarchy.distribution(one) for one in hierarchy.entries)
    assert animal is not None and dog is not None and bark is not None
    assert animal[[74, 75]].tolist() == [0.5, 0.5]
    assert dog[[74, 75]].tolist() == [0.75, 0.25]
    assert bark[75] == 1 and len(bark) == CLASSES


def test_an_entry_without_classes_asks_for_nothing() -> None:
    hierarchy = Hierarchy([entry("Sounds of things", None, "t")])
    assert hierarchy.distribution(hierarchy.entries[0]) is None


def test_the_own_lists_are_whole() -> None:
    phrases = class_phrases()
    assert all(0 <= index < CLASSES and words_of(phrase) for index, phrase in phrases)
    lines = glossary()
    assert len({line.word for line in lines}) == len(lines)
    assert all(line.meanings and all(map(words_of, line.meanings)) for line in lines)
