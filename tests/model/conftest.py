"""A complete model in miniature: 16-d base vectors, 12 classes, 8-d texts, random weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soundbrowser.model.replay import Replay
from soundbrowser.model.store import ModelConfig, ModelFolder, json_bytes, tensor_bytes, write_model
from soundbrowser.model.text import quantise
from soundbrowser.model.towers import AudioTower, unit

BASE, CLASSES, TEXT, CONTRASTIVE, CLASS_DIM, SOUND = 16, 12, 8, 6, 5, 4
DIM = CONTRASTIVE + CLASS_DIM + SOUND + 1
PIECES = ["dog", "bark", "##ing", "rain", "snow", "the", "whoosh", "bz"]


def tensors(rng: np.random.Generator) -> dict[str, Any]:
    """Random towers and class head under their shipped names."""
    shapes = {
        "encoder.head.hidden.weight": (10, BASE),
        "encoder.head.hidden.bias": (10,),
        "encoder.head.classes.weight": (CLASSES, 10),
        "encoder.head.classes.bias": (CLASSES,),
        "tower.audio.0.weight": (9, BASE),
        "tower.audio.0.bias": (9,),
        "tower.audio.1.weight": (CONTRASTIVE, 9),
        "tower.audio.1.bias": (CONTRASTIVE,),
        "tower.text.0.weight": (CONTRASTIVE, TEXT),
        "tower.text.0.bias": (CONTRASTIVE,),
        "tower.class_text.0.weight": (CLASSES, TEXT),
        "tower.class_text.0.bias": (CLASSES,),
        "tower.class.projection": (CLASSES, CLASS_DIM),
        "tower.sound.projection": (BASE, SOUND),
    }
    made = {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}
    return made | {
        "tower.class.mean": np.full(CLASSES, -0.7, np.float32),
        "tower.class.scale": np.ones(CLASSES, np.float32),
        "tower.class.limit": np.asarray([6.0], np.float32),
        "tower.sound.mean": np.zeros(BASE, np.float32),
        "tower.blocks.lengths": np.sqrt(np.asarray([0.3, 0.4, 0.3], np.float32)),
        "tower.blocks.clip": np.asarray([0.3, 0.3, 0.4], np.float32),
        "tower.blend": np.asarray([0.2, 0.5], np.float32),
    }


def files(rng: np.random.Generator) -> dict[str, bytes]:
    """Every file of the model but its encoder."""
    weights = tensors(rng)
    table = rng.standard_normal((len(PIECES), TEXT)).astype(np.float32)
    rows, scales = quantise(table, np.asarray([1, 1, 0.5, 1, 1, 0, 1, 1], np.float32))
    sounds = rng.standard_normal((160, BASE)).astype(np.float32)
    phrases = unit(rng.standard_normal((20, TEXT)).astype(np.float32)).astype(np.float16)
    replay = Replay(sounds.astype(np.float16), phrases, np.arange(160) % 20, np.arange(160) >= 100)
    background = AudioTower(weights).project(replay.learned_base)
    fit = {"slope": 1.2, "bias": -4.0, "certainty_bias": 0.5, "tail_bias": 0.1}
    return {
        "weights.safetensors": tensor_bytes(weights),
        "vocabulary.txt": "\n".join(PIECES).encode(),
        "text.safetensors": tensor_bytes({"rows": rows, "scales": scales}),
        "background.safetensors": tensor_bytes({"vectors": background.astype(np.float16)}),
        "replay.safetensors": tensor_bytes(replay.tensors()),
        "calibration.json": json_bytes(dict.fromkeys(("text", "clip", "both"), fit)),
    }


CONFIG = ModelConfig(
    name="tiny",
    encoder_version="tiny-encoder",
    tower_version="tiny-towers",
    base_dim=BASE,
    joint_dim=DIM,
    text_dim=TEXT,
    sample_rate=32_000,
    segment_s=4.0,
    hop_s=2.0,
    shortest_s=4.0,
)


@pytest.fixture
def tiny_model(tmp_path: Path) -> ModelFolder:
    """A model folder that can be opened and damaged."""
    return write_model(tmp_path / "tiny", CONFIG, files(np.random.default_rng(0)))


@pytest.fixture
def sounds() -> Callable[[int], np.ndarray[Any, np.dtype[np.float16]]]:
    """(n, 16) base vectors as a library stores them."""
    return lambda count: np.random.default_rng(1).standard_normal((count, BASE)).astype(np.float16)
