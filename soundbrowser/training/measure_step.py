"""What a finished model can do, measured on sources it never learned from, beside the network it started from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from torch import Tensor
from tqdm import tqdm

from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.measures import (
    Measure,
    average_precision,
    distinct,
    sounds_to_sounds,
    summarise,
    words_to_sounds,
)
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.encoder import EMBEDDING_DIM, AudioEncoder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.segments import Segmenting
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.towers import ClassHead
from soundbrowser.training.base_vectors import SEGMENTING, UNREPEATED, base_vectors
from soundbrowser.training.class_names import ClassNames
from soundbrowser.training.corpus import Clip, Part
from soundbrowser.training.test_sets import TestSet, test_sets
from soundbrowser.training.waveforms import WaveformCache


@dataclass(frozen=True, slots=True)
class SetMeasures:
    """One set of clips: questions in words and in sounds, the joint space beside the bare encoders."""

    clips: int
    words: Measure
    """Words → sounds, mAP."""
    words_at_10: Measure
    """Words → sounds, precision at 10."""
    sounds: Measure
    """Sounds → sounds, mAP in the joint space."""
    sounds_encoder: Measure
    """The same by the trained encoder's centred vectors."""
    sounds_start: Measure
    """The same by the starting network's."""


@dataclass(frozen=True, slots=True)
class ModelMeasures:
    """All sets, and what the encoders know apart from any words."""

    sets: Mapping[str, SetMeasures]
    classes: Measure
    """mAP of each class's own score over clips whose caption names the class, by the trained encoder."""
    classes_start: Measure
    """The same by the starting network."""
    classes_unrepeated: Measure
    """The same by the starting network when short sounds are not repeated."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Base vectors of all clips (clips, d), zeros where not needed, and the head that scores classes from them."""

    base: F32
    head: ClassHead


@dataclass(frozen=True, slots=True, eq=False)
class MeasureInputs:
    """What a model is measured with."""

    clips: Sequence[Clip]
    waveforms: WaveformCache
    names: ClassNames
    start: Mapping[str, Tensor]
    """The network that training started from."""
    part: Part = Part.TEST


def measure_model(folder: ModelFolder, inputs: MeasureInputs) -> ModelMeasures:
    """Embeds the part's clips as the app does, and measures on its sets."""
    chosen = [clip.index for clip in inputs.clips if clip.part is inputs.part]
    ours, start = _heard_by_model(folder, inputs, chosen), _heard_by_start(inputs, chosen, SEGMENTING)
    joint = JointModel.load(folder)
    sets = test_sets(inputs.clips, inputs.part, inputs.names)
    licensed = [clip for clip in inputs.clips if clip.part is inputs.part and clip.licensed]
    return ModelMeasures(
        sets={found.name: measure_set(found, joint, ours, start) for found in sets},
        classes=measure_classes(licensed, inputs.names, ours),
        classes_start=measure_classes(licensed, inputs.names, start),
        classes_unrepeated=measure_classes(licensed, inputs.names, _heard_by_start(inputs, chosen, UNREPEATED)),
    )


def _heard_by_model(folder: ModelFolder, inputs: MeasureInputs, chosen: Sequence[int]) -> Heard:
    embedder = open_embedder(folder, "cpu")
    base = np.zeros((len(inputs.clips), embedder.base_dim), np.float32)
    for row in tqdm(chosen, desc="embed", unit="clip"):
        base[row] = embedder.embed(inputs.waveforms[row]).base[0]
    return Heard(base, ClassHead(folder.tensors(prefix="encoder.head.")))


def _heard_by_start(inputs: MeasureInputs, chosen: Sequence[int], segmenting: Segmenting) -> Heard:
    encoder = AudioEncoder()
    encoder.load_tensors(inputs.start)
    head = {f"encoder.{name}": value.numpy() for name, value in inputs.start.items() if name.startswith("head.")}
    return Heard(base_vectors(encoder, inputs.waveforms, chosen, segmenting), ClassHead(head))


def measure_set(test: TestSet, joint: JointModel, ours: Heard, start: Heard) -> SetMeasures:
    """All measures of one set."""
    rows = [clip.index for clip in test.clips]
    base = ours.base[rows].astype(np.float16)
    sounds = joint.project(base)
    questions = np.stack([joint.text_query(label).vector for label in distinct(test.labels)])
    clips = np.stack([joint.clip_query(row[None]).vector for row in base])
    words, words_at_10 = words_to_sounds(questions, sounds, test.labels)
    return SetMeasures(
        clips=len(rows),
        words=words,
        words_at_10=words_at_10,
        sounds=sounds_to_sounds(clips, sounds, test.labels),
        sounds_encoder=_by_encoder(ours.base[rows], test.labels),
        sounds_start=_by_encoder(start.base[rows], test.labels),
    )


def measure_classes(clips: Sequence[Clip], names: ClassNames, heard: Heard) -> Measure:
    """mAP of each class's own score where captions name the class: what the encoder knows, apart from any words."""
    named = [names.named_in(clip.caption) for clip in clips]
    scores = heard.head(heard.base[[clip.index for clip in clips]])
    values = []
    for index in sorted(set().union(*named)):
        right = np.asarray([index in classes for classes in named])
        if right.sum() > 1:
            values.append(average_precision(scores[:, index], right))
    return summarise(values)


def table(sets: Mapping[str, SetMeasures]) -> str:
    """The measures as a Markdown table; mAP with 95 % intervals where nothing else is said."""
    lines = [
        "| set | clips | questions | words → sounds | P@10 | sounds → sounds | bare encoder | starting network |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, m in sets.items():
        cells = [_cell(m.words), f"{m.words_at_10.mean:.3f}", _cell(m.sounds)]
        bare = [f"{m.sounds_encoder.mean:.3f}", f"{m.sounds_start.mean:.3f}"]
        lines.append("| " + " | ".join([name, str(m.clips), str(m.words.questions), *cells, *bare]) + " |")
    return "\n".join(lines)


def class_line(measures: ModelMeasures) -> str:
    """What the encoder knows of classes beside the network it started from, as a sentence."""
    ours, start, unrepeated = measures.classes, measures.classes_start, measures.classes_unrepeated
    return (
        f"Class scores alone (mAP over {ours.questions} AudioSet classes that two or more of these clips name): "
        f"{_cell(ours)}; the starting network: {_cell(start)}, and {_cell(unrepeated)} without repeating short sounds."
    )


def as_document(measures: ModelMeasures) -> dict[str, object]:
    """For `measures.json`."""
    return asdict(measures)


def _by_encoder(base: F32, labels: Sequence[str]) -> Measure:
    embedding = base[:, :EMBEDDING_DIM]
    centred = embedding - embedding.mean(axis=0)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    return sounds_to_sounds(unit, unit, labels)


def _cell(measure: Measure) -> str:
    return f"{measure.mean:.3f} ({measure.low:.3f} – {measure.high:.3f})"
