"""Folders on this computer that a new user may want to add, with how many sounds they hold."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from soundbrowser.audio.formats import is_sound_name
from soundbrowser.domain.sound import Listing
from soundbrowser.library.walk import walk

MOST_COUNTED = 50_000
_BELOW_HOME = (
    "Samples",
    "Sounds",
    "SFX",
    "Sound Effects",
    "Splice",
    "Music/Ableton/User Library/Samples",
    "Documents/Native Instruments",
    "Documents/Image-Line",
    "Documents/REAPER Media",
    "Music/Audio Music Apps",
)


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder that holds sounds."""

    path: str
    sounds: int
    more: bool
    """True when counting ended before the folder did."""


def usual_places() -> tuple[Path, ...]:
    """Where sounds usually lie on this system; not all of them exist."""
    known = (platformdirs.user_music_path(), *(Path.home() / name for name in _BELOW_HOME))
    return (*known, platformdirs.user_downloads_path(), platformdirs.user_desktop_path())


def folders_with_sounds(places: Sequence[Path], most: int = MOST_COUNTED) -> Iterator[FoundFolder]:
    """Those of the places that hold sounds; one inside another that was found is left out."""
    found: list[Path] = []
    for place in places:
        if not place.is_dir() or any(place.is_relative_to(other) for other in found):
            continue
        met = walk(str(place), is_sound_name, lambda _path: False)
        sounds = sum(1 for _ in itertools.islice((file for file in met if isinstance(file, Listing)), most))
        if sounds:
            found.append(place)
            yield FoundFolder(str(place), sounds, sounds == most)
