"""Speed of adding a folder: listing files, and listening to them in child processes beside the bare encoder in one.

Run with `pytest tests/benchmarks/test_indexing.py -s`; prints what it measures. Sounds are made here: five-second
clips of noise bursts over tones, 44.1 kHz stereo, half of them WAV and half FLAC.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundbrowser import paths
from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.library import JobControl, Library
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.store import ModelFolder

FILES = 20_000
CLIPS = 600
BARE = 150
RATE = 44_100
SECONDS = 5


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips in folders of a hundred, as sample packs have them."""
    folder = tmp_path_factory.mktemp("clips")
    for number in range(CLIPS):
        place = folder / f"pack {number // 100}"
        place.mkdir(exist_ok=True)
        soundfile.write(place / f"clip {number:04}.{'wav' if number % 2 else 'flac'}", clip(number), RATE)
    return folder


def clip(number: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(frames, 2); another one for each number."""
    rng = np.random.default_rng(number)
    time_s = np.arange(RATE * SECONDS) / RATE
    tone = np.sin(2 * np.pi * 110 * 2 ** rng.uniform(0, 4) * time_s)
    bursts = np.exp(-(time_s % rng.uniform(0.2, 0.8)) * 20) * rng.standard_normal(time_s.size)
    mono = 0.3 * tone + 0.2 * bursts
    return np.stack([mono, 0.8 * mono], axis=1).clip(-1, 1)


def test_listing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From asking to all names in the catalogue, where they can be searched; then the job is stopped."""
    folder = tmp_path / "many"
    for number in range(FILES):
        place = folder / f"{number // 1000:03}"
        if number % 1000 == 0:
            place.mkdir(parents=True)
        (place / f"sound {number:06}.wav").write_bytes(b"RIFF")
    control, begun, ended = JobControl(), time.perf_counter(), []

    def report(progress: Progress) -> None:
        if progress.stage is not Stage.LIST and not ended:
            ended.append(time.perf_counter())
            control.cancel()

    with Library.open(tmp_path / "library.db", processes=1) as library:
        with suppress(Cancelled):
            library.add_folder(folder, report, control)
        listed = library.stats().sounds
    with capsys.disabled():
        print(f"\nlisting: {listed:,} files in {ended[0] - begun:.2f} s, {listed / (ended[0] - begun):,.0f} a second")
    assert listed == FILES


def test_listening(clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Decoding, resampling, front end, network, thumbnails and storing, on all cores."""
    bare = bare_encoder(sorted(clips.rglob("*.*"))[:BARE])
    times: list[tuple[float, int]] = []

    def report(progress: Progress) -> None:
        if progress.stage is Stage.EMBED:
            times.append((time.perf_counter(), progress.done))

    begun = time.perf_counter()
    with Library.open(tmp_path / "library.db") as library:
        summary = library.add_folder(clips, report)
    whole = time.perf_counter() - begun
    first, last = next(at for at in times if at[1] > 0), times[-1]
    steady = (last[1] - first[1]) / (last[0] - first[0])
    with capsys.disabled():
        print(
            f"\nlistening on {os.cpu_count()} cores: {summary.embedded} clips of {SECONDS} s, {steady:.0f} a second"
            f" once begun; {summary.embedded / whole:.0f} a second over the whole job of {whole:.1f} s"
            f"\nbaseline, decoder and bare encoder in one process, one thread: {bare:.0f} clips a second"
        )
    assert summary.embedded == CLIPS


def bare_encoder(files: list[Path]) -> float:
    """Clips a second of a plain loop: decode, embed, forget."""
    embedder = open_embedder(ModelFolder.open(paths.factory_model()), "cpu")
    begun = time.perf_counter()
    for file in files:
        waveform, _ = decode(file, rate=32_000)
        embedder.embed(waveform)
    return len(files) / (time.perf_counter() - begun)
