"""The layout in which FSDKaggle2018 is published (Fonseca et al., DCASE 2018): two lists, two folders of sounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused, Split, spoken
from soundbrowser.evaluate.tables import columns, rows

TRAIN_LIST, TEST_LIST = "train_post_competition.csv", "test_post_competition_scoring_clips.csv"
TRAIN_SOUNDS, TEST_SOUNDS = "FSDKaggle2018.audio_train", "FSDKaggle2018.audio_test"
META = "FSDKaggle2018.meta"
COLUMNS = ("fname", "label")


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the two lists lie."""

    train: Path
    test: Path


def lists_in(place: Path) -> Lists | None:
    """The lists in `place`, or in the folder for them below it; None when neither is there.

    Raises CorpusRefused when only one is.
    """
    found = {name: _found(place, name) for name in (TRAIN_LIST, TEST_LIST)}
    train, test = found[TRAIN_LIST], found[TEST_LIST]
    if train is None and test is None:
        return None
    if train is None or test is None:
        missing = TEST_LIST if test is None else TRAIN_LIST
        raise CorpusRefused(f"“{place}” looks like FSDKaggle2018, but its list “{missing}” is missing.")
    return Lists(train, test)


def read(place: Path, lists: Lists) -> Corpus:
    """Both sides; sounds that are listed and not there are found out when they are listened to."""
    for folder in (TRAIN_SOUNDS, TEST_SOUNDS):
        if not (place / folder).is_dir():
            raise CorpusRefused(f"“{place}” looks like FSDKaggle2018, but its folder “{folder}” is missing.")
    train = _side(lists.train, place / TRAIN_SOUNDS, Split.TRAIN)
    test = _side(lists.test, place / TEST_SOUNDS, Split.TEST)
    return Corpus(place.resolve().name, "FSDKaggle2018", (*train, *test))


def _found(place: Path, name: str) -> Path | None:
    return next((file for file in (place / name, place / META / name) if file.is_file()), None)


def _side(file: Path, folder: Path, split: Split) -> Iterator[CorpusClip]:
    if missing := [name for name in COLUMNS if name not in columns(file)]:
        raise CorpusRefused(f"The list “{file}” has no column “{missing[0]}”.")
    for row in rows(file):
        path = str((folder / row.need("fname")).absolute())
        yield CorpusClip(path, (spoken(row.need("label")),), split=split, source=path)
