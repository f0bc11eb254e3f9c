"""Distilling a table of pieces and training words to classes, on a toy vocabulary."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from soundbrowser.model.text import TextEncoder, quantise
from soundbrowser.model.towers import Mlp, softmax
from soundbrowser.training.blocks import axes_of, class_block, midlevel_axes, sound_block
from soundbrowser.training.class_phrasings import PhraseSet
from soundbrowser.training.class_text import ClassTextSettings, HeardClips, train_class_text
from soundbrowser.training.teacher import TEACHER_DIM, TeacherCache, TeacherNotAsked
from soundbrowser.training.text_distil import (
    DistilSettings,
    WordTable,
    distil,
    frequent_words,
    principal_axes,
    relations_of,
    start_table,
)
from soundbrowser.training.text_measures import TableRefused, TextMeasures, spearman

WORDS = [f"{first}{last}" for first in ("bar", "dog", "tin", "wok") for last in "abcdef"]
F32 = NDArray[np.float32]


def unit(rows: F32) -> F32:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture
def meanings() -> dict[str, F32]:
    rng = np.random.default_rng(0)
    return dict(zip(WORDS, unit(rng.standard_normal((len(WORDS), 300)).astype(np.float32)), strict=True))


def test_a_cache_grows_and_comes_back(tmp_path: Path) -> None:
    rows = unit(np.random.default_rng(0).standard_normal((3, TEACHER_DIM)).astype(np.float32))
    TeacherCache(tmp_path).append(["a dog", "rain", "x"], rows)
    again = TeacherCache(tmp_path)
    assert len(again) == 3 and "rain" in again and "snow" not in again
    assert np.allclose(again.vectors(["x", "a  dog"]), rows[[2, 0]], atol=1e-3)
    assert again.missing(["snow", "rain", "snow", " "]) == ["snow"]
    with pytest.raises(TeacherNotAsked, match="snow"):
        again.vectors(["rain", "snow"])


def test_a_torn_last_write_is_cut_off(tmp_path: Path) -> None:
    rows = unit(np.ones((2, TEACHER_DIM), np.float32))
    TeacherCache(tmp_path).append(["one", "two"], rows)
    with (tmp_path / "teacher.f16").open("ab") as out:
        out.write(b"\x01\x02\x03")
    with (tmp_path / "teacher.txt").open("a") as out:
        out.write("three\nfou")
    torn = TeacherCache(tmp_path)
    assert len(torn) == 2
    torn.trim()
    torn.append(["three"], rows[:1])
    assert len(TeacherCache(tmp_path)) == 3


def test_a_table_learns_what_the_teacher_says(meanings: dict[str, F32]) -> None:
    rng = np.random.default_rng(1)
    texts = [*WORDS, *(" ".join(rng.choice(WORDS, 2, replace=False)) for _ in range(200))]
    targets = unit(np.stack([sum((meanings[word] for word in text.split()), np.zeros(300)) for text in texts]))
    start = WordTable(
        list(WORDS), rng.standard_normal((len(WORDS), 300)).astype(np.float32), np.ones(len(WORDS), np.float32)
    )
    table = distil(start, texts, targets, [], DistilSettings(steps=300, batch=64, table_rate=2e-2))
    encoder = TextEncoder(table.pieces, *quantise(table.vectors, table.weights))
    assert (encoder.encode(texts) * targets).sum(axis=1).mean() > 0.9
    assert (table.weights >= 0).all()


def test_relations_bring_together_what_the_teacher_keeps_apart(meanings: dict[str, F32]) -> None:
    pairs = list(zip(WORDS[:6], WORDS[6:12], strict=True))
    start = WordTable(list(WORDS), np.stack(list(meanings.values())), np.ones(len(WORDS), np.float32))
    settings = DistilSettings(steps=200, batch=64, pairs=24, table_rate=1e-2, relation_weight=1.0)
    table = distil(start, list(WORDS), start.vectors, [pairs], settings)
    encoder = TextEncoder(table.pieces, *quantise(table.vectors, table.weights))
    near = (encoder.encode([one for one, _ in pairs]) * encoder.encode([other for _, other in pairs])).sum(axis=1)
    assert near.mean() > 0.3


def test_the_same_seed_gives_the_same_table(meanings: dict[str, F32]) -> None:
    start = WordTable(list(WORDS), np.stack(list(meanings.values())), np.ones(len(WORDS), np.float32))
    settings = DistilSettings(steps=20, batch=16)
    one, other = (distil(start, list(WORDS), start.vectors[::-1].copy(), [], settings) for _ in range(2))
    assert np.array_equal(one.vectors, other.vectors) and np.array_equal(one.weights, other.weights)


def test_a_table_starts_with_latin_pieces_and_whole_words() -> None:
    pieces = ["[PAD]", "dog", "##s", "!", "鶏", "rain", "##"]
    vectors = np.random.default_rng(2).standard_normal((7, TEACHER_DIM)).astype(np.float32)
    axes = principal_axes(np.random.default_rng(3).standard_normal((400, TEACHER_DIM)).astype(np.float32))
    table = start_table(pieces, vectors, ["dog dog dog rain"], ["dogs", "xyz"], axes)
    assert table.pieces == ["dog", "##s", "rain", "dogs"]
    assert np.allclose(table.vectors[3], (table.vectors[0] + table.vectors[1]) / 2, atol=1e-5)
    assert table.weights[0] < table.weights[3]


def test_words_that_occur_twice_and_relations_in_a_fixed_order() -> None:
    assert frequent_words(["a dog", "dog 12 12", "rain"]) == ["dog"]
    kinds = relations_of([[("a", "b"), ("c", "d"), ("e", "f")], []], seed=0)
    assert len(kinds) == 1 and sorted(kinds[0]) == [("a", "b"), ("c", "d"), ("e", "f")]
    assert kinds == relations_of([[("a", "b"), ("c", "d"), ("e", "f")], []], seed=0)


def test_a_weak_table_is_refused() -> None:
    good = TextMeasures(0.9, 0.4, 0.9, 0.9, 0.8, 0.9)
    good.check()
    with pytest.raises(TableRefused, match=r"recall 0\.700"):
        TextMeasures(0.9, 0.4, 0.7, 0.9, 0.8, 0.9).check()
    assert spearman(np.arange(5, dtype=np.float32), np.arange(5, dtype=np.float32) ** 3) == pytest.approx(1)


def test_words_learn_their_classes_from_phrases_and_from_clips(meanings: dict[str, F32]) -> None:
    encoder = TextEncoder(WORDS, *quantise(np.stack(list(meanings.values())), np.ones(len(WORDS), np.float32)))
    spoken, heard = WORDS[:6], WORDS[6:12]
    targets = np.eye(527, dtype=np.float32)
    phrases = PhraseSet("names", tuple(spoken), targets[:6])
    scores = np.repeat(targets[100:106] * 6, 8, axis=0)
    captions = tuple(word for word in heard for _ in range(8))
    clips = HeardClips(captions, ("zoo",) * 48, scores, np.stack([meanings[word] for word in captions]))
    settings = ClassTextSettings(steps=120, hidden=64, rate=1e-2, clips=48, batch={"names": 32})
    network = Mlp(train_class_text(encoder, [phrases], clips, settings), "tower.class_text")
    chances = softmax(network(encoder.encode([*spoken, *heard])))
    assert chances.argmax(axis=1).tolist() == [*range(6), *range(100, 106)]


def test_midlevel_axes_keep_what_varies_whatever_the_channels_size() -> None:
    rng = np.random.default_rng(5)
    common = rng.standard_normal((300, 1)).astype(np.float32)
    means = (3 + 0.1 * rng.standard_normal((300, 1504)) + 0.5 * common).astype(np.float32)
    means[:, ::2] *= 100
    axes = midlevel_axes(means)
    rows = means @ axes["midlevel.weight"].T + axes["midlevel.bias"]
    assert rows.shape == (300, 128)
    assert np.abs(rows.mean(axis=0)).max() < 1e-3
    assert np.mean((rows**2).sum(axis=1)) == pytest.approx(1, abs=1e-3)
    assert abs(np.corrcoef(rows[:, 0], common[:, 0])[0, 1]) > 0.99


def test_blocks_keep_what_varies() -> None:
    rng = np.random.default_rng(4)
    base = (rng.standard_normal((400, 384)) * np.linspace(2, 0.1, 384)).astype(np.float32)
    axes = axes_of(base, 20)
    assert np.allclose(axes.T @ axes, np.eye(20), atol=1e-4)
    sound = sound_block(np.concatenate([base, base[:, :128]], axis=1))
    projection = sound["tower.sound.projection"]
    assert projection.shape == (512, 160)
    assert not projection[:384, 64:].any()
    assert not projection[384:, :64].any()
    head = {
        "encoder.head.hidden.weight": rng.standard_normal((512, 384)).astype(np.float32) * 0.1,
        "encoder.head.hidden.bias": np.zeros(512, np.float32),
        "encoder.head.classes.weight": rng.standard_normal((527, 512)).astype(np.float32) * 0.1,
        "encoder.head.classes.bias": np.zeros(527, np.float32),
    }
    classes = class_block(base, head)
    assert classes["tower.class.projection"].shape == (527, 191)
    assert classes["tower.class.limit"][0] > 0
