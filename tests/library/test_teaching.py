"""A user's own words: a candidate changes nothing until it is kept, and every version can be switched back to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile
from made_sounds import RATE, noise, tone

from soundbrowser.domain.errors import Cancelled, TuningError
from soundbrowser.domain.query import Query
from soundbrowser.domain.tuning import Label, TuneReport, TuneStep
from soundbrowser.library import JobControl, Library

Scores = list[tuple[str, float]]


@dataclass(frozen=True)
class Taught:
    """A library of tones and noises that was taught two made-up words once; the factory model is in use."""

    library: Library
    data: Path
    labels: list[Label]
    steps: list[TuneStep]
    report: TuneReport
    before: Scores
    while_a_candidate: Scores


def scores(library: Library) -> Scores:
    hits = library.search(Query("zorbling", semantic_only=True)).hits
    return [(hit.sound.path, hit.score) for hit in hits]


def write_sounds(folder: Path) -> None:
    for number in range(10):
        for kind, samples in {"tones": tone(number * 3), "noises": noise(number)}.items():
            path = folder / str(number % 2) / kind / f"{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(path, samples, RATE)


def label(library: Library, name: str, part: str) -> Label:
    found = (library.sound_at(path) for path, _score in scores(library) if part in path)
    return Label(name, tuple(sorted(sound.id for sound in found if sound is not None)))


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taught]:
    """Taught once for all tests here."""
    place = tmp_path_factory.mktemp("lesson")
    write_sounds(place / "sounds")
    with pytest.MonkeyPatch.context() as patch, Library.open(place / "a.db", processes=1) as library:
        patch.setattr("soundbrowser.paths.user_data", lambda: place / "data")
        library.add_folder(place / "sounds")
        before = scores(library)
        labels = [label(library, "zorbling", "/tones/"), label(library, "frimmish", "/noises/")]
        steps: list[TuneStep] = []
        report = library.fine_tune(labels, steps.append)
        yield Taught(library, place / "data", labels, steps, report, before, scores(library))


@pytest.fixture
def taught(lesson: Taught) -> Iterator[Taught]:
    """With the factory model in use, before and after."""
    yield lesson
    lesson.library.switch(lesson.library.versions()[0].version)


def test_a_candidate_changes_nothing(taught: Taught) -> None:
    assert taught.while_a_candidate == taught.before
    assert taught.steps[-1].step == taught.steps[-1].total
    assert {result.name: result.clips for result in taught.report.labels} == {"zorbling": 10, "frimmish": 10}
    factory, candidate = taught.library.versions()
    assert (factory.active, candidate.active) == (True, False)
    assert (candidate.version, set(candidate.labels)) == (taught.report.version, {"zorbling", "frimmish"})
    assert candidate.measures == (taught.report.own, taught.report.general) == taught.report.measures


def test_a_kept_version_answers_and_switching_back_restores_exactly(taught: Taught) -> None:
    library = taught.library
    library.keep(taught.report.version)
    after = scores(library)
    assert all("/tones/" in path for path, _score in after[:8])
    assert after != taught.before
    with Library.open(library.path, processes=1) as again:
        assert scores(again) == after
    library.switch(library.versions()[0].version)
    assert scores(library) == taught.before
    library.switch(taught.report.version)
    assert scores(library) == after


def test_questions_during_a_switch_never_go_back(taught: Taught) -> None:
    seen: list[Scores] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            seen.append(scores(taught.library))

    thread = threading.Thread(target=ask)
    thread.start()
    taught.library.keep(taught.report.version)
    after = scores(taught.library)
    ended.set()
    thread.join()
    answers = [*seen, after]
    first = answers.index(after)
    assert answers[:first] == [taught.before] * first
    assert answers[first:] == [after] * (len(answers) - first)


def test_another_process_follows_a_switch(taught: Taught) -> None:
    with Library.open(taught.library.path, processes=1) as other:
        assert scores(other) == taught.before
        taught.library.keep(taught.report.version)
        assert scores(other) == scores(taught.library) != taught.before


def test_a_kept_version_goes_before_the_model_that_was_named(taught: Taught) -> None:
    factory = taught.library.versions()[0]
    taught.library.keep(taught.report.version)
    with Library.open(taught.library.path, model=factory.path, processes=1) as named:
        assert scores(named) == taught.before
        named.switch(taught.report.version)
        assert scores(named) == scores(taught.library)


def test_the_same_lesson_again_is_the_same_version_and_one_in_use_can_be_discarded(taught: Taught) -> None:
    library = taught.library
    for each in taught.labels:
        library.tag(each.sound_ids, each.name)
    assert library.tune().version == taught.report.version
    factory, kept = library.versions()
    assert kept.active is taught.report.keep
    library.keep(kept.version)
    library.discard(kept.version)
    assert scores(library) == taught.before
    assert not Path(kept.path).exists()
    assert [version.version for version in library.versions()] == [factory.version]


def test_a_stopped_training_leaves_nothing(taught: Taught) -> None:
    control = JobControl()
    before = sorted((taught.data / "models").iterdir())
    with pytest.raises(Cancelled):
        taught.library.fine_tune(taught.labels, lambda step: control.cancel(), control)
    assert sorted((taught.data / "models").iterdir()) == before


def test_too_little_to_learn_from_is_a_sentence(taught: Taught) -> None:
    with pytest.raises(TuningError):
        taught.library.fine_tune([])
    with pytest.raises(TuningError):
        taught.library.fine_tune([Label("zorbling", taught.labels[0].sound_ids[:1])])


def test_unknown_and_factory_versions_are_not_discarded(taught: Taught) -> None:
    with pytest.raises(TuningError, match="no version"):
        taught.library.switch("none")
    with pytest.raises(TuningError, match="factory"):
        taught.library.discard(taught.library.versions()[0].version)
