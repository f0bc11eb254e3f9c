"""The paper's table, of a model whose answers are known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from named_sounds import WORDS

from soundbrowser.evaluate import paper
from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.corpus import CorpusRefused, Split
from soundbrowser.evaluate.paper import paper_table

Made = Callable[..., Bench]
Clips = list[tuple[str, str, Split | None]]


def sides(count: int = 3) -> Clips:
    every = [(word, word, side) for side in Split for word in WORDS for _ in range(count)]
    return list(every)


def means(bench: Bench, *unseen: str) -> dict[str, float]:
    return {one.row.name: one.row.measures[0].mean for one in paper_table(bench, unseen).rows}


def test_every_row_of_a_perfect_model_is_one(bench: Made) -> None:
    found = means(bench(sides()))
    assert set(found) == {
        paper.RAW_AUDIO,
        paper.RAW_ACROSS,
        paper.JOINT_AUDIO,
        paper.JOINT_TEXT,
        paper.JOINT_LABELS,
        paper.TEXT_AUDIO,
        paper.UNSEEN_TEXT,
        paper.UNSEEN_AUDIO,
    }
    assert set(found.values()) == {1.0}


def test_copies_of_the_nearest_text_leave_no_room_for_a_second_guess(bench: Made) -> None:
    """A test clip of a dog that sounds like rain: 30 texts “rain” fill the 25 neighbours, each label once does not."""
    clips: Clips = [("rain", "rain", Split.TRAIN)] * 30 + [("dog", "dog", Split.TRAIN)] * 30
    found = means(bench([*clips, ("dog", "rain", Split.TEST)]))
    assert found[paper.JOINT_TEXT] == 0
    assert found[paper.JOINT_LABELS] == 1 / 2
    assert found[paper.JOINT_AUDIO] == found[paper.RAW_AUDIO] == 0


def test_named_unseen_labels_compete_among_themselves(bench: Made) -> None:
    clips = [*sides(1), ("dog", "rain", Split.TEST)]
    named = paper_table(bench(clips), ("dog", "bell"))
    asked = {one.row.name: one.row.measures[0] for one in named.rows}
    assert asked[paper.UNSEEN_TEXT].questions == 2
    assert asked[paper.UNSEEN_AUDIO].questions == 3
    assert named.unseen == "the labels named"


def test_the_figures_beside_it_are_the_paper_s(bench: Made) -> None:
    printed = {one.row.name: one.printed for one in paper_table(bench(sides(1))).rows}
    assert printed[paper.RAW_AUDIO] == (0.56, 0.72)
    assert printed[paper.JOINT_TEXT] == (0.547, 0.713)
    assert printed[paper.UNSEEN_TEXT] == ()


def test_what_the_table_cannot_be_made_of(bench: Made) -> None:
    with pytest.raises(CorpusRefused, match="no label of the corpus"):
        paper_table(bench(sides(1)), ("zorp",))
    with pytest.raises(CorpusRefused, match="both sides"):
        paper_table(bench([("dog", "dog", Split.TEST)]))
