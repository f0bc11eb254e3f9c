"""Model folders: what is written is read, and what was changed is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.model.store import ModelConfig, ModelFolder, tensor_bytes, write_model

CONFIG = ModelConfig("m", "e1", "t1", 4, 3, 2, 32_000, 4.0, 2.0, 4.0, parent="t0", labels=("zorp",))


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    weights = tensor_bytes({"a.x": np.arange(3, dtype=np.float32), "b.y": np.ones((2, 2), np.float16)})
    return write_model(tmp_path / "m", CONFIG, {"weights.safetensors": weights, "card.md": b"hello"})


def test_a_written_model_comes_back(folder: ModelFolder) -> None:
    again = ModelFolder.open(folder.path)
    assert again.config == CONFIG
    assert again.file("card.md").read_bytes() == b"hello"
    assert again.tensors(prefix="a.")["a.x"].tolist() == [0, 1, 2]
    assert set(again.tensors()) == {"a.x", "b.y"}


def test_an_older_folder_is_replaced_whole(folder: ModelFolder) -> None:
    write_model(folder.path, CONFIG, {"other.txt": b"x"})
    assert sorted(path.name for path in folder.path.iterdir()) == ["config.json", "other.txt"]
    assert [path.name for path in folder.path.parent.iterdir()] == ["m"]


def test_no_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no model in"):
        ModelFolder.open(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["weights.safetensors", "card.md"])
def test_a_changed_byte_is_found(folder: ModelFolder, name: str) -> None:
    content = bytearray((folder.path / name).read_bytes())
    content[-1] ^= 1
    (folder.path / name).write_bytes(content)
    with pytest.raises(ModelDamaged, match=name):
        ModelFolder.open(folder.path)


def test_a_missing_file_is_found(folder: ModelFolder) -> None:
    (folder.path / "card.md").unlink()
    with pytest.raises(ModelDamaged, match="missing"):
        ModelFolder.open(folder.path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', "null", "\x00"])
def test_a_broken_configuration_is_refused(folder: ModelFolder, content: str) -> None:
    (folder.path / "config.json").write_text(content)
    with pytest.raises(ModelDamaged):
        ModelFolder.open(folder.path)


def test_a_configuration_without_a_size_is_refused(folder: ModelFolder) -> None:
    document = json.loads((folder.path / "config.json").read_text())
    del document["joint_dim"]
    (folder.path / "config.json").write_text(json.dumps(document))
    with pytest.raises(ModelDamaged, match="joint_dim"):
        ModelFolder.open(folder.path)


def test_asking_for_a_file_that_the_model_lacks(folder: ModelFolder) -> None:
    with pytest.raises(ModelDamaged, match=r"no file “encoder\.onnx”"):
        folder.file("encoder.onnx")


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m", CONFIG, {"weights.safetensors": b"no tensors"})
    with pytest.raises(ModelDamaged, match="cannot be read"):
        folder.tensors()


def test_equal_tensors_give_equal_bytes() -> None:
    a, b = np.ones(2, np.float32), np.zeros(3, np.float32)
    assert tensor_bytes({"a": a, "b": b}) == tensor_bytes({"b": b, "a": a})
