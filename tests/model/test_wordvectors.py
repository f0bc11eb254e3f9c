"""GloVe, word2vec and fastText files become word tables."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from soundbrowser.domain.errors import UnknownWords
from soundbrowser.model.wordvectors import WordsUnreadable, read_word_vectors, word_encoder

WORDS = ["the", "dog", "Dog", "hound", "rain", "storm", "new_york", "!"]
VECTORS = np.asarray(
    [[1, 1, 1], [0, 1, 0], [0, 0.5, 0.5], [0.1, 1, 0], [1, 0, 0], [1, 0.2, 0], [0, 0, 1], [0.3, 0.3, 0.3]], np.float32
)
LINES = [f"{word} {' '.join(map(str, row))}" for word, row in zip(WORDS, VECTORS.tolist(), strict=True)]


def glove(folder: Path) -> Path:
    path = folder / "glove.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def word2vec_text(folder: Path) -> Path:
    path = folder / "words.vec.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write("\n".join([f"{len(WORDS)} 3", *LINES]) + "\n")
    return path


def word2vec_binary(folder: Path) -> Path:
    path = folder / "words.bin"
    rows = [word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, VECTORS, strict=True)]
    path.write_bytes(f"{len(WORDS)} 3\n".encode() + b"".join(rows))
    return path


@pytest.mark.parametrize("write", [glove, word2vec_text, word2vec_binary])
def test_every_format_gives_the_same_table(tmp_path: Path, write: object) -> None:
    assert callable(write)
    words, vectors, weights = read_word_vectors(write(tmp_path))
    assert words == ["the", "dog", "hound", "rain", "storm"]
    assert np.allclose(vectors, VECTORS[[0, 1, 3, 4, 5]])
    assert np.all(np.diff(weights) > 0)


def test_words_that_mean_the_same_lie_near_each_other(tmp_path: Path) -> None:
    encoder = word_encoder(glove(tmp_path))
    dog, hound, rain = encoder.encode(["a dog", "The hound!", "rain"])
    assert dog @ hound > 0.9 > dog @ rain
    with pytest.raises(UnknownWords):
        encoder.encode(["xylophone"])


def test_only_the_first_words_are_taken(tmp_path: Path) -> None:
    assert read_word_vectors(glove(tmp_path), most=2)[0] == ["the", "dog"]


def test_a_fasttext_binary(tmp_path: Path) -> None:
    from gensim.models import FastText
    from gensim.models.fasttext import save_facebook_model

    sentences = [["dog", "barks"], ["rain", "falls"], ["dog", "runs"]] * 5
    model = FastText(sentences, vector_size=4, min_count=1, epochs=1, bucket=50, workers=1, seed=1)
    save_facebook_model(model, str(tmp_path / "fast.bin"))
    words, vectors, _ = read_word_vectors(tmp_path / "fast.bin")
    assert set(words) == {"dog", "barks", "rain", "falls", "runs"} and vectors.shape == (5, 4)
    assert np.allclose(vectors[words.index("dog")], model.wv["dog"], atol=1e-5)


@pytest.mark.parametrize("content", [b"", b"dog\n", b"\x00\x01\x02", b"5 3\ndog 1 2\n", b"dog one two three\n"])
def test_what_is_no_file_of_words_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    with pytest.raises(WordsUnreadable, match=r"odd\.txt"):
        read_word_vectors(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WordsUnreadable, match="nowhere"):
        read_word_vectors(tmp_path / "nowhere.txt")
