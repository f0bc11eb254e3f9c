"""Made-up files, headers and vectors for the catalogue's tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.sound import Header, Listing
from soundbrowser.domain.vectors import SegmentVectors

ROOT = str(Path("/sounds/Library").absolute())
HEADER = Header("WAV", "PCM_16", 44100, 2, 16, 88200, 2.0)
ENCODER = "encoder-1"


def at(name: str) -> str:
    """The path of a file below the test folder."""
    return str(Path(ROOT, name))


def listing(name: str, size: int = 100, mtime_ns: int = 1) -> Listing:
    """A file below the test folder."""
    return Listing(at(name), size, mtime_ns)


def vectors(segments: int = 1, value: float = 1.0) -> SegmentVectors:
    """Vectors of a sound with that many segments; row i holds `value` + i."""
    starts = np.arange(segments, dtype=np.float32)
    base = (value + np.arange(segments, dtype=np.float16))[:, None] * np.ones((1, 8), dtype=np.float16)
    return SegmentVectors(starts, starts + 1, base.astype(np.float16))


def list_names(catalogue: Catalogue, *names: str) -> list[int]:
    """Lists files of these names and returns their ids in that order."""
    with catalogue.write() as writer:
        folder = writer.add_folder(ROOT)
        writer.list_sounds(folder.id, [listing(name) for name in names])
    found = [catalogue.sound_at(at(name)) for name in names]
    return [sound.id for sound in found if sound is not None]


def make_ready(catalogue: Catalogue, ids: list[int], segments: int = 1) -> None:
    """Gives sounds a header and vectors."""
    with catalogue.write() as writer:
        for sound_id in ids:
            writer.set_header(sound_id, HEADER, f"print-{sound_id}")
            writer.store_vectors(sound_id, vectors(segments, sound_id), ENCODER)
