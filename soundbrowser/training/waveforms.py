"""Every clip decoded once: a cache of mono waveforms at 32 kHz in float16."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from soundbrowser.audio.decode import decode
from soundbrowser.domain.vectors import F32
from soundbrowser.model.frontend import SAMPLE_RATE
from soundbrowser.training.corpus import Clip

SAMPLES_FILE = "waveforms.f16"
OFFSETS_FILE = "offsets.npy"


class WaveformCache:
    """Waveforms by the row of their clip in the manifest."""

    def __init__(self, folder: Path) -> None:
        self._offsets: NDArray[np.int64] = np.load(folder / OFFSETS_FILE)
        self._samples = np.memmap(folder / SAMPLES_FILE, np.float16, "r")

    def __len__(self) -> int:
        return self._offsets.size - 1

    def __getitem__(self, index: int) -> F32:
        """(n,) float32 samples of one clip."""
        start, stop = self._offsets[index : index + 2]
        return np.asarray(self._samples[start:stop], np.float32)


def open_waveforms(folder: Path, clips: Sequence[Clip]) -> WaveformCache:
    """The cache in `folder`, made first where it is missing; the offsets are written last and so mark it complete."""
    if not (folder / OFFSETS_FILE).is_file():
        _decode_all(folder, clips)
    cache = WaveformCache(folder)
    if len(cache) != len(clips):
        raise ValueError(
            f"“{folder}” caches {len(cache)} clips, but there are {len(clips)}: remove it and start again."
        )
    return cache


def _decode_all(folder: Path, clips: Sequence[Clip]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    offsets = [0]
    with (folder / SAMPLES_FILE).open("wb") as out:
        for clip in tqdm(clips, desc="decode", unit="clip"):
            waveform, _ = decode(clip.path, rate=SAMPLE_RATE)
            out.write(waveform.astype(np.float16).tobytes())
            offsets.append(offsets[-1] + waveform.size)
    np.save(folder / OFFSETS_FILE, np.asarray(offsets, np.int64))
