"""Old acquaintances under new names: never given away twice, never invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.domain.sound import Sound, SoundState
from soundbrowser.library.moves import match_moves


def sound(number: int, name: str, content: str) -> Sound:
    return Sound(number, 1, f"/{number}/{name}", SoundState.READY, fingerprint=content)


def pairs(new: list[Sound], missing: list[Sound]) -> dict[int, int]:
    found = match_moves(new, {each.id: each.fingerprint for each in new}, missing)
    return {new_id: old.id for new_id, old in found.items()}


def test_the_same_content_is_the_same_sound() -> None:
    assert pairs([sound(10, "new.wav", "A")], [sound(1, "old.wav", "A"), sound(2, "other.wav", "B")]) == {10: 1}


def test_the_same_name_goes_first() -> None:
    missing = [sound(1, "a.wav", "X"), sound(2, "b.wav", "X")]
    assert pairs([sound(10, "b.wav", "X"), sound(11, "c.wav", "X")], missing) == {10: 2, 11: 1}


def test_further_copies_are_new() -> None:
    assert pairs([sound(10, "a.wav", "X"), sound(11, "b.wav", "X")], [sound(1, "c.wav", "X")]) == {10: 1}


sounds = st.lists(st.tuples(st.sampled_from(["a.wav", "b.wav", "c.wav"]), st.sampled_from("XYZ")), max_size=12)


@given(sounds, sounds)
def test_each_pair_is_of_one_content_and_as_many_as_can_be(
    new: list[tuple[str, str]], old: list[tuple[str, str]]
) -> None:
    fresh = [sound(100 + i, *each) for i, each in enumerate(new)]
    missing = [sound(i, *each) for i, each in enumerate(old)]
    found = pairs(fresh, missing)
    contents = {each.id: each.fingerprint for each in (*fresh, *missing)}
    assert all(contents[one] == contents[other] for one, other in found.items())
    assert len(set(found.values())) == len(found)
    for content in "XYZ":
        expected = min(sum(c == content for _, c in new), sum(c == content for _, c in old))
        assert sum(contents[each] == content for each in found) == expected
