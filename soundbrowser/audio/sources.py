"""Open sound files as streams of samples: libsndfile for what it reads, FFmpeg for the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import soundfile

from soundbrowser.audio.blocks import BREAKS_OFF, finite, is_rate
from soundbrowser.audio.files import cut_short, looks_like_text, require_file
from soundbrowser.audio.formats import bits_of, format_name
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.sound import Header
from soundbrowser.domain.vectors import F32

MAX_CHANNELS = 1024
BLOCK = 65536
SALVAGE = 1024


class Source(Protocol):
    """An open sound; a context manager."""

    header: Header

    def blocks(self, start_s: float = 0.0, frames: int = BLOCK) -> Iterator[F32]:
        """From `start_s` seconds on: arrays (≤ frames, channels), −1 … 1, NaN and infinities as 0."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_source(path: str | Path) -> Source:
    """Opens a sound. Raises UnreadableSound with a reason a user understands."""
    size = require_file(path).st_size
    try:
        return SoundfileSource(path)
    except (soundfile.SoundFileError, ValueError, OSError) as error:
        detail = str(error)
    if looks_like_text(path):  # FFmpeg would take some texts for playlists, and open what they name
        raise UnreadableSound(path, "It is not a sound file: its first bytes are text.")
    from soundbrowser.audio.ffmpeg import FfmpegSource, NoSound  # slow to import, and most libraries never need it

    try:
        return FfmpegSource(path)
    except NoSound:
        reason = cut_short(path, size) or "It holds no sound."
    except UnreadableSound:
        reason = cut_short(path, size) or _technical_reason(detail)
    raise UnreadableSound(path, reason)


def _technical_reason(detail: str) -> str:
    said = detail.rsplit(":", 1)[-1].strip().rstrip(".") or "unknown format"
    return f"It is damaged, or of a format that cannot be read here ({said})."


class SoundfileSource:
    """A sound that libsndfile reads."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._file: Any = soundfile.SoundFile(os.fsencode(path))
        file = self._file
        if not is_rate(file.samplerate) or not 0 < file.channels <= MAX_CHANNELS:
            self._file.close()
            raise ValueError(f"header: {file.channels} channels at {file.samplerate} Hz")
        frames = max(0, int(file.frames))
        self.header = Header(
            format=format_name(file.format, file.subtype),
            subtype=file.subtype,
            rate=int(file.samplerate),
            channels=int(file.channels),
            bit_depth=bits_of(file.subtype),
            frames=frames,
            duration_s=frames / file.samplerate,
        )

    def blocks(self, start_s: float = 0.0, frames: int = BLOCK) -> Iterator[F32]:
        at = start = min(round(start_s * self.header.rate), self.header.frames)
        try:
            for block in _read(self._file, start, frames):
                yield block
                at += len(block)
        except (soundfile.SoundFileError, RuntimeError):
            for block in self._up_to_damage(at):
                yield block
                at += len(block)
            if at == start:
                raise UnreadableSound(self._path, BREAKS_OFF) from None

    def _up_to_damage(self, at: int) -> Iterator[F32]:
        """The block that failed once more, in small ones, by a new decoder: one that has lost its way stays lost."""
        with suppress(soundfile.SoundFileError, RuntimeError), soundfile.SoundFile(os.fsencode(self._path)) as file:
            yield from _read(file, at, SALVAGE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _read(file: Any, start: int, frames: int) -> Iterator[F32]:
    """Blocks from a frame on; of the few encodings that cannot seek, all before it is read and dropped."""
    if start and file.seekable():
        file.seek(start)
    elif start:
        file.read(start, dtype="float32")
    while len(block := file.read(frames, dtype="float32", always_2d=True)):
        yield finite(block)
