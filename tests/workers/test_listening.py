"""Files to vectors in real child processes with the model that ships."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundbrowser import paths
from soundbrowser.audio.peaks import unpack
from soundbrowser.domain.query import ClipRegion
from soundbrowser.workers import listening
from soundbrowser.workers.messages import (
    ClipEmbedded,
    ClipTask,
    Embedded,
    EmbedTask,
    Failed,
    FailureKind,
    RegionTask,
    RegionWritten,
    Waveform,
    WaveformTask,
)
from soundbrowser.workers.pool import Pool

RATE = 32_000


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(paths.factory_model(), processes=2, device="cpu")
    yield pool
    pool.close()


def write(path: Path, seconds: float, seed: int = 1, rate: int = RATE) -> Path:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * rate)) * 0.1
    soundfile.write(path, noise.astype(np.float32), rate, subtype="FLOAT")
    return path


def embedded(pool: Pool, path: Path) -> Embedded:
    outcome = pool.ask(EmbedTask(1, str(path)))
    assert isinstance(outcome, Embedded), outcome
    return outcome


def test_a_short_sound_is_one_segment(pool: Pool, tmp_path: Path) -> None:
    found = embedded(pool, write(tmp_path / "a.wav", 1.5))
    assert len(found.vectors) == 1
    assert found.vectors.base.dtype == np.float16
    assert (found.vectors.starts[0], found.vectors.ends[0]) == (0.0, pytest.approx(1.5))
    assert found.header.duration_s == pytest.approx(1.5)
    assert len(unpack(found.thumbnail)) == 336


def test_one_file_gives_one_vector_alone_or_among_others_in_any_process(pool: Pool, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{k}.wav", 0.3 + 0.2 * k, k, 44_100) for k in range(8)]
    alone = embedded(pool, files[3])
    outcomes = {outcome.key: outcome for outcome in pool.run(EmbedTask(k, str(file)) for k, file in enumerate(files))}
    among = outcomes[3]
    assert isinstance(among, Embedded)
    assert np.array_equal(among.vectors.base, alone.vectors.base)
    another = Pool(paths.factory_model(), processes=1, device="cpu")
    assert np.array_equal(embedded(another, files[3]).vectors.base, alone.vectors.base)
    another.close()


def test_a_long_sound_has_windows_and_the_mean_before_them(pool: Pool, tmp_path: Path) -> None:
    found = embedded(pool, write(tmp_path / "long.wav", 20)).vectors
    assert len(found) > 3
    assert (found.starts[0], found.ends[0]) == (0, pytest.approx(20))
    assert found.ends[1:].max() == pytest.approx(20)
    mean = found.base[1:].astype(np.float32).mean(axis=0)
    assert np.allclose(found.base[0].astype(np.float32), mean, atol=0.02)


def test_hours_are_heard_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from soundbrowser.model.embed import open_embedder
    from soundbrowser.model.store import ModelFolder

    embedder = open_embedder(ModelFolder.open(paths.factory_model()), "cpu")
    path = str(write(tmp_path / "hours.wav", 50))
    whole = listening.listen(path, embedder)
    monkeypatch.setattr(listening, "WHOLE_S", 5.0)
    monkeypatch.setattr(listening, "PIECE_S", 20.0)
    signs_of_life: list[int] = []
    parts = listening.listen(path, embedder, lambda: signs_of_life.append(1))
    assert len(signs_of_life) == 3
    assert (parts.vectors.starts[0], parts.vectors.ends[0]) == (0, pytest.approx(50))
    assert np.all(np.diff(parts.vectors.starts[1:]) > 0)
    assert parts.vectors.ends.max() <= parts.header.duration_s
    likeness = np.dot(parts.vectors.base[0].astype(float), whole.vectors.base[0].astype(float))
    norms = np.linalg.norm(parts.vectors.base[0].astype(float)) * np.linalg.norm(whole.vectors.base[0].astype(float))
    assert likeness / norms > 0.99
    assert len(unpack(parts.thumbnail)) == 336


def test_clips_regions_and_waveforms(pool: Pool, tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.wav", 3))
    clips = pool.ask(ClipTask(1, (ClipRegion(path, 0.5, 1.5), ClipRegion(path))))
    assert isinstance(clips, ClipEmbedded)
    assert [len(vectors) for vectors in clips.vectors] == [1, 1]
    assert clips.vectors[0].ends[0] == pytest.approx(1.0)
    drawn = pool.ask(WaveformTask(2, path, 50, 1.0, 2.0))
    assert isinstance(drawn, Waveform)
    assert len(drawn.peaks) == 50
    written = pool.ask(RegionTask(3, path, 1.0, 2.0, str(tmp_path / "part.wav")))
    assert written == RegionWritten(3, str(tmp_path / "part.wav"))
    assert soundfile.info(tmp_path / "part.wav").frames == RATE


def test_what_is_no_sound_has_a_reason(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound " * 50)
    outcome = pool.ask(EmbedTask(1, str(tmp_path / "a.wav")))
    assert outcome == Failed(
        1, str(tmp_path / "a.wav"), "It is not a sound file: its first bytes are text.", FailureKind.UNREADABLE
    )


def test_a_missing_model_is_nobody_s_file_s_fault(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "no model", processes=1, device="cpu")
    outcome = pool.ask(EmbedTask(1, str(write(tmp_path / "a.wav", 0.5))))
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.MODEL
    pool.close()


def test_mutated_files_harm_nobody(pool: Pool, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    sources = []
    for name, how in (("a.wav", {}), ("a.flac", {}), ("a.ogg", {}), ("a.aiff", {}), ("a.mp3", {}), ("a.caf", {})):
        soundfile.write(tmp_path / name, rng.standard_normal(8000) * 0.1, RATE, **how)
        sources.append(tmp_path / name)
    files = []
    for number in range(150):
        source = sources[number % len(sources)]
        data = bytearray(source.read_bytes())
        for at in rng.integers(0, len(data) if number % 2 else min(200, len(data)), rng.integers(1, 30)):
            data[at] = rng.integers(0, 256)
        file = tmp_path / f"mutant {number}{source.suffix}"
        file.write_bytes(data[: rng.integers(1, len(data))] if number % 5 == 0 else data)
        files.append(file)
    tasks = [EmbedTask(key, str(file)) for key, file in enumerate([*files, *sources])]
    outcomes = {outcome.key: outcome for outcome in pool.run(tasks)}
    assert len(outcomes) == len(tasks)
    assert all(isinstance(outcomes[len(files) + k], Embedded) for k in range(len(sources)))
    for outcome in outcomes.values():
        if isinstance(outcome, Failed):
            assert outcome.reason.endswith((".", ")."))
        else:
            assert isinstance(outcome, Embedded)
            assert np.isfinite(outcome.vectors.base.astype(np.float32)).all()
