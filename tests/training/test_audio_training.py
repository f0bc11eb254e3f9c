"""The encoder's training on a made-up corpus: it learns, changes every layer, and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from soundbrowser.model.encoder import AudioEncoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.segments import Segmenting
from soundbrowser.training.audio_training import Anchor, AudioRecipe, AudioTraining
from soundbrowser.training.augment import FLOOR, change_speed, colour_picture, fit, mix, vary_waveform
from soundbrowser.training.averaging import MovingAverage, between
from soundbrowser.training.batches import BatchMaker, NamedClips
from soundbrowser.training.contrastive_towers import ContrastiveTowers
from soundbrowser.training.corpus import Clip
from soundbrowser.training.losses import contrastive, like_before, named_classes, same_sound
from soundbrowser.training.tower_fit import FitSettings, fit_towers
from soundbrowser.training.waveforms import WaveformCache, open_waveforms

SEGMENTING = Segmenting(segment_s=1.0, hop_s=0.5, shortest_s=1.0)
RECIPE = AudioRecipe(steps=4, batch=3, warm_up=1, checkpoint_every=2, rate=1e-3)


@pytest.fixture
def waveforms(shared: Path, clips: list[Clip], tmp_path: Path) -> WaveformCache:
    return open_waveforms(shared.parent / "waveform-cache", clips)


@pytest.fixture
def named(clips: list[Clip]) -> NamedClips:
    rng = np.random.default_rng(0)
    texts = rng.standard_normal((len(clips), 2, 300)).astype(np.float32)
    texts /= np.linalg.norm(texts, axis=2, keepdims=True)
    classes = np.zeros((len(clips), 527), np.float32)
    classes[np.arange(len(clips)), np.arange(len(clips)) // 2] = 1
    return NamedClips(np.arange(len(clips)), tuple(texts), classes, np.ones(len(clips), np.float32))


def training(named: NamedClips) -> AudioTraining:
    torch.manual_seed(1)
    start = AudioEncoder().tensors()
    rng = np.random.default_rng(2)
    base = rng.standard_normal((50, 384)).astype(np.float32)
    towers = ContrastiveTowers.over(base, 300, dropout=0.1)
    anchor = Anchor(torch.ones(527), torch.zeros(384))
    return AudioTraining(RECIPE, start, towers, anchor, np.concatenate(named.texts))


def batches(named: NamedClips, waveforms: WaveformCache) -> BatchMaker:
    return BatchMaker(named, waveforms, SEGMENTING, RECIPE.batch, 0.5, seed=3)


def test_every_clip_is_decoded_once(waveforms: WaveformCache, clips: list[Clip]) -> None:
    assert len(waveforms) == len(clips)
    assert [waveforms[row].size / 32_000 for row in (0, 3)] == pytest.approx([0.2, 1.4], abs=1e-3)
    assert np.abs(waveforms[2]).max() == pytest.approx(0.4, abs=0.05)


def test_a_batch_follows_from_its_number(named: NamedClips, waveforms: WaveformCache) -> None:
    first, again = (list(batches(named, waveforms).steps(0, 3)) for _ in range(2))
    (last,) = batches(named, waveforms).steps(2, 3)
    assert np.array_equal(first[2].seen, again[2].seen)
    assert np.array_equal(first[2].seen, last.seen)
    assert not np.array_equal(first[0].seen, first[1].seen)
    assert first[0].seen.shape == (3, 128, 100)
    assert np.allclose(np.linalg.norm(first[0].texts, axis=1), 1)


def test_a_stopped_training_goes_on_as_if_it_had_not(
    named: NamedClips, waveforms: WaveformCache, tmp_path: Path
) -> None:
    whole = training(named)
    whole.run(batches(named, waveforms), tmp_path / "whole.pt", lambda *_: None)
    stopped = training(named)

    def stop(step: int, _: dict[str, float]) -> None:
        if step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped.run(batches(named, waveforms), tmp_path / "stopped.pt", stop)
    resumed = training(named)
    resumed.run(batches(named, waveforms), tmp_path / "stopped.pt", lambda *_: None)
    assert resumed.step == whole.step == 4
    for name, value in whole.encoder.tensors().items():
        assert torch.allclose(value, resumed.encoder.tensors()[name], atol=1e-6), name


def test_every_layer_changes_and_the_norms_statistics_do_not(named: NamedClips, waveforms: WaveformCache) -> None:
    run = training(named)
    for batch in batches(named, waveforms).steps(0, 3):
        losses = run.learn(batch)
        assert all(np.isfinite(value) for value in losses.values())
    after, before = run.encoder.tensors(), run.before.tensors()
    for name, value in after.items():
        same = torch.equal(value, before[name])
        assert same if "running" in name else not same, name


def test_averages_lie_between(named: NamedClips) -> None:
    linear = torch.nn.Linear(2, 2)
    average = MovingAverage(linear, 0.9)
    before = {name: value.clone() for name, value in linear.state_dict().items()}
    with torch.no_grad():
        linear.weight += 1
    average.update(linear, step=1000)
    assert torch.allclose(average.values["weight"], before["weight"] + 0.1)
    half = between(before, linear.state_dict(), 0.5)
    assert torch.allclose(half["weight"], before["weight"] + 0.5)


def test_towers_learn_which_words_belong_to_which_sounds() -> None:
    rng = np.random.default_rng(5)
    base = rng.standard_normal((40, 384)).astype(np.float32)
    words = rng.standard_normal((40, 300)).astype(np.float32)
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    settings = FitSettings(steps=60, noise=0.1, dropout=0.1)
    towers = fit_towers(base, [row[None] for row in words], np.ones(40), settings, seed=0)
    with torch.no_grad():
        scores = towers.audio(torch.from_numpy(base)) @ towers.text(torch.from_numpy(words)).T
    assert float((scores.argmax(dim=1) == torch.arange(40)).float().mean()) > 0.9
    tensors = towers.tensors()
    hidden = np.maximum(base @ tensors["tower.audio.0.weight"].T + tensors["tower.audio.0.bias"], 0)
    folded = hidden @ tensors["tower.audio.1.weight"].T + tensors["tower.audio.1.bias"]
    expected = towers.audio(torch.from_numpy(base)).detach().numpy()
    assert np.allclose(folded / np.linalg.norm(folded, axis=1, keepdims=True), expected, atol=1e-4)


def test_equal_words_are_equally_right() -> None:
    text = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), dim=1)
    bank = text[:1]
    scale = torch.tensor(20.0)
    fitting = contrastive(text, text, bank, text, bank, scale)
    crossed = contrastive(text[[2, 1, 0]], text, bank, text, bank, scale)
    assert fitting < crossed
    swapped = contrastive(text[[1, 0, 2]], text, bank, text, bank, scale)
    assert torch.allclose(fitting, swapped)


def test_anchoring_losses_are_nothing_where_nothing_changed() -> None:
    logits, base = torch.randn(4, 527), torch.randn(4, 384)
    none = torch.zeros(4, 527)
    assert float(like_before(logits, logits, none, torch.ones(527))) == 0
    assert float(same_sound(base, base, torch.zeros(384))) == pytest.approx(0, abs=1e-6)
    assert float(named_classes(logits, none, torch.ones(527))) == 0
    classes = none.clone()
    classes[0, 3] = 1
    higher = logits.clone()
    higher[0, 3] += 5
    assert named_classes(higher, classes, torch.ones(527)) < named_classes(logits, classes, torch.ones(527))
    assert float(like_before(higher, logits, classes, torch.ones(527))) == 0


def test_variations_keep_sounds_sound() -> None:
    rng = np.random.default_rng(11)
    wave = np.sin(np.arange(20_000) / 10).astype(np.float32)
    assert change_speed(wave, 2.0).size == 10_000
    for _ in range(30):
        varied = vary_waveform(wave, rng)
        assert varied.dtype == np.float32
        assert np.isfinite(varied).all()
        assert fit(varied, 32_000, SEGMENTING, rng).size == 32_000
    silent = np.zeros(20_000, np.float32)
    assert np.isfinite(mix(silent, wave, rng)).all()
    picture = colour_picture(logmel(wave), rng)
    assert picture.dtype == np.float32
    assert picture.min() >= FLOOR
