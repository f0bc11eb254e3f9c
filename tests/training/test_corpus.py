"""Who may be learned from, who is kept aside, and what a clip is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from soundbrowser.training.captions import bare_caption, phrasings, thing
from soundbrowser.training.class_names import ClassNames
from soundbrowser.training.corpus import Clip, CorpusMissing, Part, read_corpus, to_learn_from
from soundbrowser.training.test_sets import test_sets as sets_of

NAMES = ["Speech", "Dog", "Cat", "Meow", "Cattle, bovinae", "Drum", "Bass drum", "Snare drum", "Piano", "Cello", "Bass"]


def named(text: str, names: ClassNames) -> set[str]:
    return {NAMES[index] for index in names.named_in(text)}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ClassNames:
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("alias,class\nkick,Bass drum\npuppy,Dog\n", encoding="utf-8")
    monkeypatch.setattr("soundbrowser.training.class_names.ALIASES", aliases)
    return ClassNames(NAMES, {3: {2}, 6: {5}})


def test_clips_without_a_licence_are_never_learned_from(clips: list[Clip]) -> None:
    learned = to_learn_from(clips, list(Part))
    assert len(learned) == len(clips) - 1
    assert all(clip.source != "drum-machines" for clip in learned)


def test_parts_are_made_of_whole_sources(clips: list[Clip]) -> None:
    parts = {clip.source: clip.part for clip in clips}
    assert parts["petz"] is Part.TEST
    assert parts["snap"] is Part.TUNE
    assert parts["kit"] is parts["zoo"] is Part.TRAIN
    assert parts["drum-machines"] is Part.TUNE
    assert {clip.take_group for clip in clips if clip.part is Part.TRAIN}.isdisjoint(
        clip.take_group for clip in clips if clip.part is not Part.TRAIN
    )


def test_a_missing_corpus_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing, match=r"manifest\.csv"):
        read_corpus(tmp_path)


def clip(caption: str, tags: tuple[str, ...] = (), category: str = "instruments") -> Clip:
    return Clip(0, Path("a/b.opus"), "s", "o/r", "CC0", caption, tags, category, "s", "s/b")


@pytest.mark.parametrize(
    ("caption", "bare", "what"),
    [
        ("cello note A 3, bowed spiccato, mezzo forte, phrase", "cello, bowed spiccato", "cello"),
        ("banjo note G sharp 3, piano, very long", "banjo", "banjo"),
        ("hen cluck animal sound", "hen cluck", "hen cluck"),
        ("big lava splash, game sound", "big lava splash", "big lava splash"),
        ("snare drum, bongos drum kit", "snare drum, bongos drum kit", "snare drum"),
        ("piano", "piano", "piano"),
    ],
)
def test_captions_lose_their_frills(caption: str, bare: str, what: str) -> None:
    assert bare_caption(clip(caption)) == bare
    assert thing(clip(caption)) == what


def test_folder_words_join_the_caption_once() -> None:
    ways = phrasings(clip("croak, frog", ("everyday & nature", "s", "frog", "ambient", "x1"), "everyday & nature"))
    assert ways == ["croak, frog", "croak, frog", "croak", "croak, frog ambient"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dogs barking", {"Dog"}),
        ("bass drum kick, drum kit", {"Bass drum"}),
        ("puppy", {"Dog"}),
        ("bovinae", {"Cattle, bovinae"}),
        ("cello note C 2, pizzicato, piano, phrase", {"Cello"}),
        ("cat meow", {"Cat", "Meow"}),
        ("a quiet room", set()),
    ],
)
def test_the_most_specific_classes_are_found_by_name(names: ClassNames, text: str, found: set[str]) -> None:
    assert named(text, names) == found


def test_classes_above_are_known(names: ClassNames) -> None:
    assert names.ancestors({3, 6}) == {2, 5}
    assert names.everyday_name(4) == "cattle"


def test_sets_hold_one_part_and_leave_out_what_has_no_name(clips: list[Clip], names: ClassNames) -> None:
    sets = {found.name: found for found in sets_of(clips, Part.TUNE, names)}
    assert sets["drums and synths"].labels == ("rimshot",)
    assert sets["everyday names"].labels == ("cough male",)
    assert sets["everyday classes"].labels == ()
    test = {found.name: found for found in sets_of(clips, Part.TEST, names)}
    assert [c.source for c in test["everyday names"].clips] == ["petz"]


def test_stems_are_arrays_of_nothing_but_words(names: ClassNames) -> None:
    assert names.named_in("") == names.named_in("12 34 __") == set()
    assert np.all([names.named_in(name) for name in NAMES if name not in ("Speech",)])
