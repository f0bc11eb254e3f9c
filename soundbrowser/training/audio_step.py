"""The audio step of a training: starting weights and named clips in, a trained encoder out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from soundbrowser.domain.vectors import F32
from soundbrowser.model.encoder import CLASSES, AudioEncoder
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.audio_training import Anchor, AudioRecipe, AudioTraining
from soundbrowser.training.averaging import between, mean_of
from soundbrowser.training.base_vectors import SEGMENTING, base_vectors
from soundbrowser.training.batches import BatchMaker, NamedClips
from soundbrowser.training.captions import phrasings
from soundbrowser.training.class_names import ClassNames
from soundbrowser.training.corpus import Clip, Part, to_learn_from
from soundbrowser.training.text_sources import SharedTexts
from soundbrowser.training.tower_fit import BEFORE_THE_ENCODER, fit_towers
from soundbrowser.training.waveforms import WaveformCache

ENCODER_FILE = "encoder.safetensors"
RUN_FILE = "run-{seed}.safetensors"
CHECKPOINT_FILE = "checkpoint-{seed}.pt"
SEEDS = (0, 1)
"""Runs that end in one encoder: their weights are averaged."""
SOUP_SHARE = 0.9
"""How far from the starting weights to the trained ones the shipped weights lie."""


@dataclass(frozen=True, slots=True)
class AudioInputs:
    """What the step reads."""

    shared: Path
    clips: Sequence[Clip]
    waveforms: WaveformCache
    text: TextEncoder
    parts: tuple[Part, ...]
    """Which parts are learned from."""


def starting_weights(shared: Path) -> dict[str, Tensor]:
    """The published network that training starts from."""
    return load_file(shared / "pretrained" / "mn04.safetensors")


def load_encoder(output: Path) -> dict[str, Tensor]:
    """What the step wrote: the trained encoder's weights."""
    return load_file(output / ENCODER_FILE)


def audio_step(inputs: AudioInputs, recipe: AudioRecipe, output: Path, device: str = "cpu") -> None:
    """Trains once for each seed (or takes up a stopped training), averages, and writes `encoder.safetensors`."""
    start = starting_weights(inputs.shared)
    for seed in SEEDS:
        _save(audio_run(inputs, replace(recipe, seed=seed), output, device), output / RUN_FILE.format(seed=seed))
    runs = mean_of([load_run(output, seed) for seed in SEEDS])
    _save(between(start, runs, SOUP_SHARE), output / ENCODER_FILE)


def load_run(output: Path, seed: int) -> dict[str, Tensor]:
    """The weights that one seed's training ended with."""
    return load_file(output / RUN_FILE.format(seed=seed))


def _save(weights: Mapping[str, Tensor], path: Path) -> None:
    save_file({name: value.contiguous() for name, value in weights.items()}, path)


def audio_run(inputs: AudioInputs, recipe: AudioRecipe, output: Path, device: str = "cpu") -> dict[str, Tensor]:
    """One training from the starting weights; the moving average of the encoder's weights at its end."""
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    start = starting_weights(inputs.shared)
    named = named_clips(inputs, to_learn_from(inputs.clips, inputs.parts))
    base = _starting_vectors(inputs, start, output)
    rows = base[named.indices]
    towers = fit_towers(rows, named.texts, named.weights, BEFORE_THE_ENCODER, recipe.seed)
    anchor = Anchor(torch.from_numpy(_logits(start, base).std(axis=0)), torch.from_numpy(rows.mean(axis=0)))
    bank = np.unique(np.concatenate(named.texts), axis=0)
    training = AudioTraining(recipe, start, towers, anchor, bank, device)
    batches = BatchMaker(named, inputs.waveforms, SEGMENTING, recipe.batch, recipe.mixed_share, recipe.seed)
    training.run(batches, output / CHECKPOINT_FILE.format(seed=recipe.seed), _report)
    average = {name: value.cpu() for name, value in training.encoder_average.values.items()}
    return {name: value for name, value in average.items() if not name.endswith("num_batches_tracked")}


def named_clips(inputs: AudioInputs, learned: Sequence[Clip]) -> NamedClips:
    """Texts, named classes and weights of the clips to learn from; many takes of one sound count less each."""
    names = class_names(inputs.shared)
    takes = Counter(clip.take_group for clip in learned)
    return NamedClips(
        indices=np.asarray([clip.index for clip in learned], np.int64),
        texts=tuple(inputs.text.encode([way for way in phrasings(c) if inputs.text.known(way)]) for c in learned),
        classes=np.stack([_class_targets(names, clip.caption) for clip in learned]),
        weights=np.asarray([takes[clip.take_group] ** -0.5 for clip in learned], np.float32),
    )


def class_names(shared: Path) -> ClassNames:
    """The AudioSet classes in the order of the network's outputs, with what lies above each."""
    with (shared / "pretrained" / "classes.csv").open(encoding="utf-8", newline="") as lines:
        names = [row["display_name"] for row in csv.DictReader(lines)]
    entries = SharedTexts(shared).ontology()
    index_of = {entry.mid: entry.index for entry in entries}
    parents = {
        entry.index: {above for mid in entry.parents if (above := index_of.get(mid)) is not None}
        for entry in entries
        if entry.index is not None
    }
    return ClassNames(names, parents)


def _class_targets(names: ClassNames, caption: str) -> F32:
    targets = np.zeros(CLASSES, np.float32)
    named = names.named_in(caption)
    targets[list(names.ancestors(named))] = 0.5
    targets[list(named)] = 1
    return targets


def _starting_vectors(inputs: AudioInputs, start: Mapping[str, Tensor], output: Path) -> F32:
    """(clips, 384) of the starting network, made once."""
    path = output / "base-start.npy"
    if not path.is_file():
        encoder = AudioEncoder()
        encoder.load_tensors(start)
        np.save(path, base_vectors(encoder, inputs.waveforms))
    return np.asarray(np.load(path), np.float32)


def _logits(start: Mapping[str, Tensor], base: F32) -> F32:
    encoder = AudioEncoder()
    encoder.load_tensors(start)
    with torch.no_grad():
        logits: F32 = encoder.eval().head(torch.from_numpy(base)).numpy()
    return logits


def _report(step: int, losses: dict[str, float]) -> None:
    if step % 50 == 0:
        print(f"audio: step {step}, " + ", ".join(f"{name} {value:.3f}" for name, value in losses.items()), flush=True)
