"""The paper's examples asked of the model that ships: what comes next when the word itself has been answered.

The library is the replay set that travels with the model: real sounds as base vectors, each with a phrase's vector.
What a sound is follows from its phrase, or from the classes that the encoder hears in it.
"""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import soundbrowser.training
from soundbrowser.domain.vectors import F32
from soundbrowser.model.joint import JointModel
from soundbrowser.model.replay import Replay
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import ClassHead
from soundbrowser.paths import models

Mask = NDArray[np.bool_]
GUNS = ("Gunshot, gunfire", "Machine gun", "Fusillade", "Artillery fire", "Cap gun")
FIREWORKS = ("Fireworks", "Firecracker", "Explosion", "Bang", "Boom", "Burst, pop")
HOUSE = ("House music", "Techno", "Electronic music", "Pop music", "Drum and bass", "Door", "Knock", "Doorbell")


class Sounds:
    """The replay set as a small library."""

    def __init__(self) -> None:
        folder = ModelFolder.open(models() / "base-1")
        self.model = JointModel.load(folder)
        self.replay = Replay.load(folder)
        self.joint = self.model.project(self.replay.base)
        self._text = TextEncoder.load(folder)
        self._head = ClassHead(folder.tensors(prefix="encoder.head."))

    @cached_property
    def classes(self) -> dict[str, int]:
        """The encoder's output for each class that the project has phrases for."""
        file = Path(soundbrowser.training.__file__).parent / "data" / "class_phrases.csv"
        with file.open(encoding="utf-8", newline="") as lines:
            return {row["class"]: int(row["index"]) for row in csv.DictReader(lines)}

    @cached_property
    def _heard(self) -> NDArray[np.int64]:
        """(n, 527) classes, the one first that stands out most from what is usual for it."""
        scores = self._head(self.replay.base)
        return np.argsort(-(scores - scores.mean(axis=0)) / scores.std(axis=0), axis=1)

    def heard_as(self, *classes: str, among: int = 3) -> Mask:
        return np.asarray(np.isin(self._heard[:, :among], [self.classes[name] for name in classes]).any(axis=1))

    def called(self, *words: str, least: float = 0.6) -> Mask:
        alike = self.replay.phrases.astype(np.float32) @ self._text.encode(words).T
        return np.asarray((alike >= least).any(axis=1)[self.replay.phrase_of])

    def asked(self, words: str) -> F32:
        return np.asarray(self.joint @ self.model.text_query(words).vector, np.float32)

    def like(self, row: int) -> F32:
        """Scores for one of the sounds as a question; itself comes last."""
        scores = self.joint @ self.model.clip_query(self.replay.base[row : row + 1]).vector
        scores[row] = -np.inf
        return np.asarray(scores, np.float32)


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return Sounds()


def typical_place(scores: F32, what: Mask, among: Mask) -> float:
    """Where the middle one of `what` is ranked among some sounds: 0 first, 1 last."""
    places = np.argsort(np.argsort(-scores[among])) / among.sum()
    return float(np.median(places[what[among]]))


def share_of_best(scores: F32, what: Mask, count: int) -> float:
    return float(what[np.argsort(-scores)[:count]].mean())


def test_gunshot_brings_fireworks_next(sounds: Sounds) -> None:
    scores = sounds.asked("gunshot")
    guns = sounds.heard_as(*GUNS) | sounds.called("gunshot", "rifle shot", "pistol", "machine gun")
    rest = ~guns
    bursts = sounds.heard_as(*FIREWORKS, among=1) | sounds.called("fireworks", "firecracker", "explosion")
    assert (bursts & rest).sum() >= 10
    assert share_of_best(scores, guns, 10) >= 0.7
    assert typical_place(scores, bursts, rest) < 0.2
    assert typical_place(scores, sounds.called("bird song", "violin", "piano", "water"), rest) > 0.4


def test_meow_brings_animals(sounds: Sounds) -> None:
    scores = sounds.asked("meow")
    everything = np.ones(scores.size, np.bool_)
    below_animal = range(sounds.classes["Animal"], sounds.classes["Music"])  # as AudioSet numbers its classes
    heard = sounds.heard_as(*(name for name, index in sounds.classes.items() if index in below_animal), among=1)
    animals = heard | sounds.called("animal", "cat", "dog", "wolf")
    assert animals.mean() < 0.25
    assert share_of_best(scores, animals, 10) >= 0.6
    assert share_of_best(scores, animals, 30) >= 2 * animals.mean()
    assert typical_place(scores, sounds.called("cat", "meow", "kitten", least=0.7), everything) < 0.05


def test_house_which_names_no_sound_brings_what_goes_by_that_word(sounds: Sounds) -> None:
    scores = sounds.asked("house")
    fitting = sounds.heard_as(*HOUSE) | sounds.called("door", "knock", "doorbell", "kitchen")
    assert fitting.mean() < 0.2
    assert share_of_best(scores, fitting, 10) >= 0.4


def test_a_house_door_is_a_door(sounds: Sounds) -> None:
    doors = sounds.called("door", "door close", "door open")
    assert share_of_best(sounds.asked("house door"), doors, 10) >= 0.4


@pytest.mark.parametrize(
    ("clip", "kin", "least"),
    [
        ("thunder", ("thunder", "storm", "rain", "lightning", "wind"), 0.3),
        ("violin", ("violin", "cello", "strings", "orchestra", "double bass"), 0.6),
    ],
)
def test_a_clip_finds_its_kin(sounds: Sounds, clip: str, kin: tuple[str, ...], least: float) -> None:
    related = sounds.called(*kin)
    clips = np.flatnonzero(sounds.called(clip, least=0.85))
    assert clips.size >= 2
    assert related.mean() < 0.1
    assert np.mean([share_of_best(sounds.like(int(row)), related, 10) for row in clips]) >= least
