"""Waveforms of the library's sounds: small ones kept beside it, large ones drawn when they are looked at."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path, PurePath

from soundbrowser import paths
from soundbrowser.audio.peaks import THUMBNAIL_COLUMNS, pack, unpack
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.thumbnails import Thumbnails
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.domain.vectors import Peaks
from soundbrowser.library.interactive import Interactive
from soundbrowser.workers.messages import RegionTask, RegionWritten, Waveform, WaveformTask

LONGEST_STEM = 200
"""Bytes; file systems take 255 for a whole name."""


class Waveforms:
    """Peaks for drawing, and parts of sounds as files of their own."""

    def __init__(self, catalogue: Catalogue, kept: Thumbnails, children: Interactive) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._children = children

    def thumbnails(self, ids: Sequence[int]) -> dict[int, Peaks]:
        """By sound id; sounds that were not listened to yet, or cannot be, are left out."""
        sounds = [sound for sound in self._catalogue.sounds(ids) if sound.state is SoundState.READY]
        packed = self._kept.load({sound.id: sound.fingerprint for sound in sounds})
        drawn = {sound_id: unpack(data) for sound_id, data in packed.items()}
        for sound in sounds:
            if sound.id not in drawn and sound.presence is Presence.PRESENT:
                drawn |= self._redrawn(sound)
        return drawn

    def _redrawn(self, sound: Sound) -> dict[int, Peaks]:
        """For a sound whose thumbnail was lost with the cache."""
        try:
            peaks = self.waveform(sound.path, THUMBNAIL_COLUMNS, 0.0, None)
        except UnreadableSound:
            return {}
        self._kept.store({sound.id: (sound.fingerprint, pack(peaks))})
        return {sound.id: peaks}

    def waveform(self, path: str, columns: int, start_s: float, end_s: float | None) -> Peaks:
        """A part of a file in `columns` columns; UnreadableSound."""
        answer = self._children.ask(WaveformTask(0, path, columns, start_s, end_s))
        assert isinstance(answer, Waveform)
        return answer.peaks

    def region(self, path: str, start_s: float, end_s: float, folder: Path | None) -> Path:
        """Writes a part of a file as a WAV named after it, in `folder` replacing no file; UnreadableSound."""
        place = folder or _regions() / hashlib.blake2b(os.fsencode(path), digest_size=4).hexdigest()
        place.mkdir(parents=True, exist_ok=True)
        name = f"{_short(PurePath(path).stem)}_{start_s:.2f}-{end_s:.2f}"
        target = _free(place, name) if folder else place / f"{name}.wav"
        answer = self._children.ask(RegionTask(0, path, start_s, end_s, str(target)))
        assert isinstance(answer, RegionWritten)
        return Path(answer.target)


def _free(place: Path, name: str) -> Path:
    """The name, with a number behind it where a file has it already."""
    numbered = (f"{name} ({number})" for number in count(2))
    return next(path for each in chain([name], numbered) if not os.path.lexists(path := place / f"{each}.wav"))


def _short(stem: str) -> str:
    """As much of a name as leaves room for the times behind it."""
    kept = os.fsencode(stem)
    return stem if len(kept) <= LONGEST_STEM else kept[:LONGEST_STEM].decode("utf-8", "ignore")


def _regions() -> Path:
    """A place that stays, since a DAW may go on using the file."""
    return paths.user_data() / "regions"
