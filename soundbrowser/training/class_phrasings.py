"""What people say for each AudioSet class: phrases with the distribution over the 527 classes that they ask for."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model.towers import softmax
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.text_sources import (
    CLASSES,
    OntologyEntry,
    SharedTexts,
    class_phrases,
    glossary,
    training_texts,
)

OWN_SHARE = 0.75
"""Of a class with children; they share the rest, so that "dog" lights "bark" and "howl" too."""
SHARPNESS = 0.04
"""Temperature of the teacher's similarities."""
MOST_GUESSED = 25_000
CHUNK = 2000


@dataclass(frozen=True, slots=True, eq=False)
class PhraseSet:
    """Phrases of one kind and what they ask for."""

    name: str
    texts: tuple[str, ...]
    classes: F32
    """(n, 527), each row sums to 1."""


class Hierarchy:
    """The ontology as a graph: which labelled classes lie below an entry."""

    def __init__(self, entries: Sequence[OntologyEntry]) -> None:
        self.entries = entries
        self._indices = {entry.mid: entry.index for entry in entries}
        self._children: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            for parent in entry.parents:
                self._children[parent].append(entry.mid)

    def below(self, mid: str) -> set[int]:
        """Indices of all labelled classes below an entry."""
        seen: set[str] = set()
        waiting = list(self._children[mid])
        while waiting:
            child = waiting.pop()
            if child not in seen:
                seen.add(child)
                waiting.extend(self._children[child])
        return {index for child in seen if (index := self._indices[child]) is not None}

    def distribution(self, entry: OntologyEntry) -> F32 | None:
        """(527,) for the entry itself and what lies below it; None when neither has a label."""
        below = sorted(self.below(entry.mid))
        if entry.index is None:
            return _even(below) if below else None
        if not below:
            return _even([entry.index])
        return np.asarray(OWN_SHARE * _even([entry.index]) + (1 - OWN_SHARE) * _even(below), np.float32)


class NearestPhrases:
    """Guesses classes for any text: the teacher's similarity to the nearest phrase of each class."""

    def __init__(self, entries: Sequence[OntologyEntry], encode: Callable[[Sequence[str]], F32]) -> None:
        named = [(entry.index, name) for entry in entries if entry.index is not None for name in entry.names()]
        pairs = sorted({*named, *class_phrases()})
        self._owners = np.asarray([owner for owner, _ in pairs])
        self._starts = np.searchsorted(self._owners, np.arange(CLASSES))
        self._phrases = encode([phrase for _, phrase in pairs])
        self._encode = encode

    def guess(self, texts: Sequence[str]) -> F32:
        """(n, 527) distributions."""
        parts = [self._guess(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
        return np.concatenate(parts)

    def _guess(self, texts: Sequence[str]) -> F32:
        similarities = self._encode(texts) @ self._phrases.T
        nearest = np.maximum.reduceat(similarities, self._starts, axis=1)
        return softmax(np.asarray(nearest / SHARPNESS, np.float32))


def phrase_sets(shared: SharedTexts, teacher: TeacherCache, seed: int = 0) -> list[PhraseSet]:
    """Everything the network from words to classes is taught, kind by kind."""
    entries = shared.ontology()
    hierarchy = Hierarchy(entries)
    nearest = NearestPhrases(entries, teacher.vectors)
    named = [(entry, target) for entry in entries if (target := hierarchy.distribution(entry)) is not None]
    labelled = [caption for caption in shared.captions() if caption.labels]
    sets = [
        _set("names", ((name, target) for entry, target in named for name in entry.names())),
        _set("descriptions", ((entry.description, target) for entry, target in named if entry.description)),
        _set("phrases", _own_phrases()),
        _set("captions", ((caption.text, _even(caption.labels)) for caption in labelled)),
        _set("sound words", ((line.word, nearest.guess(line.meanings).mean(axis=0)) for line in glossary())),
    ]
    taken = {text for one in sets for text in one.texts} | {caption.text for caption in shared.captions()}
    others = [text for text in dict.fromkeys(training_texts(shared)) if text in teacher and text not in taken]
    random.Random(seed).shuffle(others)
    guessed = others[:MOST_GUESSED]
    return [*sets, PhraseSet("guessed", tuple(guessed), nearest.guess(guessed))]


def _own_phrases() -> Iterable[tuple[str, F32]]:
    owners: dict[str, list[int]] = defaultdict(list)
    for index, phrase in class_phrases():
        owners[phrase].append(index)
    return ((phrase, _even(indices)) for phrase, indices in owners.items())


def _set(name: str, rows: Iterable[tuple[str, F32]]) -> PhraseSet:
    texts, targets = zip(*rows, strict=True)
    return PhraseSet(name, tuple(texts), np.stack(targets).astype(np.float32))


def _even(indices: Iterable[int]) -> F32:
    target = np.zeros(CLASSES, np.float32)
    target[list(indices)] = 1
    return np.asarray(target / target.sum(), np.float32)
