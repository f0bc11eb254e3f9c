"""The classifier on votes that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.evaluate.knn import guessed_precision, guesses


def test_most_votes_go_first() -> None:
    scores = np.asarray([0.9, 0.8, 0.7, 0.1], np.float32)
    labels = [("cat",), ("dog",), ("dog",), ("cow",)]
    assert guesses(scores, labels, neighbours=3) == ["dog", "cat"]
    assert guesses(scores, labels, neighbours=4) == ["dog", "cat", "cow"]


def test_equal_votes_go_to_the_nearer_one_and_then_to_the_alphabet() -> None:
    assert guesses(np.asarray([0.1, 0.9], np.float32), [("ant",), ("bee",)]) == ["bee", "ant"]
    assert guesses(np.asarray([0.5, 0.5], np.float32), [("bee",), ("ant",)]) == ["ant", "bee"]


def test_the_last_neighbour_of_several_is_the_first_in_the_alphabet() -> None:
    scores = np.asarray([0.9, 0.5, 0.5], np.float32)
    assert guesses(scores, [("cat",), ("dog",), ("bee",)], neighbours=2) == ["cat", "bee"]


@pytest.mark.parametrize(
    ("guessed", "right", "value"),
    [
        (["dog", "cat", "cow"], ("dog",), 1),
        (["dog", "cat", "cow"], ("cat",), 1 / 2),
        (["dog", "cat", "cow"], ("cow",), 1 / 3),
        (["dog", "cat", "cow"], ("bee",), 0),
        (["dog", "cat", "cow"], ("dog", "cow"), (1 + 2 / 3) / 2),
    ],
)
def test_precision_of_guesses(guessed: list[str], right: tuple[str, ...], value: float) -> None:
    assert guessed_precision(guessed, right) == pytest.approx(value)


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from("abcd")), min_size=1), st.randoms())
def test_the_order_of_the_database_does_not_matter(rows: list[tuple[float, str]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def asked(database: list[tuple[float, str]]) -> list[str]:
        return guesses(np.asarray([score for score, _ in database]), [(label,) for _, label in database], neighbours=5)

    assert asked(rows) == asked(shuffled)
