"""Sets of clips with a question each: what a model is measured on, from sources it never learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from soundbrowser.training.captions import bare_caption, thing
from soundbrowser.training.class_names import ClassNames
from soundbrowser.training.corpus import Clip, Part


@dataclass(frozen=True, slots=True)
class TestSet:
    """Clips and, for each, the words that should find it; clips with the same words are all right answers."""

    __test__ = False  # a noun of this room, not a test for pytest
    name: str
    clips: tuple[Clip, ...]
    labels: tuple[str, ...]


MODS = frozenset({"opensfx", "opensoundeffects", "dynamic-surroundings", "presence-footsteps", "mambience"})
UNTOLD = frozenset({"misc", "percussion", "effect"})
"""Folders of drum machines that do not say what is in them."""
NATURE, INSTRUMENTS, DRUMS, GAMES = "everyday & nature", "instruments", "drums & synth", "game & designed"


def test_sets(clips: Sequence[Clip], part: Part, names: ClassNames) -> list[TestSet]:
    """The six sets of one part."""
    chosen = [clip for clip in clips if clip.part is part]
    everyday = [clip for clip in chosen if clip.category == NATURE]
    return [
        _set("everyday classes", everyday, lambda clip: _only_class(clip, names)),
        _set("everyday names", (c for c in everyday if c.source not in MODS), bare_caption),
        _set("instruments", (c for c in chosen if c.category == INSTRUMENTS), thing),
        _set(
            "drums and synths", (c for c in chosen if c.category == DRUMS and c.path.parent.name not in UNTOLD), thing
        ),
        _set("games", (c for c in chosen if c.category == GAMES and c.source not in MODS), bare_caption),
        _set("mods and simulators", (c for c in chosen if c.source in MODS), bare_caption),
    ]


def _set(name: str, clips: Iterable[Clip], label: Callable[[Clip], str]) -> TestSet:
    labelled = [(clip, words) for clip in clips if (words := label(clip))]
    return TestSet(name, tuple(clip for clip, _ in labelled), tuple(words for _, words in labelled))


def _only_class(clip: Clip, names: ClassNames) -> str:
    """The one AudioSet class that a caption names, in everyday words; empty where it names none or several."""
    named = names.named_in(clip.caption)
    return names.everyday_name(named.pop()) if len(named) == 1 else ""
