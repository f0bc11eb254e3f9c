"""The front end against a slow one written from the definition, and at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from soundbrowser.model.frontend import logmel


def by_definition(x: NDArray[np.float64]) -> NDArray[np.float64]:
    y = x[1:] - 0.97 * x[:-1]
    padded = np.pad(y, 512, mode="reflect")
    window = np.zeros(1024)
    window[112:912] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(800) / 799)
    frames = [padded[i * 320 : i * 320 + 1024] * window for i in range(1 + (x.size - 1) // 320)]
    power = np.abs(np.fft.rfft(frames)) ** 2
    points = np.linspace(0, 1127 * np.log(1 + 15000 / 700), 130)
    bins = 1127 * np.log(1 + 31.25 * np.arange(513) / 700)
    weights = np.zeros((128, 513))
    for band, (left, centre, right) in enumerate(zip(points, points[1:], points[2:], strict=False)):
        rising, falling = (bins - left) / (centre - left), (right - bins) / (right - centre)
        weights[band] = np.maximum(0, np.minimum(rising, falling))
    weights[:, 512] = 0
    return (np.log(weights @ power.T + 1e-5) + 4.5) / 5


@pytest.mark.parametrize("samples", [514, 640, 6400, 32_000, 47_123])
def test_agrees_with_the_definition(samples: int) -> None:
    rng = np.random.default_rng(samples)
    chirp = 0.4 * np.sin(2 * np.pi * np.cumsum(np.geomspace(40, 14_000, samples)) / 32_000)
    signal = (chirp + 0.05 * rng.standard_normal(samples)).astype(np.float32)
    expected = by_definition(signal.astype(np.float64))
    got = logmel(signal)
    assert got.dtype == np.float32
    assert got.shape == expected.shape
    assert np.abs(got - expected).max() < 1e-3


def test_silence_is_the_floor_in_every_band() -> None:
    assert np.allclose(logmel(np.zeros(32_000, np.float32)), (np.log(1e-5) + 4.5) / 5)


@pytest.mark.parametrize("samples", [1, 2, 319, 513])
def test_a_few_samples_are_continued_with_silence(samples: int) -> None:
    click = np.ones(samples, np.float32)
    padded = np.concatenate([click, np.zeros(514 - samples, np.float32)])
    assert np.array_equal(logmel(click), logmel(padded))


def test_a_tone_lights_the_band_around_its_frequency() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(32_000) / 32_000).astype(np.float32)
    step = np.log1p(15_000 / 700) / 129
    expected = round(float(np.log1p(1000 / 700) / step)) - 1
    assert int(logmel(tone).mean(axis=1).argmax()) == expected
