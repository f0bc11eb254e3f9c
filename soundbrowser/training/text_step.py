"""The text step of a training: teacher vectors in, a measured word table out."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from soundbrowser.domain.vectors import F32
from soundbrowser.model.store import json_bytes, tensor_bytes
from soundbrowser.model.text import TABLE, VOCABULARY, TextEncoder, quantise
from soundbrowser.model.words import words_of
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.text_distil import (
    DistilSettings,
    WordTable,
    distil,
    frequent_words,
    principal_axes,
    relations_of,
    start_table,
)
from soundbrowser.training.text_measures import measure_text
from soundbrowser.training.text_sources import (
    GlossaryLine,
    SharedTexts,
    class_phrases,
    glossary,
    synonym_phrases,
    training_texts,
)

MEASURES = "text_measures.json"
STEPS = 6000


def train_table(
    shared: SharedTexts, teacher: TeacherCache, pieces: Path, settings: DistilSettings, own_words: bool = True
) -> WordTable:
    """Starts from the teacher's own pieces and distils; `pieces` holds `pieces.txt` and `pieces.npy`."""
    texts = [text for text in dict.fromkeys(training_texts(shared, own_words=own_words)) if text in teacher]
    vectors = teacher.vectors(texts)
    axes = principal_axes(vectors)
    targets = _unit(vectors @ axes)
    vocabulary = (pieces / "pieces.txt").read_text(encoding="utf-8").split("\n")
    alone = np.load(pieces / "pieces.npy").astype(np.float32)
    own = glossary() if own_words else []
    extra = [*_words_in(own), *frequent_words(texts)]
    table = start_table(vocabulary, alone, texts, extra, axes)
    return distil(table, texts, targets, list(_relations(shared, own)), settings, _report)


def save_table(table: WordTable, folder: Path) -> TextEncoder:
    """Writes `vocabulary.txt` and `text.safetensors`, and opens what was written."""
    rows, scales = quantise(table.vectors, table.weights)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / VOCABULARY).write_text("\n".join(table.pieces), encoding="utf-8")
    (folder / TABLE).write_bytes(tensor_bytes({"rows": rows, "scales": scales}))
    return TextEncoder(table.pieces, rows, scales)


def _relations(shared: SharedTexts, own: Sequence[GlossaryLine]) -> Iterator[list[tuple[str, str]]]:
    rng = random.Random(0)
    classes = {entry.index: entry for entry in shared.ontology() if entry.index is not None}
    descriptions = (
        (entry.description, name) for entry in classes.values() for name in entry.names() if entry.description
    )
    captions = ((caption.text, classes[label].name) for caption in shared.captions() for label in caption.labels)
    meanings = [(line.word, meaning) for line in own for meaning in line.meanings]
    phrases = ((phrase, classes[index].name) for index, phrase in class_phrases())
    yield from relations_of([_synonym_pairs(shared, rng), meanings, [*descriptions, *phrases], captions], seed=0)


def _synonym_pairs(shared: SharedTexts, rng: random.Random) -> Iterator[tuple[str, str]]:
    for category in shared.categories():
        sides = (category.title, category.explanation)
        for row, synonym in enumerate((*category.synonyms, *synonym_phrases(category, 10, rng))):
            yield synonym, sides[row % 2]


def _words_in(lines: Iterable[GlossaryLine]) -> Iterable[str]:
    return (word for line in lines for word in words_of(line.word))


def _unit(rows: F32) -> F32:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _report(step: int, loss: float) -> None:
    print(f"words: step {step}, loss {loss:.4f}", flush=True)


def text_step(shared: SharedTexts, cache: Path, output: Path, steps: int = STEPS, own_words: bool = True) -> None:
    """Trains, measures, refuses a table below the gates, and writes it with its measures."""
    teacher = TeacherCache(cache)
    encoder = save_table(train_table(shared, teacher, cache, DistilSettings(steps), own_words), output)
    measures = measure_text(encoder, shared, teacher)
    print(measures, flush=True)
    measures.check()
    (output / MEASURES).write_bytes(json_bytes(asdict(measures)))


def main() -> None:
    """`python -m soundbrowser.training.text_step --cache FOLDER --output FOLDER`"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--without-own-words", action="store_true", help="leave the project's glossary out, to compare")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    own_words = not arguments.without_own_words
    text_step(SharedTexts(arguments.shared), arguments.cache, arguments.output, arguments.steps, own_words)


if __name__ == "__main__":
    main()
