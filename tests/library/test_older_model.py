"""A library that an earlier model listened to, whose folder is gone: it is brought over without being asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_sounds import Maker, noise, tone
from other_models import with_encoder

from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.query import Answers, Filters, Query
from soundbrowser.domain.tuning import ModelVersion
from soundbrowser.library import JobControl, Library
from soundbrowser.model.store import ModelFolder

NAMES = ("kick_808.wav", "rain_roof.wav", "bell.wav", "door.wav")


def names(answers: Answers) -> list[str]:
    return [hit.sound.name for hit in answers.hits]


@dataclass(frozen=True)
class Old:
    """Where the library of the earlier model lies, and the ids that it gave."""

    file: Path
    ids: dict[str, int]


@pytest.fixture
def old(file: Path, make: Maker, sounds: Path, tmp_path: Path) -> Iterator[Old]:
    for number, name in enumerate(NAMES):
        make(name, tone(number * 7) if number % 2 else noise(number))
    earlier = with_encoder(tmp_path / "base-0", "base-0-encoder")
    with Library.open(file, model=earlier, processes=1) as library:
        library.add_folder(sounds)
        ids = {hit.sound.name: hit.sound.id for hit in library.search(Query("sound", semantic_only=True)).hits}
        library.tag([ids["bell.wav"]], "zorp")
        library.rate([ids["door.wav"]], 4)
        library.set_note(ids["door.wav"], "the good one")
        library.add_to_collection(library.create_collection("Foley").id, list(ids.values()))
    shutil.rmtree(earlier)
    yield Old(file, ids)


def test_names_answer_at_once_and_it_is_said_how_much_is_unheard(old: Old) -> None:
    with Library.open(old.file, processes=1) as library:
        assert names(library.search("kick 808")) == ["kick_808.wav"]
        assert library.search(Query("sound", semantic_only=True)).hits == ()
        assert library.unheard() == len(NAMES)
        assert library.stats().ready == len(NAMES)


def test_the_next_job_brings_everything_over_and_loses_nothing(old: Old, file: Path, sounds: Path) -> None:
    with Library.open(old.file, processes=1) as library:
        assert library.resume().embedded == len(NAMES)
        assert library.unheard() == 0
        assert {name: library.sound_at(str(sounds / name)).id for name in NAMES} == old.ids  # type: ignore[union-attr]
        door = library.sound(old.ids["door.wav"])
        assert door is not None and (door.rating, door.note) == (4, "the good one")
        assert [tag.sounds for tag in library.tags()] == [1]
        assert [(each.name, each.sounds) for each in library.collections()] == [("Foley", len(NAMES))]
        after = [(hit.sound.name, hit.score) for hit in library.search(Query("rain", semantic_only=True)).hits]
        assert library.resume().embedded == 0
    with Library.open(file.with_name("fresh.db"), processes=1) as fresh:
        fresh.add_folder(sounds)
        heard = [(hit.sound.name, hit.score) for hit in fresh.search(Query("rain", semantic_only=True)).hits]
    assert after == heard


def test_a_stopped_job_goes_on_and_what_was_heard_answers_meanwhile(old: Old) -> None:
    control = JobControl()

    def stop(progress: Progress) -> None:
        if progress.stage is Stage.EMBED and progress.done:
            control.cancel()

    with Library.open(old.file, processes=1) as library:
        with pytest.raises(Cancelled):
            library.resume(stop, control)
        found = len(library.search(Query("sound", semantic_only=True)).hits)
        assert 0 < found < len(NAMES)
        assert library.count(Filters()) == len(NAMES)
    with Library.open(old.file, processes=1) as library:
        assert library.resume().embedded == len(NAMES) - found


def taught_version(library: Library, place: Path) -> ModelVersion:
    """A version that was taught on the earlier model, as that program registered it."""
    config = ModelFolder.open(with_encoder(place, "base-0-encoder")).config
    version = ModelVersion(f"{config.name}-tuned", config.name, str(place), 1.0, ("zorp",), active=False)
    with library._catalogue.write() as writer:
        writer.add_model_version(version)
    return version


def test_a_version_that_was_taught_on_the_earlier_model_goes_on_with_it(old: Old, tmp_path: Path) -> None:
    with Library.open(old.file, processes=1) as library:
        version = taught_version(library, tmp_path / "tuned")
        factory, taught = library.versions()
        assert taught.encoder == "base-0-encoder" != factory.encoder
        assert library.unheard(version.version) == 0
        library.resume()
        library.switch(version.version, lambda step: pytest.fail(f"it listens again: {step}"))
        assert len(library.search(Query("sound", semantic_only=True)).hits) == len(NAMES)
        library.switch(factory.version, lambda step: pytest.fail(f"it listens again: {step}"))
        assert library.unheard() == 0


def test_a_taught_version_in_use_that_is_gone_gives_way_to_the_factory_model(old: Old, tmp_path: Path) -> None:
    with Library.open(old.file, processes=1) as library:
        version = taught_version(library, tmp_path / "tuned")
        library.switch(version.version)
        assert library.model_lost == ""
    shutil.rmtree(version.path)
    with Library.open(old.file, processes=1) as library:
        assert version.version in library.model_lost and version.path in library.model_lost
        assert library.model_name == "base-1" and library.model_problem == ""
        assert [each.encoder for each in library.versions()][1] == ""
        assert names(library.search("kick 808")) == ["kick_808.wav"]
        assert library.resume().embedded == len(NAMES)
        assert library.unheard() == 0


def test_sounds_of_an_unplugged_drive_wait_for_it(old: Old, sounds: Path) -> None:
    away = sounds.with_name("unplugged")
    sounds.rename(away)
    with Library.open(old.file, processes=1) as library:
        assert library.rescan().offline == len(NAMES)
        assert names(library.search("kick 808")) == ["kick_808.wav"]
        away.rename(sounds)
        assert library.rescan().embedded == len(NAMES)
