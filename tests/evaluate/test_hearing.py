"""Clips that child processes listen to, and clips that a library has heard already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from named_sounds import write

from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.progress import Progress
from soundbrowser.evaluate.alterations import ALTERATIONS
from soundbrowser.evaluate.bench import set_up
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused, Split
from soundbrowser.evaluate.division import Same
from soundbrowser.evaluate.hearing import Ear, from_library
from soundbrowser.evaluate.leaks import without_leaks
from soundbrowser.evaluate.subject import Subject
from soundbrowser.library import JobControl, Library
from soundbrowser.model.store import ModelFolder
from soundbrowser.paths import factory_model


class Halved:
    """Leaves the second half of a sound away."""

    suffix = ".wav"

    def __call__(self, source: str, target: Path) -> None:
        samples, rate = decode(source)
        soundfile.write(target, samples[: samples.size // 2], rate, subtype="FLOAT")


@pytest.fixture(scope="module")
def model() -> ModelFolder:
    return ModelFolder.open(factory_model())


@pytest.fixture(scope="module")
def ear(model: ModelFolder) -> Iterator[Ear]:
    told: list[Progress] = []
    ear = Ear(model, told.append, processes=1)
    yield ear
    ear.close()
    assert told[-1].done == told[-1].total


@pytest.fixture
def clips(tmp_path: Path) -> list[CorpusClip]:
    write(tmp_path / "a.wav", "hiss", 0)
    write(tmp_path / "c.wav", "whistle", 0)
    (tmp_path / "b.wav").write_text("this is no sound, whatever its name says")
    return [CorpusClip(str(tmp_path / f"{name}.wav"), (name,)) for name in "abcd"]


def test_what_cannot_be_read_is_left_out_with_its_reason(ear: Ear, clips: list[CorpusClip], model: ModelFolder) -> None:
    heard = ear.listen(clips)
    assert [clip.labels for clip in heard.clips] == [("a",), ("c",)]
    assert [Path(problem.path).name for problem in heard.problems] == ["b.wav", "d.wav"]
    assert all(problem.reason for problem in heard.problems)
    assert heard.base.shape == (2, model.config.base_dim)
    assert heard.bounds.tolist() == [0, 1, 2]
    assert heard.of({clips[2].path}).base.tolist() == heard.base[1:].tolist()


def test_nothing_that_can_be_read(ear: Ear, clips: list[CorpusClip]) -> None:
    with pytest.raises(CorpusRefused, match=r"None of the sounds.*b\.wav"):
        ear.listen(clips[1:2])


def test_a_job_that_is_ended(model: ModelFolder, clips: list[CorpusClip]) -> None:
    control = JobControl()
    ear = Ear(model, lambda progress: control.cancel() if progress.done else None, control, processes=1)
    try:
        with pytest.raises(Cancelled):
            ear.listen(clips)
    finally:
        ear.close()


def test_altered_copies_are_heard_and_gone(ear: Ear, clips: list[CorpusClip], monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path(clips[0].path).parent / "copies"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    heard = ear.listen(clips, Halved())
    assert [clip.labels for clip in heard.clips] == [("a",), ("c",)]
    assert [problem.path for problem in heard.problems] == [clips[1].path, clips[3].path]
    assert not np.array_equal(heard.base, ear.listen(clips).base)
    assert not list(place.iterdir())


def test_a_library_s_vectors_are_those_that_listening_gives(
    ear: Ear, model: ModelFolder, clips: list[CorpusClip], tmp_path: Path
) -> None:
    with Library.open(tmp_path / "sounds.db", processes=1) as library:
        library.add_folder(tmp_path)
        kept = from_library([*clips, CorpusClip("/nowhere/e.wav", ("e",))], library, model)
        with pytest.raises(CorpusRefused, match="None of the sounds"):
            from_library(clips[1:2], library, model)
    heard = ear.listen(clips)
    assert kept.clips == heard.clips
    assert kept.fingerprints == heard.fingerprints
    assert np.array_equal(kept.base, heard.base)
    assert {Path(p.path).name: p.reason.split()[0] for p in kept.problems} == {
        "b.wav": "The",
        "d.wav": "It",
        "e.wav": "It",
    }


def test_prints_are_taken_while_listening_or_alone(ear: Ear, clips: list[CorpusClip]) -> None:
    heard = ear.listen(clips)
    alone = ear.prints(clips)
    assert [one is not None for one in alone] == [True, False, True, False]
    assert [one is not None and one.telling for one in heard.prints] == [True, False]  # the second is a steady tone
    assert heard.of({clips[2].path}).prints == heard.prints[1:]
    assert not ear.listen(clips, Halved()).prints[0]
    for listened, decoded in zip(heard.prints, (alone[0], alone[2]), strict=True):
        assert listened is not None and decoded is not None
        assert listened.seconds == pytest.approx(decoded.seconds, abs=0.01)


def test_recordings_on_both_sides_leave_the_database(ear: Ear, model: ModelFolder, tmp_path: Path) -> None:
    """As listening finds them, and as the vectors of a library with files decoded for it."""
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}.wav", "hiss", "abc".index(name))
    mp3 = next(one for one in ALTERATIONS if one.suffix == ".mp3")
    mp3(str(tmp_path / "a.wav"), tmp_path / "d.mp3")
    write(tmp_path / "e.wav", "hiss", 1)
    sides = {"a.wav": Split.TRAIN, "b.wav": Split.TRAIN, "c.wav": Split.TRAIN, "d.mp3": Split.TEST, "e.wav": Split.TEST}
    clips = tuple(CorpusClip(str(tmp_path / name), ("hiss",), split=side) for name, side in sides.items())
    with Library.open(tmp_path / "sounds.db", processes=1) as library:
        library.add_folder(tmp_path)
        kept = from_library(clips, library, model)
    assert kept.prints == ()
    for heard in (ear.listen(clips), kept):
        subject = Subject(model.path)
        bench = without_leaks(set_up(Corpus("made", "by hand", clips), [subject], lambda *_, it=heard: it), ear)
        names = [(Path(leak.database).name, Path(leak.asked).name, leak.same) for leak in bench.division.leaks]
        assert names == [("b.wav", "e.wav", Same.FILE), ("a.wav", "d.mp3", Same.RECORDING)]
        assert [clips[row].path for row in bench.division.database] == [str(tmp_path / "c.wav")]
        assert bench.unjudged == 0
    (tmp_path / "c.wav").unlink()
    bench = set_up(Corpus("made", "by hand", clips), [Subject(model.path)], lambda *_: kept)
    assert without_leaks(bench, ear).unjudged == 1, "its vectors are there, its sound is not"
