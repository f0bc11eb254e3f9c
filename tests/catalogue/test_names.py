"""Names are found however they are spelled, and no text breaks the search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from catalogue_samples import list_names
from hypothesis import given, settings
from hypothesis import strategies as st

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.terms import terms
from soundbrowser.domain.matches import NameMatchKind

SPELLINGS = ("kick_808.wav", "Kick808.wav", "kick 808.wav", "kick808.wav", "KICK-808.wav")


@pytest.mark.parametrize("asked", ["kick_808", "Kick808", "kick 808", "kick808", "KICK 808", "kick-808"])
def test_every_spelling_finds_every_spelling(catalogue: Catalogue, asked: str) -> None:
    ids = list_names(catalogue, *SPELLINGS, "snare_808.wav")
    assert kinds(catalogue, asked) == dict.fromkeys(ids[:-1], NameMatchKind.EXACT)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("雷の音.wav", "雷"),
        ("雷の音.wav", "の音"),
        ("雷の音.wav", "雷の音"),
        ("ドアを閉める.wav", "ドア"),
        ("ドア・ノブ.wav", "ドアノブ"),
        ("천둥소리.wav", "천둥"),
        ("천둥소리.wav", "소"),
        ("下雨声音效.wav", "雨声"),
        ("下雨声音效.wav", "雨"),
        ("雷Thunder02.wav", "thunder"),
        ("ﾄﾞｱ.wav", "ドア"),
        ("Ça_Été.wav", "ete"),
        ("Straße.wav", "strasse"),
        ("Øresund_Bølge.wav", "bolge"),
        ("дверь.wav", "дверь"),
        ("رعد.wav", "رعد"),
        ("🔥Fire.wav", "🔥"),
        ("ThunderStorm.wav", "thunderstorm"),
        ("Thunderstorm.wav", "thunder"),
        ("DoorHTMLClose.wav", "html"),
    ],
)
def test_scripts_and_compounds(catalogue: Catalogue, name: str, asked: str) -> None:
    (wanted, _) = list_names(catalogue, name, "other.wav")
    assert catalogue.name_kinds([asked]).sound_ids.tolist() == [wanted]


def kinds(catalogue: Catalogue, words: str, phrases: tuple[str, ...] = ()) -> dict[int, NameMatchKind]:
    """How each sound matches."""
    found = catalogue.name_kinds(words.split(), phrases)
    return dict(zip(found.sound_ids.tolist(), map(NameMatchKind, found.kinds.tolist()), strict=True))


def test_each_kind_of_match_is_told_from_the_others(catalogue: Catalogue) -> None:
    names = ("Kick/snare.wav", "Kicks_Deep.wav", "808 deep kick.wav", "my_kick_808.wav", "kick_808.wav", "hat.wav")
    folder, prefix, words, phrase, exact, _ = list_names(catalogue, *names)
    with catalogue.write() as writer:
        writer.note(folder, "from an 808")
        writer.tag([prefix], "808")
    assert kinds(catalogue, "kick 808") == {
        exact: NameMatchKind.EXACT,
        phrase: NameMatchKind.PHRASE,
        words: NameMatchKind.WORDS,
        folder: NameMatchKind.ELSEWHERE,
        prefix: NameMatchKind.ELSEWHERE,
    }
    assert kinds(catalogue, "kic")[prefix] is NameMatchKind.PREFIXES


@pytest.mark.parametrize(
    ("asked", "name", "fits"),
    [
        ("glass breaking", "Glass_Break_Window.wav", True),
        ("doors", "door 1.wav", True),
        ("door", "doors.wav", True),
        ("glassbreaking", "glass break.wav", True),
        ("drums", "drum_808.wav", True),
        ("birds", "bird.wav", True),
        ("breaking", "bread.wav", False),
        ("breaking", "brea.wav", False),
        ("cats", "cat.wav", False),
        ("18085", "1808.wav", False),
        ("breaking", "breaker.wav", False),
    ],
)
def test_a_word_is_found_by_its_root(catalogue: Catalogue, asked: str, name: str, fits: bool) -> None:
    (only,) = list_names(catalogue, name)
    assert kinds(catalogue, asked) == ({only: NameMatchKind.PREFIXES} if fits else {})


def test_a_phrase_must_stand_as_it_is(catalogue: Catalogue) -> None:
    fitting, _, also = list_names(catalogue, "dark kick deep.wav", "kick dark deep.wav", "Dark_Kick.wav")
    assert set(kinds(catalogue, "", ("dark kick",))) == {fitting, also}
    assert kinds(catalogue, "", ("dark kick",))[also] is NameMatchKind.EXACT
    assert set(kinds(catalogue, "deep", ("dark kick",))) == {fitting}
    assert set(kinds(catalogue, "", ("dark ki",))) == set()


def test_folders_count_from_the_added_one_down(catalogue: Catalogue) -> None:
    (only,) = list_names(catalogue, "Weather/Storms/a.wav")
    assert set(kinds(catalogue, "storm")) == set(kinds(catalogue, "library")) == {only}
    assert kinds(catalogue, "sounds") == {}


def test_notes_and_tags_follow_what_the_user_says(catalogue: Catalogue) -> None:
    first, second = list_names(catalogue, "a.wav", "b.wav")
    with catalogue.write() as writer:
        writer.note(first, "Recorded in Kraków 1998")
        writer.tag([first, second], "Field Recording")
    assert set(kinds(catalogue, "krakow")) == {first}
    assert set(kinds(catalogue, "recording field")) == {first, second}
    with catalogue.write() as writer:
        writer.note(first, "elsewhere")
        writer.untag([second], "field recording")
    assert kinds(catalogue, "krakow") == {}
    assert set(kinds(catalogue, "field")) == {first}


@pytest.mark.parametrize(
    "words",
    [
        ['"'],
        ["NEAR(kick", "808)"],
        ["kick*", "^kick", "-kick", "kick:", "{name}", "+"],
        ["AND"],
        ["OR", "NOT", "kick"],
        ["name:kick"],
        ["\x00", "a\x00b"],
        ["\ud800"],
        ["kick"] * 5000,
        ["a" * 100_000],
        ["雷" * 10_000],
        ["'; DROP TABLE sounds; --"],
        ["("] * 500,
    ],
)
def test_no_text_breaks_the_search(catalogue: Catalogue, words: list[str]) -> None:
    list_names(catalogue, "kick_808.wav", "and or not.wav")
    catalogue.name_kinds(words)
    catalogue.name_kinds([], words)
    catalogue.name_kinds(words, words)


def test_punctuation_asks_for_nothing(catalogue: Catalogue) -> None:
    list_names(catalogue, "kick.wav")
    assert catalogue.name_kinds(["!", '"', "--"]).sound_ids.tolist() == []
    assert catalogue.name_kinds([], []).sound_ids.tolist() == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """One library for all examples of a property."""
    with Catalogue.open(tmp_path_factory.mktemp("names") / "library.db", create=True) as catalogue:
        yield catalogue


CHARACTER = st.characters(exclude_categories=["Cs"], exclude_characters="/\\\x00") | st.sampled_from("\udc80\udcff")
NAME = st.text(CHARACTER, min_size=1, max_size=40)
"""What a file may be called, bytes that are no text among it."""


@settings(max_examples=200, deadline=None)
@given(name=NAME, more=st.text(max_size=20))
def test_every_name_finds_itself(shared: Catalogue, name: str, more: str) -> None:
    (sound_id,) = list_names(shared, f"{name}.wav")
    if terms(name):
        assert sound_id in kinds(shared, "", (name,))
        assert sound_id in kinds(shared, name)
        assert sound_id in kinds(shared, f"{name.upper()}") or terms(name.upper()) != terms(name)
    shared.name_kinds([name, more], [more, name])


@given(st.text(max_size=60))
def test_terms_are_plain_and_cutting_them_again_changes_nothing(text: str) -> None:
    pieces = terms(text)
    assert all(piece and not set(piece) & set(' "*^:(){}+-') for piece in pieces)
    assert terms(" ".join(pieces)) == pieces
