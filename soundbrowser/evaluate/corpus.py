"""Named sounds to measure models on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from soundbrowser.domain.errors import SoundbrowserError


class CorpusRefused(SoundbrowserError):
    """A place that should hold a corpus does not, or its lists cannot be understood."""


class Split(StrEnum):
    """Which side of a corpus a clip is on: the side that answers come from, or the side that is asked about."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class CorpusClip:
    """One sound and what is said of it."""

    path: str
    labels: tuple[str, ...] = ()
    """As people would say them: words, without underscores."""
    captions: tuple[str, ...] = ()
    split: Split | None = None
    """None where the corpus has no split."""
    source: str = ""
    """Where the clip comes from; clips of one source resemble each other for reasons of their own."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Clips, in the order in which the place lists them."""

    name: str
    form: str
    """What was found in the place, in words."""
    clips: tuple[CorpusClip, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Each label once, in order of the alphabet."""
        return tuple(sorted({label for clip in self.clips for label in clip.labels}))

    @property
    def captions(self) -> tuple[str, ...]:
        """Each caption once, in order of first mention."""
        return tuple(dict.fromkeys(caption for clip in self.clips for caption in clip.captions))

    @property
    def has_split(self) -> bool:
        """True when every clip is on a side."""
        return all(clip.split is not None for clip in self.clips)

    def of(self, clips: tuple[CorpusClip, ...]) -> Corpus:
        """The same with other clips."""
        return replace(self, clips=clips)


def spoken(name: str) -> str:
    """A label as words: underscores and runs of spaces become one space."""
    return " ".join(name.replace("_", " ").split())
