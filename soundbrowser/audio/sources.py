"""Open sound files as streams of samples: libsndfile for what it reads, FFmpeg for the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import soundfile

from soundbrowser.audio.blocks import finite
from soundbrowser.audio.files import looks_like_text, require_file
from soundbrowser.audio.formats import bits_of, format_name
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.sound import Header
from soundbrowser.domain.vectors import F32

MAX_CHANNELS = 1024
BLOCK = 65536


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
        first = str(error)
    from soundbrowser.audio.ffmpeg import FfmpegSource  # slow to import, and most libraries never need it

    try:
        return FfmpegSource(path)
    except UnreadableSound:
        raise UnreadableSound(path, _reason(path, size, first)) from None


def _reason(path: str | Path, size: int, detail: str) -> str:
    if looks_like_text(path):
        return "It is not a sound file: its first bytes are text."
    if size < 64:
        return f"The file ends after {size} bytes; the copy was probably interrupted."
    said = detail.rsplit(":", 1)[-1].strip().rstrip(".") or "unknown format"
    return f"It is damaged, or of a format that cannot be read here ({said})."


class SoundfileSource:
    """A sound that libsndfile reads."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._file: Any = soundfile.SoundFile(os.fsencode(path))
        file = self._file
        if file.samplerate <= 0 or not 0 < file.channels <= MAX_CHANNELS:
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
        start = min(round(start_s * self.header.rate), self.header.frames)
        try:
            if start:
                self._file.seek(start)
            while len(block := self._file.read(frames, dtype="float32", always_2d=True)):
                yield finite(block)
        except (soundfile.SoundFileError, RuntimeError) as error:
            raise UnreadableSound(self._path, f"It breaks off while it is read ({error}).") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
