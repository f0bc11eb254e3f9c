"""The named clips to learn from: the manifest, what may be learned from, and who is kept aside."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from soundbrowser.domain.errors import SoundbrowserError


class Part(Enum):
    """What a clip is used for. Parts are made of whole sources or whole instruments, never of single files."""

    TRAIN = "train"
    TUNE = "tune"
    """Kept aside while settings are chosen, learned from in the last run."""
    TEST = "test"
    """Never learned from; the measures in the model card are taken on it."""


class CorpusMissing(SoundbrowserError):
    """The folder of sounds or texts to learn from is not where it should be."""


UNLICENSED = "no licence stated"
TEST_SOURCES = frozenset(
    {"hypersomnia", "opensfx", "dynamic-surroundings", "petz", "moodist", "sonic-pi", "discord-gm", "tamtam"}
)
TUNE_SOURCES = frozenset(
    {
        "the-mana-world",
        "opensoundeffects",
        "presence-footsteps",
        "mambience",
        "noisekun",
        "animalia",
        "snap",
        "lmms",
        "web-audio-drums",
    }
)
TUNE_GROUPS = frozenset(f"philharmonia/{name}" for name in ("cello", "bassoon", "flute", "trombone"))


@dataclass(frozen=True, slots=True)
class Clip:
    """One row of the manifest."""

    index: int
    """Its row, which is also its place in every cache."""
    path: Path
    source: str
    repository: str
    licence: str
    caption: str
    tags: tuple[str, ...]
    category: str
    split_group: str
    take_group: str

    @property
    def licensed(self) -> bool:
        """Whether it may be learned from at all."""
        return not self.licence.startswith(UNLICENSED) and UNLICENSED not in self.licence

    @property
    def part(self) -> Part:
        """The part its source belongs to; clips without a licence are only ever measured on."""
        if not self.licensed:
            maker = self.path.parent.parent.name
            return Part.TUNE if maker[:1].upper() < "M" else Part.TEST
        if self.source in TEST_SOURCES:
            return Part.TEST
        held = self.source in TUNE_SOURCES or self.split_group in TUNE_GROUPS
        return Part.TUNE if held else Part.TRAIN


def read_corpus(folder: Path) -> list[Clip]:
    """All clips of `folder/manifest.csv`, in its order."""
    manifest = folder / "manifest.csv"
    if not manifest.is_file():
        raise CorpusMissing(f"“{manifest}” is not there: training needs the folder of named sounds.")
    with manifest.open(encoding="utf-8", newline="") as lines:
        return [_clip(index, row, folder) for index, row in enumerate(csv.DictReader(lines))]


def to_learn_from(clips: Iterable[Clip], parts: Sequence[Part]) -> list[Clip]:
    """The licensed clips of these parts."""
    return [clip for clip in clips if clip.licensed and clip.part in parts]


def _clip(index: int, row: dict[str, str], folder: Path) -> Clip:
    return Clip(
        index=index,
        path=folder / row["path"],
        source=row["source"],
        repository=row["repository"],
        licence=row["licence"],
        caption=row["caption"],
        tags=tuple(tag for tag in row["tags"].split(";") if tag),
        category=row["category"],
        split_group=row["split_group"],
        take_group=row["take_group"],
    )
