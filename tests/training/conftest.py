"""A made-up corpus: tones and noises with names, written as real files with a manifest beside them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundbrowser.training.corpus import Clip, read_corpus

COLUMNS = (
    *("path", "source", "repository", "original_path", "licence", "author", "caption", "tags", "category"),
    *("duration_s", "original_duration_s", "split_group", "take_group"),
)

ROWS = [
    ("kit/bass_drum.wav", "kit", "CC0-1.0", "bass drum kick, drum kit", "drums & synth;kit", "drums & synth", "kit"),
    ("kit/snare_1.wav", "kit", "CC0-1.0", "snare drum", "drums & synth;kit", "drums & synth", "kit"),
    ("kit/snare_2.wav", "kit", "CC0-1.0", "snare drum", "drums & synth;kit", "drums & synth", "kit"),
    ("zoo/dog.wav", "zoo", "MIT", "dog bark animal sound", "everyday & nature;pets", "everyday & nature", "zoo"),
    ("petz/cat.wav", "petz", "CC0", "cat meow animal sound", "everyday & nature;petz", "everyday & nature", "petz"),
    ("snap/cough.wav", "snap", "AGPL-3.0", "cough male", "everyday & nature", "everyday & nature", "snap"),
    (
        "drum-machines/AlesisSR16/rimshot/Rim.wav",
        "drum-machines",
        "no licence stated in the repository",
        "rimshot, Alesis SR16 drum machine",
        "drums & synth;machines",
        "drums & synth",
        "drum-machines",
    ),
]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shaped like the one training reads, with `sounds/` in it."""
    root = tmp_path_factory.mktemp("shared")
    (root / "sounds").mkdir()
    with (root / "sounds" / "manifest.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        for number, (path, source, licence, caption, tags, category, group) in enumerate(ROWS):
            _write_sound(root / "sounds" / path, number)
            take = f"{source}/{caption}"
            table.writerow(
                [path, source, "a/b", path, licence, "someone", caption, tags, category, 0.5, 0.5, group, take]
            )
    return root


@pytest.fixture
def clips(shared: Path) -> list[Clip]:
    return read_corpus(shared / "sounds")


def _write_sound(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(int(48_000 * (0.2 + 0.4 * number))) / 48_000
    soundfile.write(path, 0.4 * np.sin(2 * np.pi * 200 * (number + 1) * time) * np.exp(-3 * time), 48_000)
