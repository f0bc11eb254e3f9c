"""Labels out of CSV files, and what is said of a file that holds none."""

from __future__ import annotations

from pathlib import Path

import pytest

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.sound import Sound, SoundState
from soundbrowser.domain.tuning import Label
from soundbrowser.library.label_file import read_labels


def known(path: str) -> Sound | None:
    """A library that knows the files called like numbers."""
    stem = Path(path).stem
    return Sound(int(stem), 1, path, SoundState.READY) if stem.isdigit() else None


def labels(tmp_path: Path, text: str) -> list[Label]:
    (tmp_path / "labels.csv").write_text(text, encoding="utf-8")
    return read_labels(tmp_path / "labels.csv", known)


def test_a_path_and_a_label_a_line(tmp_path: Path) -> None:
    text = f'path,label\n1.wav,blip\n"{tmp_path}/2.wav",wobble\n\n1.wav,blip\n sub/3.wav , blip \n'
    assert labels(tmp_path, text) == [Label("blip", (1, 3)), Label("wobble", (2,))]


@pytest.mark.parametrize(
    ("text", "told"),
    [("1.wav,blip\nabsent.wav,blip\n", "Line 2"), ("1.wav\n", "path,label"), ("1.wav,\n", "path,label")],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(TuningError, match=told):
        labels(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TuningError, match=r"none\.csv"):
        read_labels(tmp_path / "none.csv", known)
