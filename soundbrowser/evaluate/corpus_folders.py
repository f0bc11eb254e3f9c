"""A folder for each class, with sounds in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from soundbrowser.audio.formats import is_sound_name
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused, spoken

LEAST_CLASSES = 2


def read(place: Path) -> Corpus:
    """The sounds below each folder in `place`, which are labelled with its name; hidden files are passed over.

    A clip's source is the folder below the class that it lies in; one that lies right in the class's folder is a
    source of its own. Raises CorpusRefused.
    """
    clips = tuple(clip for folder in _folders(place) for clip in _clips(folder))
    classes = {label for clip in clips for label in clip.labels}
    if len(classes) < LEAST_CLASSES:
        raise CorpusRefused(
            f"“{place}” holds no corpus: neither two folders of sounds that are named after what is in them, nor the "
            "lists of FSDKaggle2018; a list of sounds is named by its CSV file."
        )
    return Corpus(place.resolve().name, "a folder for each class", clips)


def _folders(place: Path) -> list[Path]:
    return sorted(entry for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _clips(folder: Path) -> Iterator[CorpusClip]:
    label = (spoken(folder.name),)
    for below, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_sound_name(name) and not name.startswith("."):
                path = os.path.abspath(os.path.join(below, name))  # noqa: PTH100, PTH118 -- bytes may be odd
                yield CorpusClip(path, label, source=path if Path(below) == folder else below)
