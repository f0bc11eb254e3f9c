"""Base vectors: one sound gives one answer, wherever, whenever and beside whatever it is embedded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import Embedder, open_embedder
from soundbrowser.model.embed_torch import TorchEmbedder
from soundbrowser.model.encoder import AudioEncoder
from soundbrowser.model.store import ModelConfig, ModelFolder, tensor_bytes, write_model
from soundbrowser.training.export import encoder_onnx

CONFIG = ModelConfig(
    name="tiny",
    encoder_version="encoder-of-the-test",
    tower_version="none",
    base_dim=384,
    joint_dim=0,
    text_dim=300,
    sample_rate=32_000,
    segment_s=4.0,
    hop_s=2.0,
    shortest_s=4.0,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    torch.manual_seed(3)
    encoder = AudioEncoder().eval()
    weights = {f"encoder.{name}": value.numpy() for name, value in encoder.tensors().items()}
    files = {"encoder.onnx": encoder_onnx(encoder), "weights.safetensors": tensor_bytes(weights)}
    return write_model(tmp_path_factory.mktemp("models") / "tiny", CONFIG, files)


@pytest.fixture(scope="module")
def embedder(folder: ModelFolder) -> Embedder:
    return open_embedder(folder, "cpu")


def noise(seconds: float, seed: int = 0) -> F32:
    return np.random.default_rng(seed).normal(0, 0.1, max(1, round(seconds * 32_000))).astype(np.float32)


def test_says_what_it_is(embedder: Embedder) -> None:
    assert (embedder.encoder_version, embedder.base_dim, embedder.device) == ("encoder-of-the-test", 384, "cpu")
    assert embedder.sample_rate == 32_000


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 4.0, 6.0])
def test_a_short_sound_has_one_row(embedder: Embedder, seconds: float) -> None:
    waveform = noise(seconds)
    vectors = embedder.embed(waveform)
    assert vectors.base.shape == (1, 384)
    assert vectors.base.dtype == np.float16
    assert np.isfinite(vectors.base).all()
    assert vectors.starts.tolist() == [0.0]
    assert vectors.ends[0] == pytest.approx(waveform.size / 32_000)


def test_a_long_sound_has_the_whole_first_and_then_its_windows(embedder: Embedder) -> None:
    vectors = embedder.embed(noise(9.5))
    assert vectors.starts.tolist() == [0.0, 0.0, 2.0, 4.0, 5.5]
    assert vectors.ends.tolist() == [9.5, 4.0, 6.0, 8.0, 9.5]
    windows = vectors.base[1:].astype(np.float32)
    assert np.allclose(vectors.base[0].astype(np.float32), windows.mean(axis=0), atol=2e-3)


def test_a_window_is_embedded_like_a_sound_of_its_own(embedder: Embedder) -> None:
    waveform = noise(12, seed=4)
    window = embedder.embed(waveform[2 * 32_000 : 6 * 32_000])
    assert np.array_equal(embedder.embed(waveform).base[2], window.base[0])


def test_company_and_repetition_change_nothing(embedder: Embedder) -> None:
    waveform = noise(2.5, seed=5)
    alone = embedder.embed(waveform).base
    embedder.embed(noise(30, seed=6))
    assert np.array_equal(embedder.embed(waveform).base, alone)


ELSEWHERE = """
import sys
from pathlib import Path
import numpy as np
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.store import ModelFolder
embedder = open_embedder(ModelFolder.open(Path(sys.argv[1])), "cpu")
waveform = np.random.default_rng(8).normal(0, 0.1, 300_000).astype(np.float32)
sys.stdout.buffer.write(embedder.embed(waveform).base.tobytes())
assert "torch" not in sys.modules, "the CPU path imports torch"
"""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_another_process_gives_the_same_bits_without_torch(
    folder: ModelFolder, embedder: Embedder, threads: str
) -> None:
    there = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(folder.path)],
        capture_output=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
    )
    waveform = np.random.default_rng(8).normal(0, 0.1, 300_000).astype(np.float32)
    assert there.stdout == embedder.embed(waveform).base.tobytes()


def test_torch_agrees(folder: ModelFolder, embedder: Embedder) -> None:
    waveform = noise(20, seed=9)
    expected = embedder.embed(waveform)
    got = TorchEmbedder(folder, "cpu").embed(waveform)
    assert np.array_equal(got.starts, expected.starts)
    assert np.abs(got.base.astype(np.float32) - expected.base.astype(np.float32)).max() < 2e-3


def test_an_encoder_file_that_is_gone_is_said(folder: ModelFolder, tmp_path: Path) -> None:
    files = {"weights.safetensors": folder.file("weights.safetensors").read_bytes()}
    without = write_model(tmp_path / "half", CONFIG, files)
    with pytest.raises(ModelDamaged, match=r"encoder\.onnx"):
        open_embedder(without, "cpu")
