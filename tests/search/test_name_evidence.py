"""What names say to a question, and which of their letters are lit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_samples import add, fill

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.matches import NameMatchKind
from soundbrowser.search.names import CHANCE, SOME_WORDS, Highlighter, evidence, pieces, telling_words

NAMES = ["thunder_close.wav", "Rain on Tin Roof.wav", "tin_roof.wav", "BigKick808.wav", "trains.wav", "太鼓 大.wav"]


@pytest.fixture
def named(catalogue: Catalogue) -> Catalogue:
    fill(catalogue, len(NAMES), NAMES)
    return catalogue


def chances(catalogue: Catalogue, words: list[str], phrases: tuple[str, ...] = ()) -> dict[str, float]:
    found = evidence(catalogue, words, phrases, ())
    names = [sound.name for sound in catalogue.sounds(found.sound_ids)]
    return dict(zip(names, found.chances.tolist(), strict=True))


def test_a_better_match_counts_more(named: Catalogue) -> None:
    found = chances(named, ["tin", "roof"])
    assert found == {
        "tin_roof.wav": CHANCE[NameMatchKind.EXACT],
        "Rain on Tin Roof.wav": CHANCE[NameMatchKind.PHRASE],
    }


def test_some_of_the_words_count_by_their_share(named: Catalogue) -> None:
    assert chances(named, ["distant", "thunder", "close", "rain"]) == {
        "thunder_close.wav": pytest.approx(SOME_WORDS / 4),
        "Rain on Tin Roof.wav": pytest.approx(SOME_WORDS / 16),
    }


def test_a_root_counts_as_its_word(named: Catalogue) -> None:
    add(named, "Glass_Break_Window.wav", None)
    assert chances(named, ["glass", "breaking"])["Glass_Break_Window.wav"] == CHANCE[NameMatchKind.PREFIXES]
    assert chances(named, ["glasses", "breaking", "slow"])["Glass_Break_Window.wav"] == pytest.approx(
        SOME_WORDS * 4 / 9
    )


def test_one_word_is_in_a_name_or_not(named: Catalogue) -> None:
    assert chances(named, ["thunderstorm"]) == {}
    assert chances(named, ["thund"]) == {"thunder_close.wav": CHANCE[NameMatchKind.PREFIXES]}


def test_characters_of_a_script_without_spaces_stay_together(named: Catalogue) -> None:
    assert chances(named, ["太鼓"]) == {"太鼓 大.wav": CHANCE[NameMatchKind.PHRASE]}
    assert chances(named, ["大鼓", "雨"]) == {}
    assert list(pieces(["太鼓kick_808", "雨"])) == ["太鼓", "kick", "808", "雨"]


def test_phrases_are_required_and_words_are_not(named: Catalogue) -> None:
    found = evidence(named, ["rain"], ["tin roof"], ())
    assert found.required is not None
    assert [sound.name for sound in named.sounds(found.required)] == ["Rain on Tin Roof.wav", "tin_roof.wav"]
    assert evidence(named, ["rain"], (), ()).required is None


def test_words_that_begin_with_one_pushed_away_are_too(named: Catalogue) -> None:
    added = ["laughing_crowd.wav", "Crowd Laughs.wav", "CrowdLaughter.wav", "slaughter.wav"]
    for name in [*added, "go.wav", "gong.wav"]:
        add(named, name, None)
    for text, names in (("laugh", added[:3]), ("crowd laugh", added[1:3]), ("go", ["go.wav"])):
        assert [sound.name for sound in named.sounds(evidence(named, ["x"], (), [text]).unwanted)] == names


@pytest.mark.parametrize("text", ["雨", "(", "a*b", "NEAR", "x" * 5000, "…—", "'"])
def test_any_text_can_be_pushed_away(named: Catalogue, text: str) -> None:
    assert evidence(named, ["x"], (), [text]).unwanted.size == 0


def test_what_is_pushed_away_is_a_word_or_phrase(named: Catalogue) -> None:
    for text, names in (("rain", ["Rain on Tin Roof.wav"]), ("tin roof", NAMES[1:3]), ("train", ["trains.wav"])):
        assert [sound.name for sound in named.sounds(evidence(named, ["x"], (), [text]).unwanted)] == names


def test_other_sounds_do_not_change_what_a_name_says(named: Catalogue) -> None:
    before = chances(named, ["tin", "roof", "rain"])
    for number in range(20):
        add(named, f"tin {number} rain.wav", None)
    after = chances(named, ["tin", "roof", "rain"])
    assert {name: after[name] for name in before} == before


def test_little_words_are_left_out_unless_there_is_no_other() -> None:
    assert telling_words(["the", "rain", "on", "a", "hi-hat"]) == ["rain", "hi-hat"]
    assert telling_words(["on", "off"]) == ["on", "off"]


@pytest.mark.parametrize(
    ("words", "name", "lit"),
    [
        (["rain"], "train rain.wav", ["rain"]),
        (["kick", "808"], "BigKick808.wav", ["Kick", "808"]),
        (["kick_808"], "KICK808", ["KICK", "808"]),
        (["thunder", "storm"], "thunderstorm.wav", ["thunder", "storm"]),
        (["80"], "kick_1808.wav", []),
        (["鼓"], "太鼓.wav", ["鼓"]),
        (["a", "ab"], "ab a.wav", ["ab", "a"]),
        (["glass", "breaking"], "GlassBreak_Breaker.wav", ["Glass", "Break"]),
        (["doors"], "Door 1 Doorway.wav", ["Door"]),
        (["(", "*"], "(*).wav", []),
        ([], "anything", []),
    ],
)
def test_letters_light_up_where_a_word_begins(words: list[str], name: str, lit: list[str]) -> None:
    assert [name[start:end] for start, end in Highlighter(words).spans(name)] == lit


@given(st.lists(st.text(max_size=6), max_size=5), st.text(max_size=40))
def test_lit_ranges_are_in_order_and_apart(words: list[str], name: str) -> None:
    spans = Highlighter(words).spans(name)
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(name) for start, end in spans)
