"""How well labels and phrases find their sounds, before and after a fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.model.replay import Replay
from soundbrowser.model.towers import AudioTower, Tensors, TextTower

FIRST = 10


@dataclass(frozen=True, slots=True, eq=False)
class OwnClips:
    """The user's held-out clips and the words that should find them."""

    base: F32
    """(n, base_dim)"""
    label_of: NDArray[np.int64]
    """(n,) row of the label."""
    labels: F32
    """(m, text_dim) text vectors."""
    unclear: NDArray[np.bool_]
    """(m, general sounds) True where a general sound is so like a label's clips that it is no wrong answer."""


def measure_own(tensors: Tensors, own: OwnClips, replay: Replay) -> tuple[float, ...]:
    """P@10 of each label, with the general sounds among the answers."""
    audio, words = AudioTower(tensors), TextTower(tensors)
    background = audio.project(replay.learned_base)
    sounds = np.concatenate([audio.project(own.base), audio.project(replay.base[replay.general])])
    owners = np.concatenate([own.label_of, np.full(int(replay.general.sum()), -1)])
    found = []
    for row, label in enumerate(own.labels):
        counted = np.concatenate([np.ones(len(own.base), np.bool_), ~own.unclear[row]])
        scores = sounds[counted] @ words.query(label, background).vector
        found.append(precision(scores, owners[counted] == row))
    return tuple(found)


def measure_general(tensors: Tensors, replay: Replay) -> float:
    """mAP of the replay set's phrases over its general sounds."""
    audio, words = AudioTower(tensors), TextTower(tensors)
    background = audio.project(replay.learned_base)
    sounds, phrase_of = audio.project(replay.base[replay.general]), replay.phrase_of[replay.general]
    asked = {row: replay.phrases[row].astype(np.float32) for row in np.unique(phrase_of).tolist()}
    found = [
        average_precision(sounds @ words.query(phrase, background).vector, phrase_of == row)
        for row, phrase in asked.items()
    ]
    return float(np.mean(found))


def precision(scores: F32, right: NDArray[np.bool_], count: int = FIRST) -> float:
    """Share of right answers among the best `count`, or among as many as there are right ones if those are fewer."""
    count = min(count, int(right.sum()))
    return float(right[np.argsort(-scores, kind="stable")[:count]].mean())


def average_precision(scores: F32, right: NDArray[np.bool_]) -> float:
    """Mean of the precision at each right answer."""
    ranks = np.flatnonzero(right[np.argsort(-scores, kind="stable")]) + 1
    return float(np.mean(np.arange(1, ranks.size + 1) / ranks))


def unclear_sounds(clips: F32, label_of: NDArray[np.int64], general: F32) -> NDArray[np.bool_]:
    """(n, d) unit rows of the user's clips and (g, d) of general sounds → (labels, g), see `OwnClips.unclear`.

    A general sound is unclear when it is nearer to one of a label's clips than half of these are to each other.
    """
    rows = []
    for label in np.unique(label_of):
        own = clips[label_of == label]
        within = (own @ own.T)[np.triu_indices(len(own), 1)]
        rows.append((general @ own.T).max(axis=1) > np.median(within))
    return np.asarray(rows, np.bool_).reshape(len(rows), len(general))
