"""The vectors of the clips in a question: the library's own where they are known, else a child process listens."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import ModelSwitched, QueryError
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.domain.vectors import SegmentVectors
from soundbrowser.library.interactive import Interactive
from soundbrowser.library.walk import is_below
from soundbrowser.workers.messages import ClipEmbedded, ClipTask


class Clips:
    """Turns regions of files into vectors."""

    def __init__(self, catalogue: Catalogue, children: Interactive, encoder_version: Callable[[], str]) -> None:
        self._catalogue = catalogue
        self._children = children
        self._encoder_version = encoder_version

    def located(self, clip: ClipRegion) -> ClipRegion:
        """The clip under the path that the library knows it by, absolute in any case."""
        absolute = os.path.abspath(clip.path)  # noqa: PTH100 -- links stay as the user named them
        names = [absolute, *self._other_names(os.path.realpath(absolute))]
        known = next((name for name in names if self._catalogue.sound_at(name)), absolute)
        return replace(clip, path=known)

    def vectors(self, clips: Sequence[ClipRegion]) -> tuple[tuple[SegmentVectors, ...], str]:
        """One for each located clip, in order, and the version of the encoder that they are by.

        UnreadableSound or QueryError when one is no sound; ModelSwitched when the model changed under way.
        """
        encoder = self._encoder_version() if clips else ""
        stored = {clip: found for clip in clips if (found := self._stored(clip, encoder)) is not None}
        unknown = tuple(clip for clip in clips if clip not in stored)
        for clip in unknown:
            _require_file(clip.path)
        if unknown:
            heard = self._children.ask(ClipTask(0, unknown))
            assert isinstance(heard, ClipEmbedded)
            if heard.encoder_version != encoder:
                raise ModelSwitched("Another model listens now; ask again.")
            stored |= dict(zip(unknown, heard.vectors, strict=True))
        return tuple(stored[clip] for clip in clips), encoder

    def _other_names(self, real: str) -> list[str]:
        """Names of the same file below folders that were added through a link."""
        names = [real]
        for folder in self._catalogue.folders():
            place = os.path.realpath(folder.path)
            if place != folder.path and is_below(real, place):
                names.append(folder.path + real[len(place) :])
        return names

    def _stored(self, clip: ClipRegion, encoder: str) -> SegmentVectors | None:
        if clip.start_s > 0 or clip.end_s is not None:
            return None
        sound = self._catalogue.sound_at(clip.path)
        if sound is None or sound.state is not SoundState.READY or not _is_unchanged(sound):
            return None
        rows = self._catalogue.segments_of(np.asarray([sound.id], np.int64), encoder)
        return SegmentVectors(rows.starts, rows.ends, rows.base) if rows.segment_ids.size else None


def _is_unchanged(sound: Sound) -> bool:
    """Also true for a file that cannot be reached: then what is known of it must do."""
    try:
        facts = os.stat(sound.path)  # noqa: PTH116 -- bytes may be odd
    except OSError:
        return sound.presence is not Presence.MISSING
    return (facts.st_size, facts.st_mtime_ns) == (sound.size, sound.mtime_ns)


def _require_file(path: str) -> None:
    if os.path.isdir(path):  # noqa: PTH112 -- bytes may be odd
        raise QueryError(f"“{path}” is a folder; name a sound file to search with.")
    if not os.path.isfile(path):  # noqa: PTH113 -- bytes may be odd
        raise QueryError(f"There is no sound file “{path}” to search with.")
