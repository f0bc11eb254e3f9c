"""A large library of made-up sounds: names out of common words, vectors in clusters; no sound files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.sound import Header, Listing
from soundbrowser.domain.vectors import F16, SegmentVectors
from soundbrowser.model.store import ModelFolder

ROOT = "/made-up/library"
PLACES = ("Foley", "Drums", "Ambiences", "Vehicles", "Weather", "Animals", "Synths", "Impacts")
WORDS = " ".join(
    (
        "thunder rain wind door kick snare hat clap dog cat bird engine car train crowd footsteps gravel",
        "water splash glass metal wood whoosh riser impact boom pad bass lead bell piano guitar string voice",
        "shout whisper laugh crackle fire explosion gun reload sword cloth paper click beep alarm radio",
        "static hum buzz drone creak squeak scrape roll drop",
    )
).split()
HEADER = Header("WAV", "PCM_24", 48_000, 2, 24, 240_000, 5.0)
CLUSTERS = 300
LONG_EVERY = 20
"""Every such sound is long: a pooled row and four windows."""
BATCH = 1000


@dataclass(frozen=True)
class Maker:
    """Makes sound after sound, the same ones each time."""

    base_dim: int
    encoder_version: str

    def name(self, number: int) -> str:
        """`thunder_rain_0815.wav`; every word is in about one name of forty."""
        rng = np.random.default_rng([1, number])
        first, second, third = rng.integers(0, len(WORDS), 3)
        folder = f"{PLACES[number % len(PLACES)]}/{WORDS[first]} {WORDS[second]}"
        return f"{folder}/{WORDS[third]}_{WORDS[first]}_{number:06}.wav"

    def vectors(self, number: int) -> SegmentVectors:
        """Near one of the cluster centres."""
        count = 5 if number % LONG_EVERY == 0 else 1
        rng = np.random.default_rng([2, number])
        centre = np.random.default_rng([3, int(rng.integers(CLUSTERS))]).standard_normal(self.base_dim)
        base: F16 = (centre + 0.6 * rng.standard_normal((count, self.base_dim))).astype(np.float16)
        starts = np.arange(count, dtype=np.float32) * 2.5
        return SegmentVectors(starts, starts + 5, base)

    def fill(self, catalogue: Catalogue, first: int, after: int) -> None:
        """Lists sounds and stores their headers and vectors, in transactions of a thousand."""
        for start in range(first, after, BATCH):
            self.store(catalogue, range(start, min(start + BATCH, after)))

    def store(self, catalogue: Catalogue, numbers: range) -> None:
        """One transaction of further sounds."""
        with catalogue.write() as writer:
            folder = writer.add_folder(ROOT)
            listings = [Listing(str(Path(ROOT, self.name(number))), 1_440_000, 1) for number in numbers]
            added = writer.list_sounds(folder.id, listings).added
            for number, sound_id in zip(numbers, added, strict=True):
                writer.set_header(sound_id, HEADER, f"made-up-{number}")
                writer.store_vectors(sound_id, self.vectors(number), self.encoder_version)


def make_library(path: Path, sounds: int, model: Path | None = None) -> Maker:
    """A new library file of that many sounds, as the encoder of a model (by default the shipped one) would fill it."""
    config = ModelFolder.open(model or paths.factory_model()).config
    maker = Maker(config.base_dim, config.encoder_version)
    with Catalogue.open(path, create=True) as catalogue:
        maker.fill(catalogue, 0, sounds)
    return maker
