"""The paper's first table: which loss over which distance makes the best joint space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.knn import GUESSES, NEIGHBOURS, guessed_precision, guesses
from soundbrowser.model.plain import PlainSounds
from soundbrowser.training.paper.losses import Distance, Loss
from soundbrowser.training.paper.pairs import Features
from soundbrowser.training.paper.preset import Preset
from soundbrowser.training.paper.shared_network import SIZES, SharedRecipe


class NothingHeldOut(SoundbrowserError):
    """There are no clips to measure on."""


@dataclass(frozen=True, slots=True)
class LossMeasures:
    """MAP@3 of the clips held out whose class was learned, 0 … 1."""

    loss: Loss
    distance: Distance
    to_audio: float
    """25 nearest clips that were learned from vote for their classes."""
    to_text: float
    """The three nearest of the learned class names."""


def compare_losses(preset: Preset, recipe: SharedRecipe) -> list[LossMeasures]:
    """All eight, each trained from the same seed on the same pairs."""
    learned, asked = preset.learned(), seen_by(preset)
    found = []
    for loss, distance in product(Loss, Distance):
        network = preset.train(replace(recipe, loss=loss, distance=distance))
        found.append(_measure(loss, distance, PlainSounds(network.tensors(), SIZES[-1]), learned, asked))
        print(
            f"{loss}, {distance}: {_cell(found[-1].to_audio)} to audio, {_cell(found[-1].to_text)} to text", flush=True
        )
    return found


def seen_by(preset: Preset) -> Features:
    """The clips held out whose class was learned, their classes numbered as those that were learned."""
    learned, held_out = preset.learned_classes(), preset.held_out_classes()
    features = preset.held_out()
    place = {label: number for number, label in enumerate(learned)}
    rows = [row for row, number in enumerate(features.class_of) if held_out[number] in place]
    if not rows:
        raise NothingHeldOut("No clip that is held out is of a class that was learned: there is nothing to measure on.")
    classes = np.asarray([place[held_out[features.class_of[row]]] for row in rows], np.int64)
    return Features(features.audio[rows], preset.learned().texts, classes)


def table(measures: Sequence[LossMeasures]) -> str:
    """As Markdown, in per cent as the paper has it."""
    lines = [f"| loss | distance | audio→audio MAP@{GUESSES} | audio→text MAP@{GUESSES} |", "| --- | --- | --- | --- |"]
    lines += [f"| {m.loss} | {m.distance} | {_cell(m.to_audio)} | {_cell(m.to_text)} |" for m in measures]
    return "\n".join(lines)


def _measure(loss: Loss, distance: Distance, network: PlainSounds, learned: Features, asked: Features) -> LossMeasures:
    questions, sounds = network.project(asked.audio), network.project(learned.audio)
    texts = network.project(learned.texts)
    names = np.arange(len(texts))
    return LossMeasures(
        loss=loss,
        distance=distance,
        to_audio=_map_at_3(questions @ sounds.T, learned.class_of, asked.class_of, NEIGHBOURS),
        to_text=_map_at_3(questions @ texts.T, names, asked.class_of, GUESSES),
    )


def _map_at_3(scores: F32, classes: np.ndarray, right: np.ndarray, neighbours: int) -> float:
    labels = [(str(number),) for number in classes]
    guessed = [guesses(row, labels, neighbours) for row in scores]
    return float(np.mean([guessed_precision(g, (str(r),)) for g, r in zip(guessed, right, strict=True)]))


def _cell(share: float) -> str:
    return f"{100 * share:.1f}"
