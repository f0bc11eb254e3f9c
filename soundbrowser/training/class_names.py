"""Which AudioSet classes a caption names outright: targets for the class scores of named clips."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

VAGUE = frozenset(
    {
        "music",
        "song",
        "sound",
        "noise",
        "inside",
        "outside",
        "effect",
        "role",
        "instrument",
        "object",
        "rail",
        "field",
        "environmental",
        "other",
        "single",
        "lens",
        "silence",
        "echo",
        "pulse",
        "rub",
        "vehicle",
        "motor",
        "animal",
        "mains",
        "reverberation",
        "tender",
        "keyboard",
        "tapping",
        "harmonic",
        "hands",
        "roll",
        "sanding",
        "blues",
        "techno",
        "funk",
        "ship",
        "sea",
        "heavy",
        "metal",
        "sampler",
        "fire",
        "fly",
    }
)
"""Names that say nothing about a clip, or mostly mean something else in the names of sounds."""
DYNAMICS = re.compile(r",[^,]*\b(piano|pianissimo|forte|fortissimo)\b[^,]*")
"""How loud a note was played, which is not the instrument."""
ALIASES = Path(__file__).parent / "data" / "class_aliases.csv"

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class NamedClass:
    """One way to name a class: all of these stems must be there."""

    index: int
    stems: Stems


def stem(word: str) -> str:
    """A word without the endings of plurals and participles."""
    for ending, least in (("ies", 3), ("ing", 4), ("es", 4), ("ed", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            bare = word[: -len(ending)] + ("y" if ending == "ies" else "")
            return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "lsz" else bare.rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def stems_of(text: str) -> Stems:
    """The stems of a text's words; hyphens join."""
    return frozenset(stem(word) for word in re.findall(r"[a-z]+", text.lower().replace("-", "")))


class ClassNames:
    """Finds classes by name; a longer name hides the shorter ones within it ("bass drum" is no bass)."""

    def __init__(self, names: Sequence[str], parents: dict[int, set[int]] | None = None) -> None:
        self._names = list(names)
        self._ways = sorted(_ways(names), key=lambda way: (-len(way.stems), way.index))
        self._parents = parents or {}

    def named_in(self, caption: str) -> set[int]:
        """Class indices, most specific only."""
        present = stems_of(DYNAMICS.sub("", caption))
        found: list[NamedClass] = []
        for way in self._ways:
            if way.stems <= present and not any(way.stems < other.stems for other in found):
                found.append(way)
        return {way.index for way in found}

    def everyday_name(self, index: int) -> str:
        """The first of a class's names, without what stands in brackets."""
        return re.sub(r"\(.*?\)", "", self._names[index]).split(",")[0].strip().lower()

    def ancestors(self, classes: Iterable[int]) -> set[int]:
        """Classes above these that are true as well."""
        above: set[int] = set()
        waiting = list(classes)
        while waiting:
            fresh = self._parents.get(waiting.pop(), set()) - above
            above |= fresh
            waiting.extend(fresh)
        return above - set(classes)


def _ways(names: Sequence[str]) -> Iterable[NamedClass]:
    index_of = {name: index for index, name in enumerate(names)}
    for index, name in enumerate(names):
        for part in re.sub(r"\(.*?\)", "", name).split(","):
            yield from _way(index, part)
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from _way(index_of[row["class"]], row["alias"])


def _way(index: int, text: str) -> Iterable[NamedClass]:
    stems = stems_of(text)
    if stems and not stems <= {stem(word) for word in VAGUE}:
        yield NamedClass(index, stems)
