"""Log-mel pictures of a corpus in one file, made once, and random segments of them to learn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F16, F32, Ids
from soundbrowser.model.paper_walnet import MEL_BANDS, RATE, SEGMENT_FRAMES, SEGMENTING, log_mel
from soundbrowser.training.paper.clips import LabelledClip

PICTURES_FILE = "pictures.f16"
OFFSETS_FILE = "offsets.npy"


class Pictures:
    """(128, T) log-mel pictures by the row of their clip."""

    def __init__(self, folder: Path) -> None:
        self._offsets: NDArray[np.int64] = np.load(folder / OFFSETS_FILE)
        self._frames = np.memmap(folder / PICTURES_FILE, np.float16, "r").reshape(-1, MEL_BANDS)

    def __len__(self) -> int:
        return self._offsets.size - 1

    def frames(self, row: int) -> int:
        """T of one clip; 0 where the file could not be read."""
        return int(self._offsets[row + 1] - self._offsets[row])

    def __getitem__(self, row: int) -> F32:
        start, stop = self._offsets[row : row + 2]
        return np.ascontiguousarray(self._frames[start:stop].T, np.float32)

    def batches(self, rows: NDArray[np.int64], size: int, rng: np.random.Generator) -> Iterator[tuple[Ids, F32]]:
        """All `rows` once in random order, `size` at a time: rows (b,), a random segment of each (b, 1, 128, 128)."""
        order = rng.permutation(rows)
        for first in range(0, order.size, size):
            chosen = order[first : first + size]
            yield chosen, np.stack([self._segment(int(row), rng) for row in chosen])[:, None]

    def _segment(self, row: int, rng: np.random.Generator) -> F32:
        start, stop = self._offsets[row : row + 2]
        first = int(start) + int(rng.integers(stop - start - SEGMENT_FRAMES + 1))
        return np.asarray(self._frames[first : first + SEGMENT_FRAMES].T, np.float32)


def open_pictures(folder: Path, clips: Sequence[LabelledClip]) -> Pictures:
    """The cache in `folder`, made first where it is missing; the offsets are written last and so mark it complete."""
    if not (folder / OFFSETS_FILE).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        offsets = [0]
        with (folder / PICTURES_FILE).open("wb") as out:
            for clip in tqdm(clips, desc="pictures", unit="clip"):
                frames = _frames(clip)
                out.write(frames.tobytes())
                offsets.append(offsets[-1] + len(frames))
        np.save(folder / OFFSETS_FILE, np.asarray(offsets, np.int64))
    return Pictures(folder)


def _frames(clip: LabelledClip) -> F16:
    """(T, 128), none of a file that cannot be read."""
    try:
        waveform, _ = decode(clip.path, rate=RATE)
    except UnreadableSound:
        return np.empty((0, MEL_BANDS), np.float16)
    return np.ascontiguousarray(log_mel(SEGMENTING.lengthen(waveform)).T, np.float16)
