"""The word vectors that a preset reads class names with: the shipped table, a file, or one of gensim's downloads."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.model.paper_mfcc import DIM
from soundbrowser.model.store import ModelFolder, tensor_bytes
from soundbrowser.model.text import TABLE, VOCABULARY, TextEncoder, quantise
from soundbrowser.model.wordvectors import read_word_vectors
from soundbrowser.paths import models

GENSIM_NAME = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)+")


class WordsRefused(SoundbrowserError):
    """Word vectors cannot be had, or do not fit the shared network."""


def word_files(words: str | None) -> dict[str, bytes]:
    """The word table of a model folder. None is the shipped one; else a path, or a name that gensim's downloader knows.

    Words of a file weigh the same in a mean, as in the paper. Raises WordsRefused and WordsUnreadable.
    """
    if words is None:
        folder = ModelFolder.open(models() / "base-1")
        return {name: folder.file(name).read_bytes() for name in (VOCABULARY, TABLE)}
    path = Path(words)
    names, vectors, _ = read_word_vectors(path if path.is_file() else _downloaded(words))
    if vectors.shape[1] != DIM:
        raise WordsRefused(f"The vectors of “{words}” have {vectors.shape[1]} numbers; the shared network needs {DIM}.")
    rows, scales = quantise(vectors, np.ones(len(names), np.float32))
    table = tensor_bytes({"rows": rows, "scales": scales})
    return {VOCABULARY: "\n".join(names).encode(), TABLE: table}


def encoder_of(files: dict[str, bytes]) -> TextEncoder:
    """The text encoder over a word table as a model folder keeps it."""
    table = load(files[TABLE])
    return TextEncoder(files[VOCABULARY].decode().split("\n"), table["rows"], table["scales"])


def _downloaded(name: str) -> Path:
    if not GENSIM_NAME.fullmatch(name):
        raise WordsRefused(f"There is no file of word vectors “{name}”.")
    import gensim.downloader  # looks for its folder in the home directory when it is imported

    try:
        return Path(gensim.downloader.load(name, return_path=True))
    except (OSError, ValueError) as error:
        raise WordsRefused(
            f"The word vectors “{name}” could not be downloaded through gensim ({error}); "
            "with a network try again, or name a file of word vectors."
        ) from error
