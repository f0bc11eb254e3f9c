"""The paper's two trainings learn, and go on where they stopped as if they had not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from soundbrowser.domain.vectors import F32
from soundbrowser.training.paper.clips import LabelledClip
from soundbrowser.training.paper.losses import Distance, Loss
from soundbrowser.training.paper.pairs import Features
from soundbrowser.training.paper.pictures import Pictures, open_pictures
from soundbrowser.training.paper.shared_network import SIZES, SharedNetwork, SharedRecipe, SharedTraining
from soundbrowser.training.paper.walnet_training import WalNetRecipe, WalNetTraining


def unit(rows: F32) -> F32:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def features() -> Features:
    """Six classes whose sounds lie about a point that has nothing to do with the class's text."""
    rng = np.random.default_rng(0)
    class_of = np.arange(120) % 6
    middles = rng.standard_normal((6, SIZES[0]))
    audio = middles[class_of] + 0.3 * rng.standard_normal((120, SIZES[0]))
    return Features(unit(audio), unit(rng.standard_normal((6, SIZES[0]))), class_of)


def right_texts(network: SharedNetwork, features: Features) -> float:
    """Share of clips whose own text is the nearest."""
    with torch.inference_mode():
        audio = network.eval()(torch.from_numpy(features.audio))
        near = torch.cdist(audio, network(torch.from_numpy(features.texts))).argmin(dim=1).numpy()
    return float((near == features.class_of).mean())


@pytest.mark.parametrize(
    ("loss", "distance"),
    [(Loss.CROSS_ENTROPY, Distance.EXP_L2), (Loss.CROSS_ENTROPY, Distance.L2), (Loss.CONTRASTIVE, Distance.L2)],
)
def test_sounds_come_to_their_texts(features: Features, loss: Loss, distance: Distance, tmp_path: Path) -> None:
    training = SharedTraining(SharedRecipe(epochs=20, pairs=60, loss=loss, distance=distance))
    before = right_texts(training.network, features)
    training.run(features, tmp_path / "shared.pt", lambda *_: None)
    assert before < 0.5
    assert right_texts(training.network, features) > 0.8


def test_both_sides_go_through_the_papers_layers() -> None:
    network = SharedNetwork(dropout=0.5)
    shapes = {name: value.shape for name, value in network.tensors().items() if name.endswith("weight")}
    assert shapes == {
        "base.0.weight": (1024, 300),
        "base.1.weight": (512, 1024),
        "base.2.weight": (512, 512),
        "base.3.weight": (1024, 512),
    }


def test_a_stopped_shared_training_goes_on(features: Features, tmp_path: Path) -> None:
    recipe = SharedRecipe(epochs=4, pairs=60, checkpoint_every=2)
    whole, stopped, resumed = (SharedTraining(recipe) for _ in range(3))
    whole.run(features, tmp_path / "whole.pt", lambda *_: None)

    def stop(epoch: int, _: float) -> None:
        if epoch == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped.run(features, tmp_path / "stopped.pt", stop)
    epochs: list[int] = []
    resumed.run(features, tmp_path / "stopped.pt", lambda epoch, _: epochs.append(epoch))
    assert epochs == [3, 4]
    for name, value in whole.network.tensors().items():
        assert np.allclose(value, resumed.network.tensors()[name], atol=1e-6), name


@pytest.fixture
def clips(tmp_path: Path) -> Sequence[LabelledClip]:
    """Low tones and high ones, and a file that is no sound."""
    found = []
    for number in range(8):
        path = tmp_path / f"{number}.wav"
        time = np.arange(round(44_100 * (0.2 + 0.4 * number))) / 44_100
        soundfile.write(path, 0.4 * np.sin(2 * np.pi * (200 if number % 2 else 3000) * time), 44_100)
        found.append(LabelledClip(path, "low" if number % 2 else "high", True, ""))
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    return [*found, LabelledClip(tmp_path / "broken.wav", "low", True, "")]


@pytest.fixture
def pictures(clips: Sequence[LabelledClip], tmp_path: Path) -> Pictures:
    return open_pictures(tmp_path / "pictures", clips)


def test_pictures_are_made_once_and_have_a_segment_at_least(
    pictures: Pictures, clips: Sequence[LabelledClip], tmp_path: Path
) -> None:
    assert len(pictures) == len(clips)
    assert pictures[7].shape == (128, 1 + 44_100 * 3 // 512)
    assert min(pictures.frames(row) for row in range(8)) >= 128
    assert pictures.frames(8) == 0
    (tmp_path / "7.wav").unlink()
    assert np.array_equal(open_pictures(tmp_path / "pictures", clips)[7], pictures[7])


def test_an_epoch_shows_each_clip_once(pictures: Pictures) -> None:
    batches = list(pictures.batches(np.arange(8), 3, np.random.default_rng(0)))
    assert [segments.shape for _, segments in batches] == [(3, 1, 128, 128)] * 2 + [(2, 1, 128, 128)]
    assert sorted(np.concatenate([rows for rows, _ in batches])) == list(range(8))


def test_a_stopped_walnet_training_goes_on(pictures: Pictures, tmp_path: Path) -> None:
    labels = np.asarray([[number % 2, 1 - number % 2] for number in range(9)], np.float32)
    rows = np.arange(8)
    recipe = WalNetRecipe(epochs=3, batch=4)
    whole, stopped, resumed = (WalNetTraining(recipe, 2) for _ in range(3))
    losses: list[float] = []
    whole.run(pictures, labels, rows, tmp_path / "whole", lambda _, loss, __: losses.append(loss))
    assert losses[-1] < losses[0]

    def stop(epoch: int, *_: float) -> None:
        if epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped.run(pictures, labels, rows, tmp_path / "stopped", stop)
    epochs: list[int] = []
    resumed.run(pictures, labels, rows, tmp_path / "stopped", lambda epoch, *_: epochs.append(epoch))
    assert epochs == [3]
    again = resumed.network.state_dict()
    for name, value in whole.network.state_dict().items():
        assert torch.allclose(value, again[name], atol=1e-5), name


def test_a_walnet_training_can_be_made_longer_and_stays_what_it_was(pictures: Pictures, tmp_path: Path) -> None:
    labels = np.asarray([[number % 2, 1 - number % 2] for number in range(9)], np.float32)
    epochs: list[int] = []
    for wanted in (1, 2, 1):
        training = WalNetTraining(WalNetRecipe(epochs=wanted, batch=4), 2)
        training.run(pictures, labels, np.arange(8), tmp_path, lambda epoch, *_: epochs.append(epoch))
        assert training.epoch == wanted
    assert epochs == [1, 2]
