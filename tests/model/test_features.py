"""How texts of any script are cut into words and their groups."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.model.features import LONGEST, read_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Glas zerbricht!", ["glas", "zerbricht"]),
        ("Tür & STRASSE, straße", ["tur", "strasse", "strasse"]),
        ("빗소리와 rain", ["빗소리와", "rain"]),
        ("rain빗소리", ["rain", "빗소리"]),
        ("ガラスが割れる音", ["ガラスが割れる音"]),
        ("ｶﾞﾗｽ", ["ガラス"]),
        ("лай собаки", ["лаи", "собаки"]),
        ("  ?! ", []),
    ],
)
def test_words_are_cut_at_spaces_punctuation_and_changes_of_script(text: str, words: list[str]) -> None:
    assert [word.text for word in read_words(text)] == words


def test_accents_are_dropped_but_remembered() -> None:
    assert [word.foreign_letters for word in read_words("Tür tur")] == [True, False]


def test_decomposed_letters_are_the_same_word() -> None:
    for text in ("바람", "ガラス", "Geräusch"):
        assert read_words(unicodedata.normalize("NFD", text)) == read_words(text)


def test_a_spaced_word_has_groups_of_four_and_five_letters_with_its_ends() -> None:
    (word,) = read_words("Regen")
    assert word.features == ["<regen>", "<reg", "rege", "egen", "gen>", "<rege", "regen", "egen>"]


def test_a_run_has_parts_of_one_script_ideograms_and_groups() -> None:
    (word,) = read_words("割れる")
    assert word.features == [
        "<割れる>",
        "<割>",
        "<れる>",
        "割",
        "<割",
        "割れ",
        "れる",
        "る>",
        "<割れ",
        "割れる",
        "れる>",
    ]


def test_a_syllable_alone_means_nothing_within_a_longer_word() -> None:
    inside, alone = read_words("소리 소")
    assert alone.whole not in inside.features


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for word in read_words(text):
        assert 0 <= len(word.text) <= 2 * LONGEST
        assert len(set(word.features)) == len(word.features) and word.whole == word.features[0]
