"""Sides: the corpus's own, or made of whole sources; no content on both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.evaluate.corpus import CorpusClip, CorpusRefused, Split
from soundbrowser.evaluate.division import OWN, TEST_SHARE, Leak, Same, divide, without_recordings


def clip(name: str, label: str = "dog", source: str = "", split: Split | None = None) -> CorpusClip:
    return CorpusClip(name, (label,), split=split, source=source or name)


def test_the_corpus_s_own_sides_are_kept_and_what_is_on_both_leaves_the_database() -> None:
    clips = [
        clip("a", split=Split.TRAIN),
        clip("b", split=Split.TRAIN),
        clip("c", split=Split.TEST),
        clip("d", split=Split.TEST),
    ]
    division = divide(clips, ["1", "2", "2", "3"])
    assert division.rule == OWN
    assert division.asked.tolist() == division.searched.tolist() == [2, 3]
    assert division.database.tolist() == [0]
    assert [(leak.database, leak.asked) for leak in division.leaks] == [("b", "c")]


def test_a_recording_on_both_sides_leaves_the_database_and_is_told_apart_from_a_file() -> None:
    sides = [Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TEST, Split.TEST]
    clips = [clip(name, split=side) for name, side in zip("abcde", sides, strict=True)]
    division = without_recordings(divide(clips, ["1", "2", "3", "2", "4"]), clips, {0: 4})
    assert division.database.tolist() == [2]
    assert division.leaks == (Leak("b", "d", Same.FILE), Leak("a", "e", Same.RECORDING))


def test_without_sides_all_clips_are_searched() -> None:
    clips = [clip(str(number), source=f"folder {number % 5}", label="ab"[number % 2]) for number in range(40)]
    division = divide(clips, [one.path for one in clips])
    assert division.searched.tolist() == list(range(40))
    assert "5 sources, of 100 draws with seed 0" in division.rule
    assert not {clips[row].source for row in division.asked} & {clips[row].source for row in division.database}


def test_files_are_sources_where_each_label_lies_in_one_source() -> None:
    clips = [clip(f"{label}{number}", label, f"folder of {label}") for label in "ab" for number in range(10)]
    division = divide(clips, [one.path for one in clips])
    assert "each label lies in one source alone" in division.rule
    assert division.asked.size == TEST_SHARE * len(clips)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60), st.integers(0, 9))
def test_sides_of_whole_sources(sources: list[int], seed: int) -> None:
    clips = [clip(str(place), label=f"label {place % 2}", source=f"s{at}") for place, at in enumerate(sources)]
    division = divide(clips, [one.path for one in clips], seed)
    assert np.union1d(division.asked, division.database).size == len(clips)
    assert division.asked.size <= TEST_SHARE * len(clips)
    again = divide(clips, [one.path for one in clips], seed)
    assert again.asked.tolist() == division.asked.tolist()


def test_half_stated_sides_are_refused() -> None:
    with pytest.raises(CorpusRefused, match="1 of the 2 clips"):
        divide([clip("a", split=Split.TEST), clip("b")], ["1", "2"])


def test_a_split_without_anything_to_ask_about_is_refused() -> None:
    with pytest.raises(CorpusRefused, match="test side"):
        divide([clip("a", split=Split.TRAIN)], ["1"])
