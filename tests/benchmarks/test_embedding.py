"""Speed of hearing: front end and network for a clip of five seconds, and the bare network beside them.

Run with `pytest tests/benchmarks/test_embedding.py`; the model is the one that ships.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import ENCODER_FILE, open_embedder, single_threaded
from soundbrowser.model.embed_torch import load_encoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.store import ModelFolder
from soundbrowser.paths import factory_model


@pytest.fixture(scope="module")
def folder() -> ModelFolder:
    return ModelFolder.open(factory_model())


@pytest.fixture(scope="module")
def clip() -> F32:
    return np.random.default_rng(0).normal(0, 0.1, 5 * 32_000).astype(np.float32)


def test_front_end(benchmark: BenchmarkFixture, clip: F32) -> None:
    assert benchmark(logmel, clip).shape == (128, 500)


def test_network_in_onnx_runtime(benchmark: BenchmarkFixture, folder: ModelFolder, clip: F32) -> None:
    session = single_threaded(folder.file(ENCODER_FILE).read_bytes())
    picture = logmel(clip)[None, None]
    assert benchmark(session.run, None, {"mel": picture})[0].shape == (1, 512)


def test_network_in_eager_torch(benchmark: BenchmarkFixture, folder: ModelFolder, clip: F32) -> None:
    """The baseline: the same weights as they are trained, on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    encoder, picture = load_encoder(folder), torch.from_numpy(logmel(clip))[None, None]
    with torch.inference_mode():
        assert benchmark(encoder, picture).shape == (1, 512)
    torch.set_num_threads(threads)


def test_waveform_to_base_vector(benchmark: BenchmarkFixture, folder: ModelFolder, clip: F32) -> None:
    embedder = open_embedder(folder, "cpu")
    assert benchmark(embedder.embed, clip).base.shape == (1, 512)
