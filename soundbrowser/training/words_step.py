"""The text step with word vectors of the user's choice in place of the distilled table."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from soundbrowser.model.store import json_bytes
from soundbrowser.model.wordvectors import read_word_vectors
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.text_distil import WordTable
from soundbrowser.training.text_measures import measure_text
from soundbrowser.training.text_sources import SharedTexts
from soundbrowser.training.text_step import MEASURES, save_table


def words_step(file: Path, shared: SharedTexts, teacher: Path, output: Path) -> None:
    """Turns a GloVe, word2vec or fastText file into the word table of a model, and measures it like any other.

    The gates of a distilled table do not hold here: plain word vectors are expected to do worse.
    """
    words, vectors, weights = read_word_vectors(file)
    encoder = save_table(WordTable(words, vectors, weights), output)
    measures = measure_text(encoder, shared, TeacherCache(teacher))
    print(measures, flush=True)
    (output / MEASURES).write_bytes(json_bytes(asdict(measures)))
