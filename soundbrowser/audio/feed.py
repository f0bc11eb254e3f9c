"""Decodes a sound ahead of its playback: from a place, at the output's rate, around a loop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import soxr

from soundbrowser.audio.ring import Ring
from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.vectors import F32

BLOCK = 4096
AHEAD_S = 1.0
PAUSE_S = 0.02
PIECE = 2048
"""Frames written at a time: the first ones are heard before a whole block is resampled."""

Loop = tuple[float, float]


class Feed:
    """One run of playback: a ring that a thread keeps full. It ends at the end of the sound, or when it is closed."""

    def __init__(self, path: str, rate: int, start_s: float, loop: Loop | None) -> None:
        self.ring = Ring(round(rate * AHEAD_S))
        self.start_s = start_s
        self.rate = rate
        self.error = ""
        """A sentence when the sound broke off."""
        self.drained = False
        """True once nothing more will be written."""
        self.loop = loop
        self._path = path
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="playback feed", daemon=True)
        self._thread.start()

    def position_s(self) -> float:
        """Where in the sound the frame is that is played now."""
        played = self.ring.read / self.rate
        at = self.start_s + played
        if self.loop is None or at < self.loop[1]:
            return at
        start, end = self.loop
        return start + (at - end) % (end - start)

    def close(self) -> None:
        """Ends the thread; what is in the ring is forgotten."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            for block in self._blocks():
                for at in range(0, len(block), PIECE):
                    if not self._written(block[at : at + PIECE]):
                        return
        except SoundbrowserError as error:
            self.error = str(error)
        self.drained = True

    def _written(self, piece: F32) -> bool:
        while self.ring.free < len(piece):
            if self._ended.wait(PAUSE_S):
                return False
        self.ring.write(piece)
        return not self._ended.is_set()

    def _blocks(self) -> Iterator[F32]:
        start = self.start_s
        while True:
            yield from self._pass(start, None if self.loop is None else self.loop[1])
            if self.loop is None:
                return
            start = self.loop[0]

    def _pass(self, start_s: float, end_s: float | None) -> Iterator[F32]:
        """Stereo blocks at the output's rate from one place to another."""
        with open_source(self._path) as source:
            own = source.header.rate
            left = None if end_s is None else max(0, round((end_s - start_s) * own))
            resampler = (
                soxr.ResampleStream(own, self.rate, 2, dtype="float32", quality="HQ") if own != self.rate else None
            )
            for block in source.blocks(start_s, BLOCK):
                stereo = _stereo(block if left is None else block[:left])
                yield resampler.resample_chunk(stereo) if resampler else stereo
                if left is not None:
                    left -= len(stereo)
                    if left <= 0:
                        break
            if resampler:
                yield resampler.resample_chunk(np.zeros((0, 2), np.float32), last=True)


def _stereo(block: F32) -> F32:
    """The first two channels; one channel on both sides; more are mixed down evenly onto both."""
    channels = block.shape[1]
    if channels == 1:
        return np.repeat(block, 2, axis=1)
    if channels == 2:
        return np.ascontiguousarray(block)
    return np.repeat(block.mean(axis=1, keepdims=True), 2, axis=1).astype(np.float32)
