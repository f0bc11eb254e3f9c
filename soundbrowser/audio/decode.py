"""Decodes any sound file to float32 samples, whole or in blocks, at its own rate or another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32

RESAMPLING = "HQ"
"""soxr's quality: 20-bit, far beyond what a mel band sees, at a tenth of the decoder's time."""


def decode(
    path: str | Path,
    *,
    rate: int | None = None,
    mono: bool = True,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> tuple[F32, int]:
    """Samples (n,) as the mean of the channels, or (n, channels), and their rate in Hz.

    `rate` resamples; None keeps the file's. NaN and infinities become 0. Raises UnreadableSound.
    """
    with open_source(path) as source:
        own = source.header.rate
        wanted = None if end_s is None else max(0, round((end_s - start_s) * own))
        parts = [block.mean(axis=1) if mono else block for block in _up_to(source.blocks(start_s), wanted)]
    if not parts:
        whole = not start_s and end_s is None
        raise UnreadableSound(path, "It holds no sound." if whole else "There is no sound in that part of it.")
    samples = np.concatenate(parts)
    if rate is None or rate == own:
        return samples, own
    return np.ascontiguousarray(soxr.resample(samples, own, rate, quality=RESAMPLING), np.float32), rate


def pieces(path: str | Path, rate: int, seconds: float) -> Iterator[F32]:
    """The mono sound at `rate` in pieces (n,) of about `seconds`, so that hours take no more memory than minutes."""
    with open_source(path) as source:
        resampler = soxr.ResampleStream(source.header.rate, rate, 1, dtype="float32", quality=RESAMPLING)
        held: list[F32] = []
        size, full = 0, round(rate * seconds)
        for block in source.blocks():
            held.append(resampler.resample_chunk(np.ascontiguousarray(block.mean(axis=1), np.float32)))
            size += len(held[-1])
            if size >= full:
                yield np.concatenate(held)
                held, size = [], 0
        held.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        if size + len(held[-1]):
            yield np.concatenate(held)


def _up_to(blocks: Iterator[F32], frames: int | None) -> Iterator[F32]:
    for block in blocks:
        if frames is None:
            yield block
            continue
        yield block[:frames]
        frames -= len(block)
        if frames <= 0:
            return
