"""Small corpora of sounds that are made here: a tone, a noise and a knock, each at several pitches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE = 16_000
KINDS = ("hiss", "knock", "whistle")
WORDS = ("dog", "rain", "door", "bell", "wind")
"""What the made model of these tests understands."""


def samples(kind: str, number: int, seconds: float = 0.4) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One of a kind; every number sounds a little different."""
    rng = np.random.default_rng([KINDS.index(kind), number])
    t = np.arange(int(RATE * seconds)) / RATE
    if kind == "hiss":
        return 0.2 * rng.standard_normal(t.size)
    if kind == "knock":
        return 0.8 * np.sin(2 * np.pi * (150 + 20 * number) * t) * np.exp(-40 * t)
    return 0.5 * np.sin(2 * np.pi * (1500 + 150 * number) * t)


def write(path: Path, kind: str, number: int) -> Path:
    """As a WAV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples(kind, number), RATE)
    return path


def write_folders(place: Path, each: int = 7) -> Path:
    """A folder for each kind."""
    for kind in KINDS:
        for number in range(each):
            write(place / kind / f"{number}.wav", kind, number)
    return place


def write_fsd(place: Path, train: int = 4, test: int = 2) -> Path:
    """The layout of FSDKaggle2018."""
    lists = {"train": ["fname,label,manually_verified,freesound_id,license"]}
    lists["test"] = ["fname,label,usage,freesound_id,license"]
    for side, count in (("train", train), ("test", test)):
        for kind in KINDS:
            for number in range(count):
                name = f"{side}-{kind}-{number}.wav"
                write(place / f"FSDKaggle2018.audio_{side}" / name, kind, number + 10 * (side == "test"))
                rest = "1,17,Creative Commons 0" if side == "train" else "Public,18,Attribution"
                lists[side].append(f"{name},Some_{kind},{rest}")
    meta = place / "FSDKaggle2018.meta"
    meta.mkdir(parents=True)
    (meta / "train_post_competition.csv").write_text("\n".join(lists["train"]) + "\n")
    (meta / "test_post_competition_scoring_clips.csv").write_text("\n".join(lists["test"]) + "\n")
    return place
