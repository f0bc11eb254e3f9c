"""The network's shape, its independence of batches and lengths, and its ONNX twin."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from soundbrowser.model.encoder import AudioEncoder, BaseEncoder
from soundbrowser.training.export import encoder_onnx


@pytest.fixture(scope="module")
def encoder() -> AudioEncoder:
    """Random weights, and batch norms that do something."""
    torch.manual_seed(7)
    network = AudioEncoder()
    for name, value in network.tensors().items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.3)
        if name.endswith("running_var"):
            value.uniform_(0.3, 2)
    return network.eval()


def picture(frames: int, batch: int = 1) -> torch.Tensor:
    return torch.randn(batch, 1, 128, frames, generator=torch.Generator().manual_seed(frames))


def test_has_as_many_weights_as_the_published_network(encoder: AudioEncoder) -> None:
    assert sum(weight.numel() for weight in encoder.parameters()) == 983_599
    assert len(encoder.tensors()) == 266
    before_pool = sum(w.numel() for name, w in encoder.named_parameters() if not name.startswith("head."))
    assert before_pool == 516_128


@pytest.mark.parametrize(("frames", "last"), [(3, 1), (401, 13), (1001, 32)])
def test_any_length_gives_one_vector(encoder: AudioEncoder, frames: int, last: int) -> None:
    shapes = []
    handle = encoder.last.register_forward_hook(lambda _m, _i, output: shapes.append(tuple(output.shape)))
    with torch.no_grad():
        base = encoder(picture(frames))
    handle.remove()
    assert shapes == [(1, 384, 4, last)]
    assert base.shape == (1, 384)
    assert encoder.head(base).shape == (1, 527)


def test_a_batch_gives_what_each_gives_alone(encoder: AudioEncoder) -> None:
    mel = picture(150, batch=3)
    with torch.no_grad():
        together = encoder(mel)
        alone = torch.cat([encoder(row[None]) for row in mel])
    assert torch.allclose(together, alone, atol=1e-5)


def test_weights_by_name_survive_a_round_trip(encoder: AudioEncoder) -> None:
    other = AudioEncoder()
    other.load_tensors(encoder.tensors())
    with torch.no_grad():
        assert torch.equal(other.eval()(picture(99)), encoder(picture(99)))


def test_a_missing_weight_is_refused(encoder: AudioEncoder) -> None:
    tensors = encoder.tensors()
    del tensors["blocks.4.se.reduce.bias"]
    with pytest.raises(RuntimeError, match=r"blocks\.4\.se\.reduce\.bias"):
        AudioEncoder().load_tensors(tensors)


def test_base_vectors_are_the_embedding_and_the_midlevel_axes(encoder: AudioEncoder) -> None:
    whole = BaseEncoder()
    whole.load_tensors({**whole.tensors(), **encoder.tensors()})
    with torch.no_grad():
        base = whole.eval()(picture(150, batch=2))
        embedding, means = encoder.layers(picture(150, batch=2))
        midlevel = whole.midlevel(means)
    assert base.shape == (2, 512)
    assert means.shape == (2, 1504)
    assert torch.allclose(base, torch.cat([embedding, midlevel], dim=1), atol=1e-5)
    assert torch.equal(embedding, encoder(picture(150, batch=2)))


def test_onnx_agrees_with_torch_at_every_length(encoder: AudioEncoder) -> None:
    session = onnxruntime.InferenceSession(encoder_onnx(encoder), providers=["CPUExecutionProvider"])
    for frames in (3, 40, 401, 777):
        mel = picture(frames)
        with torch.no_grad():
            expected = encoder(mel).numpy()
        (got,) = session.run(None, {"mel": mel.numpy()})
        assert np.abs(got - expected).max() <= 1e-4
