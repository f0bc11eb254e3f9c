"""A ring of frames between the thread that decodes and the callback that plays: one writes, one reads, nobody waits."""

from __future__ import annotations

import numpy as np

from soundbrowser.domain.vectors import F32

FADE: F32 = np.linspace(1, 0, 256, dtype=np.float32)[:, None]
"""Five milliseconds: a sound that is cut off within a wave would click."""


class Ring:
    """Preallocated stereo frames. Each side moves only its own counter, so that no lock is needed."""

    def __init__(self, frames: int) -> None:
        self._frames: F32 = np.zeros((frames, 2), np.float32)
        self._size = frames
        self.written = 0
        """Frames ever written; moved by the writer alone."""
        self.read = 0
        """Frames ever read; moved by the reader alone."""

    @property
    def free(self) -> int:
        """Frames the writer may write."""
        return self._size - (self.written - self.read)

    def write(self, block: F32) -> None:
        """Appends (n, 2) frames, n ≤ `free`."""
        at = self.written % self._size
        first = min(len(block), self._size - at)
        self._frames[at : at + first] = block[:first]
        self._frames[: len(block) - first] = block[first:]
        self.written += len(block)

    def fill(self, out: F32, gain: float) -> int:
        """Copies what is there into `out` (n, 2), silence behind it; returns the frames copied. The callback's part."""
        wanted = len(out)
        ready = min(wanted, self.written - self.read)
        at = self.read % self._size
        first = min(ready, self._size - at)
        np.multiply(self._frames[at : at + first], gain, out=out[:first])
        np.multiply(self._frames[: ready - first], gain, out=out[first:ready])
        out[ready:] = 0.0
        self.read += ready
        return ready

    def fade(self, out: F32, gain: float) -> None:
        """Lets what is there die away at the beginning of `out` (n, 2), silence behind it. The callback's part too."""
        frames = min(len(out), len(FADE))
        self.fill(out[:frames], gain)
        np.multiply(out[:frames], FADE[:frames], out=out[:frames])
        out[frames:] = 0.0
