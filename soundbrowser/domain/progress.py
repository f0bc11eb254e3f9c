"""How far a job has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages of a folder's journey and the other jobs."""

    LIST = "listing"
    PROBE = "reading headers"
    EMBED = "listening"
    PROJECT = "updating vectors"
    INDEX = "building the index"
    TUNE = "fine-tuning"
    FETCH = "fetching the model, megabytes"
    MEASURE = "measuring the model"
    FINGERPRINT = "taking acoustic fingerprints"
    COMPARE = "comparing recordings"


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a running job."""

    stage: Stage
    done: int
    total: int | None
    """None while it is not known."""
    rate: float = 0.0
    """Sounds a second, over the last few seconds."""
    seconds_left: float | None = None
    current: str = ""
    """The file or step at hand."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be taken in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """What an index run did."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    offline: int = 0
    unreadable: int = 0
    """All that are so now, whenever they were found to be."""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    embedded: int = 0
    """Sounds that were listened to in this run."""
    failed: int = 0
    """Unreadable sounds that this run tried to read."""
    met: tuple[Problem, ...] = ()
    """Those of the problems that are no sounds: folders that cannot be read, and what is only named like a sound."""
