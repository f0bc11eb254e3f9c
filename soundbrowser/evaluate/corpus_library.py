"""A library's own tags and collections as a corpus."""

from __future__ import annotations

import os
from collections import defaultdict

from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused, spoken
from soundbrowser.library import Library

LEAST_LABELS = 2


def of_library(library: Library) -> Corpus:
    """The sounds that bear a tag or lie in a collection; a clip's source is its folder. Raises CorpusRefused."""
    labels: defaultdict[int, list[str]] = defaultdict(list)
    for label in library.labels():
        for sound_id in label.sound_ids:
            labels[sound_id].append(spoken(label.name))
    clips = tuple(
        CorpusClip(sound.path, tuple(dict.fromkeys(labels[sound.id])), source=os.path.dirname(sound.path))  # noqa: PTH120
        for sound in library.sounds(sorted(labels))
    )
    corpus = Corpus(library.path.stem, "the library's tags and collections", clips)
    if len(corpus.labels) < LEAST_LABELS:
        raise CorpusRefused(
            f"The library “{library.path}” has fewer than two tags or collections to ask about; name a corpus too."
        )
    return corpus
