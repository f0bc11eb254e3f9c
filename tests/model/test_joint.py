"""The joint space: unit vectors, one dot product, chances that do not depend on the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from soundbrowser.domain.errors import QueryError, UnknownWords
from soundbrowser.domain.query import Reason
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder

Sounds = Callable[[int], np.ndarray[Any, np.dtype[np.float16]]]


@pytest.fixture
def model(tiny_model: ModelFolder) -> JointModel:
    return JointModel.load(tiny_model)


def test_joint_vectors_have_length_one(model: JointModel, sounds: Sounds) -> None:
    joint = model.project(sounds(70))
    assert joint.shape == (70, model.dim) and joint.dtype == np.float32
    assert np.allclose(np.linalg.norm(joint, axis=1), 1, atol=1e-5)


def test_a_sound_gets_the_same_vector_alone_and_among_others(model: JointModel, sounds: Sounds) -> None:
    many = sounds(70)
    together = model.project(many)
    alone = np.concatenate([model.project(row[None]) for row in many])
    assert np.allclose(together, alone, rtol=0, atol=1e-7)


def test_no_sounds_give_no_vectors(model: JointModel, sounds: Sounds) -> None:
    assert model.project(sounds(0)).shape == (0, model.dim)


def test_words_unknown_to_the_model_are_said(model: JointModel) -> None:
    with pytest.raises(UnknownWords, match="qxq"):
        model.text_query("qxq")


def test_chances_rise_with_similarity_and_stay_within_bounds(model: JointModel, sounds: Sounds) -> None:
    for query in (model.text_query("dog bark"), model.clip_query(sounds(3)[:1])):
        similarity = np.sort(model.project(sounds(50)) @ query.vector)
        chances = query.probability(similarity)
        assert np.all(np.diff(chances) >= 0) and chances.min() >= 0 and chances.max() <= 1
        assert np.array_equal(query.probability(np.asarray([-1e6, 1e6], np.float32)), [0, 1])


def test_a_clip_is_the_best_answer_to_itself(model: JointModel, sounds: Sounds) -> None:
    many = sounds(40)
    joint = model.project(many)
    found = [int(np.argmax(joint @ model.clip_query(row[None]).vector)) for row in many]
    assert np.mean(np.asarray(found) == np.arange(40)) > 0.9


def test_every_part_says_its_reason_and_its_own_chance(model: JointModel, sounds: Sounds) -> None:
    both = model.combine(model.text_query("rain"), model.clip_query(sounds(1)), balance=0.3)
    assert [part.reason for part in both.parts] == [Reason.MEANING, Reason.SOUND]
    assert all(part.slope > 0 for part in both.parts)


@pytest.mark.parametrize(("balance", "reason"), [(0.0, Reason.MEANING), (1.0, Reason.SOUND)])
def test_the_ends_of_the_balance_are_one_question_alone(
    model: JointModel, sounds: Sounds, balance: float, reason: Reason
) -> None:
    text, clip = model.text_query("rain"), model.clip_query(sounds(1))
    query = model.combine(text, clip, balance=balance)
    assert np.array_equal(query.vector, (text if reason is Reason.MEANING else clip).vector)
    assert [part.reason for part in query.parts] == [reason]


def test_the_balance_moves_the_question_from_words_to_clip(model: JointModel, sounds: Sounds) -> None:
    text, clip = model.text_query("rain"), model.clip_query(sounds(1))
    joint = model.project(sounds(80))
    likeness = [
        float(np.corrcoef(joint @ model.combine(text, clip, balance=b).vector, joint @ clip.vector)[0, 1])
        for b in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert likeness == sorted(likeness) and likeness[-1] > 0.999


def test_a_negative_pushes_its_likes_away(model: JointModel, sounds: Sounds) -> None:
    text, negative = model.text_query("rain"), model.text_query("dog")
    pushed = model.combine(text, None, [negative])
    joint = model.project(sounds(80))
    before, after = joint @ text.vector, joint @ pushed.vector
    assert np.corrcoef(after, joint @ negative.vector)[0, 1] < np.corrcoef(before, joint @ negative.vector)[0, 1]


def test_a_negative_alone_asks_for_what_is_unlike_it(model: JointModel, sounds: Sounds) -> None:
    negative = model.text_query("dog")
    joint = model.project(sounds(80))
    away = joint @ model.combine(None, None, [negative]).vector
    assert np.corrcoef(away, joint @ negative.vector)[0, 1] < -0.99


def test_an_empty_question_is_an_error(model: JointModel) -> None:
    with pytest.raises(QueryError, match="empty"):
        model.combine(None, None)
