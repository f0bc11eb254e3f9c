"""The shipped model learns made-up words for two timbres from real samples, and forgets nothing by it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from soundbrowser import paths
from soundbrowser.domain.tuning import TuneExample, TuneReport
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.finetune import fine_tune
from soundbrowser.model.store import ModelFolder

RATE = 32_000
Timbre = Callable[[np.random.Generator], NDArray[np.float32]]


def zorp(rng: np.random.Generator) -> NDArray[np.float32]:
    """A wobbling, inharmonic bell."""
    time = np.arange(int(RATE * rng.uniform(0.4, 1.2))) / RATE
    pitch = 110 * 2 ** rng.uniform(0, 2)
    wave = np.sin(2 * np.pi * pitch * time + 4 * np.sin(2 * np.pi * 1.41 * pitch * time))
    return (0.5 * wave * np.exp(-2 * time) * (1 + 0.5 * np.sin(2 * np.pi * 7 * time))).astype(np.float32)


def blick(rng: np.random.Generator) -> NDArray[np.float32]:
    """Dull ticks in a row."""
    time = np.arange(int(RATE * rng.uniform(0.3, 0.9))) / RATE
    width = int(rng.integers(8, 40))
    noise = np.convolve(rng.standard_normal(time.size), np.hanning(width) / width, "same")
    return (noise * np.exp(-12 * (time % rng.uniform(0.1, 0.25)))).astype(np.float32)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> TuneReport:
    folder = ModelFolder.open(paths.models() / paths.FACTORY_MODEL)
    embedder = open_embedder(folder, "cpu")
    rng = np.random.default_rng(0)
    makers: dict[str, Timbre] = {"zorp": zorp, "blick": blick}
    examples = [
        TuneExample(word, f"{word}/{number % 5}", embedder.embed(make(rng)).base)
        for word, make in makers.items()
        for number in range(10)
    ]
    return fine_tune(folder, examples, tmp_path_factory.mktemp("models") / "tuned")


def test_words_that_meant_nothing_find_their_sounds(report: TuneReport) -> None:
    assert report.own is not None
    assert report.own.before < 0.5
    assert report.own.after >= 0.9


def test_general_search_is_as_good_as_before(report: TuneReport) -> None:
    assert abs(report.general.after - report.general.before) < 0.01
    assert report.keep
