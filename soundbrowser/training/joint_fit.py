"""Fits the joint space on finished base vectors: blocks, words to classes, background, replay set, calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.model.calibrate import CALIBRATION
from soundbrowser.model.queries import BACKGROUND, Background
from soundbrowser.model.replay import REPLAY
from soundbrowser.model.store import json_bytes, tensor_bytes
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, TextTower
from soundbrowser.training.audio_step import class_names
from soundbrowser.training.blocks import class_block, sound_block
from soundbrowser.training.calibration_fit import Examiner, Honesty, NamedSounds, fit_calibration
from soundbrowser.training.captions import bare_caption
from soundbrowser.training.class_phrasings import phrase_sets
from soundbrowser.training.class_text import ClassTextSettings, HeardClips, train_class_text
from soundbrowser.training.corpus import Clip, Part, to_learn_from
from soundbrowser.training.replay_choice import choose_replay
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.text_sources import SharedTexts

Tensors = Mapping[str, NDArray[Any]]
BLOCK_SHARES = (0.25, 0.45, 0.3)
"""Of a joint vector's squared length: contrastive, classes, sound alone."""
CLIP_SHARES = (0.3, 0.1, 0.6)
"""What the blocks count when a clip asks."""
BLEND = (0.4, 0.45)
"""Share of the class evidence when words ask: the first number plus the second times the words' certainty."""


@dataclass(frozen=True, slots=True, eq=False)
class JointInputs:
    """What the steps before made."""

    shared: Path
    teacher: Path
    """Folder of the teacher's cache."""
    clips: Sequence[Clip]
    base: F32
    """(clips, 512) of the trained encoder, in the order of the clips."""
    encoder: Tensors
    """Under the names of the published network, with `midlevel.*`."""
    contrastive: Tensors
    """`tower.audio.*` and `tower.text.*`, fitted on the same embeddings and word table."""
    text: TextEncoder
    parts: tuple[Part, ...]
    """Which parts are learned from; chances are fitted on one that is not."""


@dataclass(frozen=True, slots=True, eq=False)
class JointFiles:
    """The joint space, ready to be put into a model folder."""

    tensors: dict[str, NDArray[Any]]
    """`tower.*`"""
    files: dict[str, bytes]
    """Background, replay set, calibration."""
    joint_dim: int
    honesty: dict[str, Honesty]
    """How far the chances can be trusted, for each kind of question."""


def fit_joint(inputs: JointInputs) -> JointFiles:
    """Takes some four minutes on one core; the same inputs give the same space."""
    learned = [clip for clip in to_learn_from(inputs.clips, inputs.parts) if inputs.text.known(clip.caption)]
    tensors = _towers(inputs, learned)
    head = _head(inputs.encoder)
    audio, words = AudioTower(tensors | head), TextTower(tensors | head)
    replay = choose_replay(inputs.clips, inputs.parts, inputs.base, inputs.text)
    background = audio.project(replay.learned_base).astype(np.float16)
    examiner = Examiner(
        inputs.text,
        audio,
        words,
        Background(background.astype(np.float32)),
        class_names(inputs.shared),
        _kept_aside(inputs),
    )
    fits, honesty = fit_calibration(examiner)
    return JointFiles(
        tensors=tensors,
        files={
            BACKGROUND: tensor_bytes({"vectors": background}),
            REPLAY: tensor_bytes(replay.tensors()),
            CALIBRATION: json_bytes({kind.value: asdict(fit) for kind, fit in fits.items()}),
        },
        joint_dim=audio.dim,
        honesty={kind.value: found for kind, found in honesty.items()},
    )


def _towers(inputs: JointInputs, learned: Sequence[Clip]) -> dict[str, NDArray[Any]]:
    rows = inputs.base[[clip.index for clip in learned]]
    head = _head(inputs.encoder)
    tensors: dict[str, NDArray[Any]] = {
        **_over_all(inputs.contrastive, rows.shape[1]),
        **class_block(rows, head),
        **sound_block(rows),
        "tower.blocks.lengths": np.sqrt(np.asarray(BLOCK_SHARES, np.float32)),
        "tower.blocks.clip": np.asarray(CLIP_SHARES, np.float32),
        "tower.blend": np.asarray(BLEND, np.float32),
    }
    teacher = TeacherCache(inputs.teacher)
    captions = tuple(clip.caption for clip in learned)
    heard = HeardClips(
        captions=captions,
        sources=tuple(clip.source for clip in learned),
        scores=AudioTower(tensors | head).class_scores(rows),
        meanings=teacher.vectors(captions),
    )
    phrases = phrase_sets(SharedTexts(inputs.shared), teacher)
    classes = train_class_text(inputs.text, phrases, heard, ClassTextSettings(), _report)
    return tensors | {name: value.astype(np.float16) for name, value in classes.items()}


def _over_all(contrastive: Tensors, base_dim: int) -> dict[str, NDArray[Any]]:
    """The same towers reading whole base vectors; the midlevel part is left for a user's own words to use."""
    weight = contrastive["tower.audio.0.weight"]
    unread = np.zeros((len(weight), base_dim - weight.shape[1]), weight.dtype)
    return {**contrastive, "tower.audio.0.weight": np.concatenate([weight, unread], axis=1)}


def _kept_aside(inputs: JointInputs) -> NamedSounds:
    """The part that chances are fitted on: the tuning part unless it was learned from, then the test part."""
    part = Part.TEST if Part.TUNE in inputs.parts else Part.TUNE
    chosen = [clip for clip in inputs.clips if clip.part is part and inputs.text.known(bare_caption(clip))]
    return NamedSounds(
        base=inputs.base[[clip.index for clip in chosen]],
        names=tuple(bare_caption(clip).lower() for clip in chosen),
        kinds=tuple(clip.category for clip in chosen),
    )


def _head(encoder: Tensors) -> dict[str, NDArray[Any]]:
    return {f"encoder.{name}": value for name, value in encoder.items() if name.startswith("head.")}


def _report(step: int, loss: float) -> None:
    print(f"words to classes: step {step}, loss {loss:.3f}", flush=True)
