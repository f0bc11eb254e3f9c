"""Questions as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.domain.query import Filters
from soundbrowser.search.parse import ParsedQuery, parse


def test_words_phrases_and_what_is_not_wanted() -> None:
    assert parse('rain "tin roof" -thunder hi-hat') == ParsedQuery(
        ("rain", "hi-hat"), ("tin roof",), ("thunder",), Filters()
    )


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("len:<2", Filters(max_length_s=2)),
        ("len:>=1.5s", Filters(min_length_s=1.5)),
        ("len:1-3", Filters(min_length_s=1, max_length_s=3)),
        ("len:3..1", Filters(min_length_s=1, max_length_s=3)),
        ("length:>2m", Filters(min_length_s=120)),
        ("len:500ms..1s", Filters(min_length_s=0.5, max_length_s=1)),
        ("rate:48k", Filters(min_rate=48_000, max_rate=48_000)),
        ("rate:44.1", Filters(min_rate=44_100, max_rate=44_100)),
        ("rate:>=96000", Filters(min_rate=96_000)),
        ("rate:>48k", Filters(min_rate=48_001)),
        ("rate:<48k", Filters(max_rate=47_999)),
        ("ch:stereo", Filters(channels=frozenset({2}))),
        ("ch:1 ch:6", Filters(channels=frozenset({1, 6}))),
        ("format:.flac", Filters(formats=frozenset({"FLAC"}))),
        ("rating:>=3", Filters(min_rating=3)),
        ("rating:>3", Filters(min_rating=4)),
        ("rating:2.5", Filters(min_rating=3)),
        ('tag:"wet snow"', Filters(tags=frozenset({"wet snow"}))),
        ("-tag:used", Filters(without_tags=frozenset({"used"}))),
        ("folder:foley FOLDER:2023", Filters(folder_words=("foley", "2023"))),
        ("is:favourite", Filters(favourites=True)),
    ],
)
def test_operators(typed: str, filters: Filters) -> None:
    assert parse(f"door {typed}") == ParsedQuery(("door",), (), (), filters)


@pytest.mark.parametrize("typed", ["len:long", "rate:<fast", "ch:0", "foo:bar", "ch:-1", "rating:<3", "http://x"])
def test_what_is_no_operator_is_a_word(typed: str) -> None:
    assert parse(typed) == ParsedQuery((typed,))


@pytest.mark.parametrize("typed", ["", "   ", "-", "--", '"', "- - !", "*"])
def test_nothing_asked(typed: str) -> None:
    assert parse(typed) == ParsedQuery()


@pytest.mark.parametrize("typed", ["tag:", "-tag:", "len:", 'tag:"', "rating: "])
def test_an_operator_that_is_just_being_typed_asks_nothing(typed: str) -> None:
    assert parse(f"door {typed}") == ParsedQuery(("door",))


def test_quotation_marks_of_any_keyboard() -> None:
    assert parse("“tin roof” «wet snow»") == ParsedQuery((), ("tin roof", "wet snow"))


def test_a_lone_quote_is_no_phrase() -> None:
    parsed = parse("kick\" OR 'x'='x'; DROP TABLE sounds; -- NEAR(* AND ^")
    assert parsed.phrases == ()
    assert parsed.words[:2] == ("kick", "OR")


def test_other_scripts_are_words() -> None:
    assert parse("雨 -雷 🥁 صوت").words == ("雨", "🥁", "صوت")


@given(st.text(max_size=200))
def test_anything_typed_is_understood_somehow(text: str) -> None:
    parsed = parse(text)
    assert all(word.strip() == word and word for word in (*parsed.words, *parsed.without))


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=8))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert parse(" ".join(words)).words == tuple(words)
