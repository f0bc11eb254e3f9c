"""Word vectors of the user's choice (GloVe, word2vec, fastText) as a word table, read through gensim."""

from __future__ import annotations

import gzip
import struct
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.vectors import F32
from soundbrowser.model.text import TextEncoder, quantise
from soundbrowser.model.words import words_of

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

FASTTEXT_MAGIC = 793_712_314
"""First four bytes of fastText's own binary format."""
MOST_WORDS = 50_000
SMOOTHING = 1e-3
"""a of the smooth inverse frequency weights (Arora et al., ICLR 2017); word files are sorted by frequency (Zipf)."""


class WordsUnreadable(SoundbrowserError):
    """A file of word vectors cannot be read."""


def read_word_vectors(path: Path, most: int = MOST_WORDS) -> tuple[list[str], F32, F32]:
    """Words in lower case, (n, d) vectors and (n,) weights of the `most` first words of a file.

    GloVe and word2vec text files (also `.gz`), word2vec binaries and fastText binaries are told apart by content.
    """
    try:
        vectors = _open(path, most)
    except (OSError, ValueError, EOFError, UnicodeDecodeError, struct.error, NotImplementedError) as error:
        raise WordsUnreadable(f"“{path}” is no file of word vectors that can be read: {error}") from error
    rows = _first_of_each(vectors.index_to_key, most)
    if not rows:
        raise WordsUnreadable(f"“{path}” holds no words.")
    table = np.asarray(vectors.vectors[list(rows.values())], np.float32)
    return list(rows), table, _weights(np.asarray(list(rows.values())), len(vectors.index_to_key))


def word_encoder(path: Path, most: int = MOST_WORDS) -> TextEncoder:
    """A text encoder over the words of a file; words that are not in it are left out of a mean."""
    words, vectors, weights = read_word_vectors(path, most)
    return TextEncoder(words, *quantise(vectors, weights))


def _open(path: Path, most: int) -> KeyedVectors:
    from gensim.models import KeyedVectors  # gensim takes a second to import, and the app never needs it
    from gensim.models.fasttext import load_facebook_vectors

    with _opened(path) as file:
        start = file.read(4096)
    if start[:4] == struct.pack("<i", FASTTEXT_MAGIC):
        return load_facebook_vectors(str(path))
    header = _header(start)
    first = start.partition(b"\n")[2] if header else start
    binary = header is not None and not _is_row(first, header[1])
    if binary and len(first.lstrip(b"\n").partition(b" ")[2]) < min(4 * (header or (0, 0))[1], 2048):
        raise ValueError("its first word has no vector of the size that its first line names")
    if not binary and not _is_row(first, header[1] if header else None):
        raise ValueError("its first line is no word with its numbers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # gensim opens a file without a header twice
        return KeyedVectors.load_word2vec_format(str(path), binary=binary, no_header=header is None, limit=most)


def _header(start: bytes) -> tuple[int, int] | None:
    """Words and dimensions, where the first line names them."""
    numbers = start.split(b"\n", 1)[0].split()
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 and all(map(bytes.isdigit, numbers)) else None


def _is_row(start: bytes, dim: int | None) -> bool:
    """True when it begins with a line of a word and its numbers."""
    line = start.split(b"\n", 1)
    numbers = line[0].split()[1:]
    if len(numbers) < 2 or (len(line) > 1 and dim is not None and len(numbers) != dim):
        return False
    try:
        return bool([float(number) for number in numbers[:2]])
    except ValueError:
        return False


def _opened(path: Path) -> gzip.GzipFile:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _first_of_each(words: Sequence[str], most: int) -> dict[str, int]:
    """Each word as texts are cut, with the row of its most frequent spelling; phrases and signs are left out."""
    rows: dict[str, int] = {}
    for row, word in enumerate(words):
        cut = words_of(word)
        if len(cut) == 1 and len(rows) < most:
            rows.setdefault(cut[0], row)
    return rows


def _weights(ranks: np.ndarray, count: int) -> F32:
    frequency = 1 / (ranks + 1) / np.log(count + 1)
    return np.asarray(SMOOTHING / (SMOOTHING + frequency), np.float32)
