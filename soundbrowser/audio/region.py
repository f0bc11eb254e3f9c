"""Writes a part of a sound as a WAV file of the source's rate, channels and depth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import soundfile

from soundbrowser.audio.sources import Source, open_source
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32

_DEPTHS = {8: "PCM_U8", 16: "PCM_16", 24: "PCM_24", 32: "PCM_32"}
LOSSY_DEPTH = "PCM_24"
"""Lossy sounds have no depth of their own; 24 bits lose nothing of them."""


def write_region(path: str | Path, start_s: float, end_s: float, target: Path) -> Path:
    """Writes the samples between two times of a sound to `target`, in one step; the source is only read.

    Raises UnreadableSound when the sound cannot be read or holds nothing there.
    """
    waiting = target.with_name(f".{target.name}.part")
    try:
        with open_source(path) as source:
            frames = round((end_s - start_s) * source.header.rate)
            _write(source, waiting, start_s, frames)
        if soundfile.info(waiting).frames == 0:
            raise UnreadableSound(path, f"There is nothing between {start_s:.2f} and {end_s:.2f} s.")
        os.replace(waiting, target)  # noqa: PTH105 -- atomic on every system
    finally:
        waiting.unlink(missing_ok=True)
    return target


def _write(source: Source, target: Path, start_s: float, frames: int) -> None:
    header = source.header
    with soundfile.SoundFile(target, "w", header.rate, header.channels, subtype=_subtype(source), format="WAV") as file:
        for block in _first(source.blocks(start_s), frames):
            file.write(block)


def _subtype(source: Source) -> str:
    if source.header.subtype in ("FLOAT", "DOUBLE"):
        return source.header.subtype
    return _DEPTHS.get(source.header.bit_depth, LOSSY_DEPTH)


def _first(blocks: Iterator[F32], frames: int) -> Iterator[F32]:
    for block in blocks:
        if frames <= 0:
            return
        yield block[:frames]
        frames -= len(block)
