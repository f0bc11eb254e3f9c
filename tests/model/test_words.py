"""How texts fall into words and pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.model.words import pieces_of, words_of

KNOWN = {"dog", "bark", "##ing", "bz", "whoosh", "boom", "鶏", "a", "##b"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dog-Barking, loud!", ["dog", "barking", "loud"]),
        ("café Über", ["cafe", "uber"]),
        ("鶏の声", ["鶏", "の", "声"]),
        ("  \t\n", []),
        ("kick_808", ["kick", "808"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("dog", ["dog"]),
        ("barking", ["bark", "##ing"]),
        ("bzzzz", ["bz"]),
        ("whoooosh", ["whoosh"]),
        ("booooom", ["boom"]),
        ("xylo", []),
        ("dogx", []),
        ("a" * 200, []),
    ],
)
def test_pieces(word: str, pieces: list[str]) -> None:
    assert pieces_of(word, KNOWN) == pieces


@given(st.text())
def test_any_text_falls_into_words_without_spaces(text: str) -> None:
    assert all(word and not any(letter.isspace() for letter in word) for word in words_of(text))


@given(st.text(alphabet="abdogz", min_size=1, max_size=12))
def test_pieces_put_together_are_the_word(word: str) -> None:
    pieces = pieces_of(word, KNOWN | {"d", "o", "g", "z", "b", "##a", "##d", "##o", "##g", "##z"})
    joined = "".join(piece.removeprefix("##") for piece in pieces)
    squeezed = [letter for i, letter in enumerate(word) if letter != word[i - 1 : i]]
    assert [letter for i, letter in enumerate(joined) if letter != joined[i - 1 : i]] == squeezed
