"""Which clips are asked about and which ones answers come from, and what is left out for being on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import Ids
from soundbrowser.evaluate.corpus import CorpusClip, CorpusRefused, Split

TEST_SHARE = 0.25
"""Of the clips, at most, on the test side of a split that is made here."""
DRAWS = 100
"""Sides that are drawn; the best is kept, since few large sources make many a draw useless."""
OWN = "the corpus's own split"


class Same(StrEnum):
    """How two clips are the same."""

    FILE = "same file"
    """Their bytes are equal."""
    RECORDING = "same recording"
    """They were encoded anew, made louder, cut or delayed."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A sound of the database that is also asked about."""

    database: str
    asked: str
    same: Same = Same.FILE


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """The sides of some clips, by their places."""

    searched: Ids
    """The clips that are asked about and searched in everything but the classifier: the test side, or all clips."""
    asked: Ids
    """The test side, which the classifier is asked about."""
    database: Ids
    """The training side, without what is on the test side too."""
    rule: str
    """How the sides were made."""
    leaks: tuple[Leak, ...]
    """What was left out of the database."""


def divide(clips: Sequence[CorpusClip], fingerprints: Sequence[str], seed: int = 0) -> Division:
    """The corpus's own sides, or sides made of whole sources drawn by lot.

    Raises CorpusRefused when some clips are on no side, or none is on the test side.
    """
    stated = sum(clip.split is not None for clip in clips)
    if stated not in (0, len(clips)):
        raise CorpusRefused(f"{len(clips) - stated} of the {len(clips)} clips are on no side of the corpus's split.")
    if stated:
        test, rule = np.asarray([clip.split is Split.TEST for clip in clips], np.bool_), OWN
    else:
        test, rule = _by_source(clips, seed)
    if stated and not test.any():
        raise CorpusRefused("No sound of the corpus's test side could be listened to.")
    asked = np.flatnonzero(test).astype(np.int64)
    database, leaks = _without_leaks(np.flatnonzero(~test).astype(np.int64), asked, clips, fingerprints)
    return Division(asked if stated else np.arange(len(clips)), asked, database, rule, leaks)


def without_recordings(division: Division, clips: Sequence[CorpusClip], same: Mapping[int, int]) -> Division:
    """The same without those clips of the database, by their places, that hold the recording of one asked about."""
    leaks = tuple(Leak(clips[row].path, clips[asked].path, Same.RECORDING) for row, asked in sorted(same.items()))
    database = np.setdiff1d(division.database, np.asarray(list(same), np.int64))
    return replace(division, database=database, leaks=(*division.leaks, *leaks))


def _without_leaks(
    database: Ids, asked: Ids, clips: Sequence[CorpusClip], fingerprints: Sequence[str]
) -> tuple[Ids, tuple[Leak, ...]]:
    there = {fingerprints[row]: clips[row].path for row in asked.tolist()}
    same = [row for row in database.tolist() if fingerprints[row] in there]
    leaks = tuple(Leak(clips[row].path, there[fingerprints[row]]) for row in same)
    return np.setdiff1d(database, np.asarray(same, np.int64)), leaks


def _by_source(clips: Sequence[CorpusClip], seed: int) -> tuple[NDArray[np.bool_], str]:
    """Draws sources for the test side, and keeps the draw that leaves most to ask about."""
    sources, what = _sources(clips)
    names, places = np.unique(sources, return_inverse=True)
    said = _said(clips, places, names.size)
    counts = np.bincount(places, minlength=names.size)
    rng = np.random.default_rng(seed)
    draws = [_drawn(counts, rng.permutation(names.size)) for _ in range(DRAWS)]
    best = max(draws, key=lambda chosen: int(said[chosen][:, said[~chosen].any(axis=0)].sum()))
    rule = f"{int(best.sum())} of {names.size} {what}, of {DRAWS} draws with seed {seed} the one that asks most"
    return best[places], rule


def _drawn(counts: Ids, order: Ids) -> NDArray[np.bool_]:
    """Sources in this order, as long as their clips stay within the share of the test side."""
    chosen = np.zeros(counts.size, np.bool_)
    room = TEST_SHARE * int(counts.sum())
    for source in order.tolist():
        if counts[source] <= room:
            chosen[source] = True
            room -= int(counts[source])
    return chosen


def _said(clips: Sequence[CorpusClip], places: Ids, sources: int) -> Ids:
    """(sources, labels) how many clips of a source bear a label."""
    labels = {label: column for column, label in enumerate(sorted({one for clip in clips for one in clip.labels}))}
    said = np.zeros((sources, len(labels)), np.int64)
    for place, clip in zip(places.tolist(), clips, strict=True):
        said[place, [labels[label] for label in clip.labels]] += 1
    return said


def _sources(clips: Sequence[CorpusClip]) -> tuple[list[str], str]:
    """The clips' sources; the files themselves where every label lies in one source alone, or whole labels would go."""
    sources = [clip.source for clip in clips]
    if len(set(sources)) == len(clips):
        return sources, "files"
    spread = Counter(label for _, label in {(clip.source, label) for clip in clips for label in clip.labels})
    if spread and max(spread.values()) == 1:
        return [clip.path for clip in clips], "files (each label lies in one source alone)"
    return sources, "sources"
