"""Sounds that only FFmpeg reads (AAC, M4A, WMA, the sound tracks of videos), through PyAV."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

import av
import av.logging
import numpy as np

from soundbrowser.audio.blocks import BREAKS_OFF, finite, is_rate
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.sound import Header
from soundbrowser.domain.vectors import F32

av.logging.set_level(av.logging.PANIC)

MAX_CHANNELS = 64
FAR_S = 30.0
EXACT_SEEKS = frozenset({"aac", "alac"})
"""Codecs whose frames say truly where they are; others are read from their start, which costs time but no accuracy."""
_HERE_ONLY = {"protocol_whitelist": "file"}
"""No container may send FFmpeg to the network or to other kinds of places."""
_LOSSLESS = {"alac", "ape", "flac", "wavpack", "tta"}


class NoSound(UnreadableSound):
    """FFmpeg knows the file, but there is no sound track in it."""


class FfmpegSource:
    """The first sound track of a file."""

    def __init__(self, path: str | Path) -> None:
        """Raises UnreadableSound when FFmpeg finds no sound in it."""
        self._path = path
        try:
            self._container: Any = av.open(f"file:{os.fsdecode(path)}", metadata_errors="ignore", options=_HERE_ONLY)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise UnreadableSound(path, f"FFmpeg cannot open it ({error}).") from None
        try:
            if not self._container.streams.audio:
                raise NoSound(path, "It holds no sound.")
            self._stream = self._container.streams.audio[0]
            self.header = self._read_header()
        except UnreadableSound:
            self._container.close()
            raise
        except (AttributeError, av.error.FFmpegError, ValueError) as error:
            self._container.close()
            raise UnreadableSound(path, f"Its sound track is damaged ({error}).") from None

    def _read_header(self) -> Header:
        context = self._stream.codec_context
        rate, channels = int(context.sample_rate or 0), int(context.channels or 0)
        if not is_rate(rate) or not 0 < channels <= MAX_CHANNELS:
            raise ValueError(f"{channels} channels at {rate} Hz")
        duration = self._duration()
        codec = str(context.name)
        bits = int(getattr(context.format, "bits", 0) or 0) if codec in _LOSSLESS or codec.startswith("pcm") else 0
        suffix = PurePath(os.fsdecode(self._path)).suffix.lstrip(".").upper()
        return Header(
            format=suffix or codec.upper(),
            subtype=codec.upper(),
            rate=rate,
            channels=channels,
            bit_depth=bits,
            frames=round(duration * rate),
            duration_s=duration,
        )

    def _duration(self) -> float:
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration:
            return float(self._container.duration / av.time_base)
        return self._count_seconds()

    def _count_seconds(self) -> float:
        """Raw streams (ADTS) state no length; their packets are counted, then the file is read from its start again."""
        seconds = Fraction(0)
        for packet in self._container.demux(self._stream):
            if packet.duration and packet.time_base:
                seconds += packet.duration * packet.time_base
        self._container.seek(0)
        return float(seconds)

    def blocks(self, start_s: float = 0.0, frames: int = 65536) -> Iterator[F32]:
        """From `start_s` seconds on: arrays (≤ frames, channels); UnreadableSound where it breaks off at once."""
        rate, skip, heard = self.header.rate, round(start_s * self.header.rate), False
        far = start_s > FAR_S and self._stream.codec_context.name in EXACT_SEEKS
        try:
            if far:
                self._container.seek(int((start_s - 0.5) * av.time_base), backward=True)
            for samples, begins in self._frames(far):
                drop = max(0, skip - begins)
                if drop < len(samples):
                    heard = True
                    for at in range(drop, len(samples), frames):
                        yield samples[at : at + frames]
        except (av.error.FFmpegError, ValueError):
            if not heard:
                raise UnreadableSound(self._path, BREAKS_OFF) from None
        if not heard and start_s * rate < self.header.frames // 2:
            raise UnreadableSound(self._path, BREAKS_OFF)

    def _frames(self, far: bool) -> Iterator[tuple[F32, int]]:
        """Decoded blocks (n, channels) and where each begins, in samples: counted, or as the file says after a seek."""
        channels, rate = self.header.channels, self.header.rate
        resampler = av.AudioResampler(format="fltp", layout=self._stream.codec_context.layout, rate=rate)
        at = None if far else 0
        for frame in self._decoded():
            if at is None:
                at = round(float((frame.pts or 0) * (frame.time_base or 0)) * rate)
            for plain in resampler.resample(frame):
                samples = np.ascontiguousarray(plain.to_ndarray().T, np.float32)
                if samples.shape[1] == channels and len(samples):
                    yield finite(samples), at
                    at += len(samples)

    def _decoded(self) -> Iterator[Any]:
        """Frames; a packet that is damaged costs its own samples only."""
        for packet in self._container.demux(self._stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            yield from frames

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()
