"""Models without class evidence: one network for both sides, or none; old folders are of the shipped kind."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from soundbrowser.domain.errors import ModelDamaged, TuningError, UnknownWords
from soundbrowser.domain.tuning import TuneExample
from soundbrowser.domain.vectors import F32
from soundbrowser.model.finetune import fine_tune
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelConfig, ModelFolder, ModelKind, json_bytes, tensor_bytes, write_model
from soundbrowser.model.text import TextEncoder, quantise

WORDS = ["dog", "rain", "door"]
SIZE, JOINT = 8, 5
FIT = {"slope": 1.0, "bias": -3.0}


def unit(rows: NDArray[Any]) -> F32:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


def folder(place: Path, shared: dict[str, F32], dim: int) -> ModelFolder:
    """Base vectors and text vectors of one length; sounds to measure scores against."""
    rng = np.random.default_rng(0)
    rows, scales = quantise(rng.standard_normal((len(WORDS), SIZE)).astype(np.float32), np.ones(len(WORDS), np.float32))
    background = unit(rng.standard_normal((200, dim))).astype(np.float16)
    files = {
        "vocabulary.txt": "\n".join(WORDS).encode(),
        "text.safetensors": tensor_bytes({"rows": rows, "scales": scales}),
        "background.safetensors": tensor_bytes({"vectors": background}),
        "calibration.json": json_bytes(dict.fromkeys(("text", "clip", "both"), FIT)),
    }
    if shared:
        files["weights.safetensors"] = tensor_bytes(shared)
    config = ModelConfig("plain", "e", "t", SIZE, dim, SIZE, 16_000, 4.0, 2.0, 0.0, kind=ModelKind.PAPER)
    return write_model(place / "plain", config, files)


def network() -> dict[str, F32]:
    rng = np.random.default_rng(1)
    shapes = {"base.0.weight": (7, SIZE), "base.0.bias": (7,), "base.1.weight": (JOINT, 7), "base.1.bias": (JOINT,)}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def test_without_a_network_both_sides_are_as_they_came(tmp_path: Path) -> None:
    made = folder(tmp_path, {}, SIZE)
    model = JointModel.load(made)
    base = np.random.default_rng(2).standard_normal((5, SIZE)).astype(np.float32)
    assert model.dim == SIZE
    assert np.allclose(model.project(base), unit(base), atol=1e-6)
    meant = unit(model.text_query("rain").vector)
    assert np.allclose(meant, TextEncoder.load(made).encode(["rain"])[0], atol=1e-6)


def test_sounds_and_words_go_through_the_same_network(tmp_path: Path) -> None:
    shared = network()
    made = folder(tmp_path, shared, JOINT)
    model = JointModel.load(made)
    text = TextEncoder.load(made).encode(["dog"])
    hidden = np.maximum(text @ shared["base.0.weight"].T + shared["base.0.bias"], 0)
    expected = unit(hidden @ shared["base.1.weight"].T + shared["base.1.bias"])
    assert np.allclose(model.project(text), expected, atol=1e-5)
    assert np.allclose(unit(model.text_query("dog").vector), expected[0], atol=1e-5)


def test_a_sound_with_the_vector_of_a_word_is_its_best_answer(tmp_path: Path) -> None:
    made = folder(tmp_path, network(), JOINT)
    model = JointModel.load(made)
    sounds = TextEncoder.load(made).encode(WORDS)
    found = [int(np.argmax(model.project(sounds) @ model.text_query(word).vector)) for word in WORDS]
    assert found == [0, 1, 2]
    both = model.combine(model.text_query("dog"), model.clip_query(sounds[:1]))
    assert both.probability(model.project(sounds) @ both.vector).argmax() == 0


def test_no_sounds_give_no_vectors(tmp_path: Path) -> None:
    assert JointModel.load(folder(tmp_path, network(), JOINT)).project(np.empty((0, SIZE), np.float16)).shape == (0, 5)


def test_words_may_be_read_elsewhere(tmp_path: Path) -> None:
    made = folder(tmp_path, {}, SIZE)
    files = {name: made.file(name).read_bytes() for name in made.files if "text" not in name and "vocab" not in name}
    bare = write_model(tmp_path / "bare", replace(made.config, kind=ModelKind.CLAP), files)
    model = JointModel.load(bare)
    assert not model.reads_words and JointModel.load(made).reads_words
    with pytest.raises(UnknownWords, match="rain"):
        model.text_query("rain")
    vector = TextEncoder.load(made).encode(["rain"])[0]
    assert np.array_equal(model.words_query(vector).vector, JointModel.load(made).text_query("rain").vector)


def test_they_cannot_be_taught_and_it_is_said(tmp_path: Path) -> None:
    example = TuneExample("zorp", "here", np.ones((1, SIZE), np.float16))
    with pytest.raises(TuningError, match="“plain” cannot be taught"):
        fine_tune(folder(tmp_path, {}, SIZE), [example] * 5, tmp_path / "out")


def test_a_configuration_from_before_there_were_kinds_is_of_the_shipped_kind(tiny_model: ModelFolder) -> None:
    before = JointModel.load(tiny_model).text_query("dog").vector
    file = tiny_model.path / "config.json"
    document = json.loads(file.read_text())
    del document["kind"]
    file.write_text(json.dumps(document))
    again = ModelFolder.open(tiny_model.path)
    assert again.config == tiny_model.config and again.config.kind is ModelKind.JOINT
    assert np.array_equal(JointModel.load(again).text_query("dog").vector, before)


def test_a_kind_of_later_programs_is_refused(tiny_model: ModelFolder) -> None:
    file = tiny_model.path / "config.json"
    file.write_text(file.read_text().replace('"joint"', '"telepathic"'))
    with pytest.raises(ModelDamaged, match="telepathic"):
        ModelFolder.open(tiny_model.path)
