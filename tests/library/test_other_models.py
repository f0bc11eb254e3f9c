"""Models that do not ship: added, switched to while the one before answers, and left again without a trace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile
from made_sounds import RATE, noise, tone
from quick_children import NOWHERE, quick_children
from tiny_clap import save_tiny_clap

from soundbrowser.domain.errors import Cancelled, ModelDamaged, ModelNotFound, TuningError
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.query import ClipRegion, Query
from soundbrowser.domain.tuning import Label, ModelVersion
from soundbrowser.library import JobControl, Library

Scores = list[tuple[str, float]]
SOUNDS = 6


@dataclass(frozen=True)
class Added:
    """A library of six sounds to which a tiny CLAP model was added; the factory model is in use."""

    library: Library
    place: Path
    model: ModelVersion
    before: Scores

    @property
    def factory(self) -> ModelVersion:
        return self.library.versions()[0]


def scores(library: Library, text: str = "heavy rain", clips: tuple[Path, ...] = ()) -> Scores:
    regions = tuple(ClipRegion(str(clip)) for clip in clips)
    hits = library.search(Query(text, clips=regions, semantic_only=True)).hits
    return [(hit.sound.name, hit.score) for hit in hits]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    place = tmp_path_factory.mktemp("added")
    (place / "sounds").mkdir()
    for number in range(SOUNDS):
        samples = noise(number, 1.0) if number % 2 else tone(number * 5, 1.0)
        soundfile.write(place / "sounds" / f"{number}.wav", samples, RATE)
    with (
        quick_children(),
        pytest.MonkeyPatch.context() as patch,
        Library.open(place / "a.db", processes=1) as library,
    ):
        patch.setattr("soundbrowser.paths.user_data", lambda: place / "data")
        library.add_folder(place / "sounds")
        before = scores(library)
        steps: list[Progress] = []
        model = library.add_model(str(save_tiny_clap(place / "tiny_clap")), steps.append)
        assert {step.stage for step in steps} == {Stage.MEASURE}
        yield Added(library, place, model, before)


def test_adding_changes_nothing_and_the_model_is_listed(added: Added) -> None:
    assert scores(added.library) == added.before
    factory, model = added.library.versions()
    assert (model.version, model.name, model.active) == (added.model.version, "tiny_clap", False)
    assert factory.active and model.encoder != factory.encoder
    assert (added.library.unheard(), added.library.unheard(model.version)) == (0, SOUNDS)


def test_added_twice_it_is_there_once(added: Added) -> None:
    folders = sorted((added.place / "data" / "models").iterdir())
    assert added.library.add_model(str(added.place / "tiny_clap")).version == added.model.version
    assert added.library.add_model(added.model.path).version == added.model.version
    assert sorted((added.place / "data" / "models").iterdir()) == folders
    assert len(added.library.versions()) == 2


def test_a_stopped_switch_leaves_the_model_before_and_goes_on_the_next_time(added: Added) -> None:
    control = JobControl()

    def stop(progress: Progress) -> None:
        if progress.stage is Stage.EMBED and progress.done:
            control.cancel()

    with pytest.raises(Cancelled):
        added.library.switch(added.model.version, stop, control)
    left = added.library.unheard(added.model.version)
    assert 0 < left < SOUNDS
    assert scores(added.library) == added.before and added.factory.active


def test_the_model_before_answers_until_everything_was_heard_and_switching_back_is_exact(added: Added) -> None:
    library = added.library
    meanwhile: list[Scores] = []

    def ask(progress: Progress) -> None:
        if progress.stage is Stage.EMBED:
            meanwhile.append(scores(library))

    library.switch(added.model.version, ask)
    assert meanwhile and all(answers == added.before for answers in meanwhile)
    assert library.unheard() == 0 and library.model_name == "tiny_clap"
    after = scores(library)
    assert {name for name, _score in after} == {name for name, _score in added.before} and after != added.before
    assert scores(library) == after
    with Library.open(library.path, processes=1) as again:
        assert scores(again) == after
    library.switch(added.factory.version)
    assert scores(library) == added.before
    library.switch("tiny_clap", lambda step: pytest.fail(f"it listens again: {step}"))
    assert scores(library) == after
    library.switch("base-1")


def test_words_clips_and_both_are_asked_by_either_model(added: Added) -> None:
    library = added.library
    known, strange = added.place / "sounds" / "1.wav", added.place / "strange.wav"
    strange.write_bytes(known.read_bytes())
    library.switch("tiny_clap")
    try:
        assert scores(library, "", (strange,))[0][0] == "1.wav"
        assert len(scores(library, "", (known,))) == SOUNDS - 1
        assert len(scores(library, "wind howls", (strange,))) == SOUNDS
        assert scores(library, "rain -bell") != scores(library, "rain")
        assert len(scores(library, "zzzz")) == SOUNDS
    finally:
        library.switch("base-1")
    assert scores(library, "", (strange,))[0][0] == "1.wav"


def test_questions_during_a_switch_get_the_one_models_answer_or_the_others(added: Added) -> None:
    library = added.library
    library.switch("tiny_clap")
    after = scores(library)
    library.switch("base-1")
    seen: list[Scores] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            seen.append(scores(library))

    thread = threading.Thread(target=ask)
    thread.start()
    for name in ("tiny_clap", "base-1", "tiny_clap", "base-1"):
        library.switch(name)
    ended.set()
    thread.join()
    assert seen and all(answers in (after, added.before) for answers in seen)


def test_another_process_follows_the_switch_with_its_children(added: Added) -> None:
    strange = added.place / "strange.wav"
    strange.write_bytes((added.place / "sounds" / "2.wav").read_bytes())
    with Library.open(added.library.path, processes=1) as other:
        before = scores(other, "", (strange,))
        added.library.switch("tiny_clap")
        assert scores(other, "heavy rain") == scores(added.library, "heavy rain")
        assert scores(other, "", (strange,)) == scores(added.library, "", (strange,)) != before
        added.library.switch("base-1")
        assert scores(other, "", (strange,)) == before


def test_sounds_that_came_under_one_model_are_heard_by_the_other_before_it_answers(added: Added) -> None:
    library = added.library
    library.switch("tiny_clap")
    late = added.place / "sounds" / "late.wav"
    soundfile.write(late, noise(77, 1.0), RATE)
    try:
        assert library.rescan().embedded == 1
        assert library.unheard(added.factory.version) == 1
        library.switch("base-1")
        assert "late.wav" in dict(scores(library))
    finally:
        library.switch("base-1")
        late.unlink()
        library.rescan()
    assert scores(library) == added.before


def test_it_cannot_be_taught(added: Added) -> None:
    library = added.library
    ids = tuple(hit.sound.id for hit in library.search("heavy rain").hits)
    library.switch("tiny_clap")
    try:
        with pytest.raises(TuningError, match="“tiny_clap” cannot be taught"):
            library.fine_tune([Label("zorp", ids)])
    finally:
        library.switch("base-1")


def test_a_conversion_that_is_stopped_leaves_no_draft(added: Added) -> None:
    folders = sorted((added.place / "data" / "models").iterdir())
    control = JobControl()
    with pytest.raises(Cancelled):
        added.library.add_model(str(added.place / "tiny_clap"), lambda _step: control.cancel(), control)
    assert sorted((added.place / "data" / "models").iterdir()) == folders


def test_what_is_no_model_is_refused_and_leaves_nothing(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = sorted((added.place / "data" / "models").iterdir())
    monkeypatch.setenv("HF_ENDPOINT", NOWHERE)
    with pytest.raises((ModelDamaged, ModelNotFound), match="cannot be fetched"):
        added.library.add_model("clap")
    left = [path for path in sorted((added.place / "data" / "models").iterdir()) if not path.name.endswith("-fetched")]
    assert left == folders and len(added.library.versions()) == 2


def test_what_is_offered_can_be_added_by_its_name_once_the_extra_is_there(
    added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = added.library.bigger_model()
    assert (offer.source, offer.install) == ("laion/larger_clap_general", "")
    monkeypatch.setattr("soundbrowser.model.clap_extra.find_spec", lambda name: None)
    assert added.library.bigger_model().install == 'pip install "soundbrowser[clap]"'


def test_removing_the_one_in_use_waits_for_what_the_factory_model_has_not_heard(added: Added) -> None:
    library = added.library
    library.switch("tiny_clap")
    late = added.place / "sounds" / "late.wav"
    soundfile.write(late, noise(78, 1.0), RATE)
    control, steps = JobControl(), list[Progress]()
    control.cancel()
    try:
        library.rescan()
        with pytest.raises(Cancelled):
            library.discard("tiny_clap", steps.append, control)
        assert library.model_name == "tiny_clap" and len(library.versions()) == 2
    finally:
        library.switch("base-1")
        late.unlink()
        library.rescan()


def test_removed_it_is_gone_and_the_factory_model_goes_on(added: Added) -> None:
    added.library.switch("tiny_clap")
    added.library.discard(added.model.version)
    assert not Path(added.model.path).exists()
    assert [version.name for version in added.library.versions()] == ["base-1"]
    assert scores(added.library) == added.before
