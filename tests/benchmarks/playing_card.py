"""A stand-in for a sound card that notes when it is first given something to play, and sounds for it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import soundfile

from soundbrowser.audio.output import Fill
from soundbrowser.domain.vectors import F32

BLOCK_S = 0.005


class Card:
    """Asks for frames at the pace of a card."""

    alive = True
    rate = 48_000

    def __init__(self, _device: str | None, fill: Fill) -> None:
        self.heard = threading.Event()
        self._fill = fill
        self._ended = threading.Event()
        self._block: F32 = np.zeros((round(self.rate * BLOCK_S), 2), np.float32)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._ended.wait(max(0.0, due - time.monotonic())):
            self._fill(self._block)
            if self._block.any():
                self.heard.set()
            due += BLOCK_S

    def close(self) -> None:
        self._ended.set()
        self._thread.join()


def write_noise(path: Path, rate: int, seconds: float) -> None:
    """Stereo noise in the format of the file's ending; it is never silent, not even at its start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (round(rate * seconds), 2)).astype(np.float32)
    soundfile.write(path, noise, rate)
