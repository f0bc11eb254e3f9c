"""Short events in long recordings, on the shipped model and the demo sounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from soundbrowser import paths
from soundbrowser.audio.decode import decode
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.frontend import SAMPLE_RATE
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.training.corpus import Clip
from soundbrowser.training.long_files import describe, measure_long_files
from soundbrowser.training.test_sets import TestSet
from soundbrowser.training.waveforms import OFFSETS_FILE, SAMPLES_FILE, WaveformCache

EVENTS = {
    "Animals/Dog_Bark_Twice": "dog barking",
    "Vehicles/Train_Horn": "train horn",
    "Signals/Bell_Church_Toll": "bell",
}


@pytest.fixture
def waveforms(tmp_path: Path) -> WaveformCache:
    """Three demo sounds as training keeps them."""
    heard = [decode(paths.resources() / "demo" / f"{name}.ogg", rate=SAMPLE_RATE)[0] for name in EVENTS]
    np.concatenate(heard).astype(np.float16).tofile(tmp_path / SAMPLES_FILE)
    np.save(tmp_path / OFFSETS_FILE, np.cumsum([0, *(one.size for one in heard)]))
    return WaveformCache(tmp_path)


def test_a_short_event_is_found_in_a_long_recording(waveforms: WaveformCache, clips: list[Clip]) -> None:
    test = TestSet("events", tuple(replace(clips[0], index=row) for row in range(len(EVENTS))), tuple(EVENTS.values()))
    folder = ModelFolder.open(paths.factory_model())
    found = measure_long_files(open_embedder(folder, "cpu"), JointModel.load(folder), test, waveforms)
    assert found.recall_at_10.questions == len(EVENTS)
    assert found.recall_at_10.mean == 1
    assert found.median_error_s <= 3
    assert "recall@10 1.000" in describe(found)
