"""Which form of a corpus lies in a place, and the corpus in it."""

from __future__ import annotations

from pathlib import Path

from soundbrowser.evaluate import corpus_csv, corpus_folders, corpus_fsd
from soundbrowser.evaluate.corpus import Corpus, CorpusRefused


def read_corpus(place: Path) -> Corpus:
    """The corpus in a folder or a CSV file; raises CorpusRefused, with what was looked for, when there is none."""
    if place.is_file():
        return corpus_csv.read(place)
    if not place.is_dir():
        raise CorpusRefused(f"There is no folder and no CSV file “{place}” to measure on.")
    if (lists := corpus_fsd.lists_in(place)) is not None:
        return corpus_fsd.read(place, lists)
    return corpus_folders.read(place)
