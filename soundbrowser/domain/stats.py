"""What a library holds, in numbers, and how healthy it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """Counts over a whole library; missing sounds count only as missing."""

    sounds: int = 0
    ready: int = 0
    waiting: int = 0
    """Listed or probed, not yet listened to."""
    unreadable: int = 0
    """Unreadable and quarantined."""
    offline: int = 0
    missing: int = 0
    folders: int = 0
    segments: int = 0
    seconds: float = 0.0
    """Length of all sounds together."""
    bytes: int = 0
    """Size of their files."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check-up says of one part: the catalogue, the index, playback, the model or the GPU."""

    part: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The state of the approximate index, and how well it agrees with exact search."""

    segments: int
    trees: int
    search_k: int
    recall: float
    """recall@10 of the configured index against exact search."""
