"""Teaches the joint space the user's own words, from stored base vectors, without forgetting what it knew.

Only the contrastive towers and the way from words to classes are trained; the encoder, and with it every stored base
vector, stays. Sounds and phrases of the factory training are learned again beside the user's (rehearsal).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.tuning import LabelResult, Measure, TuneExample, TuneReport, TuneStep
from soundbrowser.domain.vectors import F32
from soundbrowser.model.queries import BACKGROUND
from soundbrowser.model.replay import Replay
from soundbrowser.model.store import WEIGHTS, ModelFolder, ModelKind, tensor_bytes, write_model
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower
from soundbrowser.model.tune_measures import OwnClips, measure_general, measure_own, unclear_sounds
from soundbrowser.model.tune_split import check_examples, held_out
from soundbrowser.model.tune_training import STEPS, Lesson, TuneTraining

REPORT_EVERY = 20
"""Divides the number of steps, so that the curve's last point is the model that is written."""
GENERAL_LOSS = 0.01
"""What general search may lose before a version is not recommended."""
WORTH_KEEPING = 0.02
"""What the user's own search must gain."""
VERSION_DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Material:
    """The user's clips, split, beside the replay set."""

    names: list[str]
    clips: tuple[int, ...]
    """Of each label, all of them."""
    lesson: Lesson
    own: OwnClips
    replay: Replay


@dataclass(frozen=True, slots=True)
class _Found:
    """What one set of towers finds."""

    labels: tuple[float, ...]
    general: float

    @property
    def own(self) -> float:
        return float(np.mean(self.labels))


def fine_tune(
    folder: ModelFolder,
    examples: Sequence[TuneExample],
    output: Path,
    progress: Callable[[TuneStep], None] = lambda step: None,
) -> TuneReport:
    """Writes a complete model folder to `output`; TuningError when the labels do not allow it.

    What is measured is what is written: held-out clips are not learned from. An exception raised by `progress` ends
    the training and leaves no folder.
    """
    started = time.monotonic()
    if folder.config.kind is not ModelKind.JOINT:
        raise TuningError(f"The model “{folder.config.name}” cannot be taught; switch to the factory model first.")
    check_examples(examples)
    material = _prepare(folder, examples)
    factory = folder.tensors(WEIGHTS)
    before = _measure(factory, material)
    progress(TuneStep(0, STEPS, 0.0, before.own))
    tensors = _train(factory, material, progress)
    after = _measure(tensors, material)
    version = _write(folder, material, tensors, output)
    return _report(version, material, before, after, time.monotonic() - started)


def _measure(tensors: dict[str, NDArray[Any]], material: _Material) -> _Found:
    return _Found(measure_own(tensors, material.own, material.replay), measure_general(tensors, material.replay))


def _train(
    factory: dict[str, NDArray[Any]], material: _Material, progress: Callable[[TuneStep], None]
) -> dict[str, NDArray[Any]]:
    training = TuneTraining(factory, material.lesson, material.replay)
    tensors = factory
    for step in range(1, STEPS + 1):
        loss = training.learn()
        if step % REPORT_EVERY == 0:
            tensors = factory | training.tensors()
            own = measure_own(tensors, material.own, material.replay)
            progress(TuneStep(step, STEPS, loss, float(np.mean(own))))
    return tensors


def _prepare(folder: ModelFolder, examples: Sequence[TuneExample]) -> _Material:
    names = list(dict.fromkeys(example.label for example in examples))
    text, replay = TextEncoder.load(folder), Replay.load(folder)
    unknown = [name for name in names if not text.known(name)]
    if unknown:
        raise TuningError(f"The label “{unknown[0]}” has no letters or words that the model can read.")
    labels = text.encode(names)
    label_of = np.asarray([names.index(example.label) for example in examples], np.int64)
    base: F32 = np.stack([example.base[0] for example in examples]).astype(np.float32)
    held = held_out(examples)
    sound = AudioTower(folder.tensors(WEIGHTS))
    general = sound.blocks(replay.base[replay.general]).sound
    unclear = unclear_sounds(sound.blocks(base).sound, label_of, general)
    return _Material(
        names=names,
        clips=tuple(np.bincount(label_of, minlength=len(names)).tolist()),
        lesson=Lesson(base[~held], label_of[~held], labels),
        own=OwnClips(base[held], label_of[held], labels, unclear),
        replay=replay,
    )


def _write(folder: ModelFolder, material: _Material, tensors: dict[str, NDArray[Any]], output: Path) -> str:
    towers = {name: value for name, value in tensors.items() if name.startswith("tower.")}
    digest = hashlib.sha256(tensor_bytes(towers)).hexdigest()[:VERSION_DIGITS]
    config = replace(
        folder.config,
        tower_version=f"{folder.config.name}-tuned-{digest}",
        parent=folder.config.tower_version,
        labels=tuple(material.names),
    )
    background = AudioTower(tensors).project(material.replay.learned_base).astype(np.float16)
    files = {name: folder.file(name).read_bytes() for name in folder.files}
    files |= {WEIGHTS: tensor_bytes(tensors), BACKGROUND: tensor_bytes({"vectors": background})}
    write_model(output, config, files)
    return config.tower_version


def _report(version: str, material: _Material, before: _Found, after: _Found, seconds: float) -> TuneReport:
    lost, gained = before.general - after.general, after.own - before.own
    keep = gained >= WORTH_KEEPING and lost <= GENERAL_LOSS
    results = zip(material.names, material.clips, before.labels, after.labels, strict=True)
    return TuneReport(
        version=version,
        own=Measure("P@10 on your held-out clips", before.own, after.own),
        general=Measure("mAP on general sounds", before.general, after.general),
        labels=tuple(LabelResult(*result) for result in results),
        keep=keep,
        advice=_advice(gained, lost),
        seconds=seconds,
    )


def _advice(gained: float, lost: float) -> str:
    if lost > GENERAL_LOSS:
        return f"Everyday words are found worse than before, by {100 * lost:.1f} points of 100. Better discard it."
    if gained < WORTH_KEEPING:
        return "Your words are found no better than before. More clips for each may help. Better discard it."
    return f"Your words are found better, by {100 * gained:.0f} points of 100; everyday words as before. Keep it."
