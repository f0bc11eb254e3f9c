"""The word table: unit vectors out of int8 rows, and clear words about unknown ones."""

from __future__ import annotations

import numpy as np
import pytest

from soundbrowser.domain.errors import ModelDamaged, UnknownWords
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder, quantise


def test_texts_become_unit_rows(tiny_model: ModelFolder) -> None:
    encoder = TextEncoder.load(tiny_model)
    vectors = encoder.encode(["dog barking", "rain", "Rain!"])
    assert vectors.shape == (3, encoder.dim) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(vectors[1], vectors[2])


def test_a_word_that_is_not_known_changes_nothing(tiny_model: ModelFolder) -> None:
    encoder = TextEncoder.load(tiny_model)
    assert np.array_equal(encoder.encode(["qxq rain"]), encoder.encode(["rain"]))


@pytest.mark.parametrize("text", ["", "   ", "?!", "qxq", "닭", "the"])
def test_no_known_word_is_an_error_and_never_a_zero_vector(tiny_model: ModelFolder, text: str) -> None:
    with pytest.raises(UnknownWords, match="No word"):
        TextEncoder.load(tiny_model).encode([text])


def test_no_texts_give_no_rows(tiny_model: ModelFolder) -> None:
    encoder = TextEncoder.load(tiny_model)
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_quantising_keeps_direction_and_weight() -> None:
    rng = np.random.default_rng(0)
    table, weights = rng.standard_normal((20, 30)).astype(np.float32), np.linspace(0.01, 1, 20).astype(np.float32)
    rows, scales = quantise(table, weights)
    restored = rows.astype(np.float32) * scales.astype(np.float32)[:, None]
    wanted = table * weights[:, None]
    factor = np.linalg.norm(restored) / np.linalg.norm(wanted)
    assert rows.dtype == np.int8 and scales.dtype == np.float16
    assert np.allclose(restored / factor, wanted, atol=0.03)


def test_a_table_of_another_length_is_damaged() -> None:
    rows, scales = quantise(np.ones((2, 3), np.float32), np.ones(2, np.float32))
    with pytest.raises(ModelDamaged, match="2 rows"):
        TextEncoder(["dog"], rows, scales)
