"""Made-up libraries whose vectors point where a test wants them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.sound import Header, Listing
from soundbrowser.domain.vectors import F16, SegmentVectors
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder

ROOT = Path("/made up").absolute()


def factory_model() -> JointModel:
    """The model that ships."""
    return JointModel.load(ModelFolder.open(paths.factory_model()))


@lru_cache
def base_dim() -> int:
    """Of the model that ships."""
    return ModelFolder.open(paths.factory_model()).config.base_dim


def base(seed: int, rows: int = 1) -> F16:
    """Base vectors as an encoder might give them: mostly small, some large."""
    return np.random.default_rng(seed).gamma(0.3, 1.0, (rows, base_dim())).astype(np.float16) - np.float16(0.3)


def segments(vectors: F16, seconds: float) -> SegmentVectors:
    """Rows spread over a length; the first of several covers all of it."""
    windows = max(1, len(vectors) - 1)
    starts = np.arange(windows, dtype=np.float32) * np.float32(seconds / windows)
    ends = starts + np.float32(seconds / windows)
    if len(vectors) > 1:
        starts, ends = np.concatenate([[0], starts]), np.concatenate([[seconds], ends])
    return SegmentVectors(starts.astype(np.float32), ends.astype(np.float32), vectors)


def add(catalogue: Catalogue, name: str, vectors: F16 | None, seconds: float = 2.0, channels: int = 1) -> int:
    """Adds a sound, heard unless `vectors` is None."""
    path = str(ROOT / name)
    encoder = factory_encoder()
    with catalogue.write() as writer:
        folder = writer.add_folder(str(ROOT))
        writer.list_sounds(folder.id, [Listing(path, 1000, 1)])
    sound = catalogue.sound_at(path)
    assert sound is not None
    if vectors is not None:
        header = Header("WAV", "PCM_16", 44_100, channels, 16, round(44_100 * seconds), seconds)
        with catalogue.write() as writer:
            writer.set_header(sound.id, header, f"print of {name}")
            writer.store_vectors(sound.id, segments(vectors, seconds), encoder)
    return sound.id


def fill(catalogue: Catalogue, count: int, names: Sequence[str] = ()) -> None:
    """Adds many sounds at once, each with its own vector."""
    chosen = list(names) or [f"take {number:05}.wav" for number in range(count)]
    with catalogue.write() as writer:
        folder = writer.add_folder(str(ROOT))
        added = writer.list_sounds(folder.id, [Listing(str(ROOT / name), 1000, 1) for name in chosen]).added
        header = Header("WAV", "PCM_16", 44_100, 1, 16, 88_200, 2.0)
        vectors = base(99, count)
        for number, sound_id in enumerate(added):
            writer.set_header(sound_id, header, f"print {number}")
            writer.store_vectors(sound_id, segments(vectors[number : number + 1], 2.0), factory_encoder())


@lru_cache
def factory_encoder() -> str:
    """The encoder version whose vectors the shipped model reads."""
    return ModelFolder.open(paths.factory_model()).config.encoder_version
