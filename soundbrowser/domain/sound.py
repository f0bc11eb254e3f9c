"""Sounds, their headers and the folders they live in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum


class SoundState(StrEnum):
    """How far a sound has come; the order of the journey, with its two dead ends last."""

    LISTED = "listed"
    """Its name is known and can be searched."""
    PROBED = "probed"
    """Its header was read; it waits for its embedding."""
    READY = "ready"
    """Its vectors are stored."""
    UNREADABLE = "unreadable"
    """It cannot be decoded; `Sound.error` says why."""
    QUARANTINED = "quarantined"
    """It crashed, stalled or starved the decoder; `Sound.error` says how. It can be retried."""


class Presence(StrEnum):
    """Whether the file can be reached now."""

    PRESENT = "present"
    OFFLINE = "offline"
    """Its folder is not connected; nothing is known about the file itself."""
    MISSING = "missing"
    """Its folder is there and the file is not."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a sound file says."""

    format: str
    """Short upper-case name: WAV, FLAC, OGG, OPUS, MP3, AIFF, M4A, WMA, MP4 …"""
    subtype: str
    rate: int
    """Samples a second."""
    channels: int
    bit_depth: int
    """Bits a sample; 0 for lossy formats."""
    frames: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Sound:
    """One file of the library as the catalogue knows it."""

    id: int
    folder_id: int
    path: str
    """Absolute; undecodable bytes are surrogates, as `os.fsdecode` gives them."""
    state: SoundState
    presence: Presence = Presence.PRESENT
    size: int = 0
    """Bytes."""
    mtime_ns: int = 0
    header: Header | None = None
    fingerprint: str = ""
    error: str = ""
    rating: int = 0
    """0 (none) to 5."""
    favourite: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    added_at: float = 0.0
    """Seconds since the epoch, UTC."""

    @property
    def name(self) -> str:
        """The file's name with its ending."""
        return os.path.basename(self.path)  # noqa: PTH119 -- lists ask often, and PurePath takes fifteen times as long

    @property
    def duration_s(self) -> float:
        """Seconds, 0 while the header is unread."""
        return self.header.duration_s if self.header else 0.0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder the user added."""

    id: int
    path: str
    online: bool
    sounds: int
    """Sounds in it that are not missing."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Sounds the user put together, in no folder's order."""

    id: int
    name: str
    sounds: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A word the user put on sounds."""

    name: str
    sounds: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A file as the listing stage met it."""

    path: str
    size: int
    mtime_ns: int
