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
from soundbrowser.domain.tuning import LabelResult, Measure, TuneExample, TunePair, TuneReport, TuneStep
from soundbrowser.domain.vectors import F32
from soundbrowser.model.queries import BACKGROUND
from soundbrowser.model.replay import Replay
from soundbrowser.model.store import WEIGHTS, ModelFolder, ModelKind, tensor_bytes, write_model
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower
from soundbrowser.model.tune_advice import advice, is_better
from soundbrowser.model.tune_measures import OwnClips, measure_general, measure_own, unclear_sounds
from soundbrowser.model.tune_pairs import Pairs, share_heeded
from soundbrowser.model.tune_split import check_examples, held_out, held_out_pairs
from soundbrowser.model.tune_training import STEPS, Lesson, TuneTraining

REPORT_EVERY = 20
"""Divides the number of steps, so that the curve's last point is the model that is written."""
VERSION_DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Material:
    """What the user teaches, split, beside the replay set."""

    names: list[str]
    """Labels."""
    words: list[str]
    """Labels, and the questions that were corrected."""
    clips: tuple[int, ...]
    """Of each label, all of them."""
    lesson: Lesson
    own: OwnClips
    pairs: Pairs
    """Corrections that are measured on."""
    held_back: bool
    """True when these are not learned from; there may be too few for that."""
    replay: Replay


@dataclass(frozen=True, slots=True)
class _Found:
    """What one set of towers finds."""

    labels: tuple[float, ...]
    heeded: float | None
    general: float

    @property
    def own(self) -> float | None:
        """Mean over the labels, None without any."""
        return float(np.mean(self.labels)) if self.labels else None

    @property
    def curve(self) -> float:
        """What the live curve shows."""
        shown = self.heeded if self.own is None else self.own
        assert shown is not None
        return shown


def fine_tune(
    folder: ModelFolder,
    examples: Sequence[TuneExample],
    output: Path,
    progress: Callable[[TuneStep], None] = lambda step: None,
    pairs: Sequence[TunePair] = (),
) -> TuneReport:
    """Writes a complete model folder to `output`; TuningError when there is nothing to learn, or too little.

    What is measured is what is written: held-out clips are not learned from. An exception raised by `progress` ends
    the training and leaves no folder.
    """
    started = time.monotonic()
    if folder.config.kind is not ModelKind.JOINT:
        raise TuningError(f"The model “{folder.config.name}” cannot be taught; switch to the factory model first.")
    check_examples(examples, pairs)
    material = _prepare(folder, examples, pairs)
    factory = folder.tensors(WEIGHTS)
    before = _measure(factory, material)
    progress(TuneStep(0, STEPS, 0.0, before.curve))
    tensors, after = _train(factory, material, progress)
    version = _write(folder, material, tensors, output)
    return _report(version, material, before, after, time.monotonic() - started)


def _measure(tensors: dict[str, NDArray[Any]], material: _Material) -> _Found:
    """Everything; `general` too, which the curve does without."""
    replay = material.replay
    return replace(_measure_own(tensors, material), general=measure_general(tensors, replay))


def _measure_own(tensors: dict[str, NDArray[Any]], material: _Material) -> _Found:
    heeded = share_heeded(tensors, material.pairs, material.replay) if len(material.pairs) else None
    return _Found(measure_own(tensors, material.own, material.replay), heeded, 0.0)


def _train(
    factory: dict[str, NDArray[Any]], material: _Material, progress: Callable[[TuneStep], None]
) -> tuple[dict[str, NDArray[Any]], _Found]:
    training = TuneTraining(factory, material.lesson, material.replay)
    tensors = factory
    for step in range(1, STEPS + 1):
        loss = training.learn()
        if step % REPORT_EVERY == 0:
            tensors = factory | training.tensors()
            progress(TuneStep(step, STEPS, loss, _measure_own(tensors, material).curve))
    return tensors, _measure(tensors, material)


def _prepare(folder: ModelFolder, examples: Sequence[TuneExample], corrections: Sequence[TunePair]) -> _Material:
    names = list(dict.fromkeys(example.label for example in examples))
    words = list(dict.fromkeys([*names, *(pair.text for pair in corrections)]))
    text, replay = TextEncoder.load(folder), Replay.load(folder)
    _check_known(text, words)
    labels = text.encode(names)
    label_of = np.asarray([names.index(example.label) for example in examples], np.int64)
    width = folder.config.base_dim
    base: F32 = np.asarray([example.base[0] for example in examples], np.float32).reshape(len(examples), width)
    held = held_out(examples)
    sound = AudioTower(folder.tensors(WEIGHTS))
    general = sound.blocks(replay.base[replay.general]).sound
    unclear = unclear_sounds(sound.blocks(base).sound, label_of, general)
    pairs, aside = Pairs.of(corrections, text, width), held_out_pairs(corrections)
    return _Material(
        names=names,
        words=words,
        clips=tuple(np.bincount(label_of, minlength=len(names)).tolist()),
        lesson=Lesson(base[~held], label_of[~held], labels, pairs.where(~aside)),
        own=OwnClips(base[held], label_of[held], labels, unclear),
        pairs=pairs.where(aside) if aside.any() else pairs,
        held_back=bool(aside.any()),
        replay=replay,
    )


def _check_known(text: TextEncoder, words: Sequence[str]) -> None:
    unknown = next((word for word in words if not text.known(word)), None)
    if unknown is not None:
        raise TuningError(f"“{unknown}” has no letters or words that the model can read; leave it out.")


def _write(folder: ModelFolder, material: _Material, tensors: dict[str, NDArray[Any]], output: Path) -> str:
    towers = {name: value for name, value in tensors.items() if name.startswith("tower.")}
    digest = hashlib.sha256(tensor_bytes(towers)).hexdigest()[:VERSION_DIGITS]
    config = replace(
        folder.config,
        tower_version=f"{folder.config.name}-tuned-{digest}",
        parent=folder.config.tower_version,
        labels=tuple(material.words),
    )
    background = AudioTower(tensors).project(material.replay.learned_base).astype(np.float16)
    files = {name: folder.file(name).read_bytes() for name in folder.files}
    files |= {WEIGHTS: tensor_bytes(tensors), BACKGROUND: tensor_bytes({"vectors": background})}
    write_model(output, config, files)
    return config.tower_version


def _report(version: str, material: _Material, before: _Found, after: _Found, seconds: float) -> TuneReport:
    own = _compared("P@10 on your held-out clips", before.own, after.own)
    which = "on held-out clips" if material.held_back else "too few to hold any back"
    corrections = _compared(f"Corrections heeded ({which})", before.heeded, after.heeded)
    general = Measure("mAP on general sounds", before.general, after.general)
    mine = [measure for measure in (own, corrections) if measure is not None]
    results = zip(material.names, material.clips, before.labels, after.labels, strict=True)
    return TuneReport(
        version=version,
        own=own,
        corrections=corrections,
        general=general,
        labels=tuple(LabelResult(*result) for result in results),
        keep=is_better(mine, general),
        advice=advice(own, corrections, general),
        seconds=seconds,
    )


def _compared(name: str, before: float | None, after: float | None) -> Measure | None:
    return None if before is None or after is None else Measure(name, before, after)
