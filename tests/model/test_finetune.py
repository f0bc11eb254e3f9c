"""Fine-tuning: made-up words become searchable, what was known stays, and labels that cannot be learned are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.tuning import TuneExample, TuneReport, TuneStep
from soundbrowser.model.finetune import fine_tune
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.tune_measures import average_precision, precision, unclear_sounds
from soundbrowser.model.tune_split import held_out

BASE = 16


def timbre(label: str, count: int, groups: int = 1) -> list[TuneExample]:
    """Sounds around one point of the base space."""
    seed = sum(map(ord, label))
    rng = np.random.default_rng(seed)
    centre = rng.standard_normal(BASE) * 1.5
    rows = (centre + 0.3 * rng.standard_normal((count, BASE))).astype(np.float16)
    return [TuneExample(label, f"{label}/{i % groups}", row[None]) for i, row in enumerate(rows)]


@pytest.fixture
def tuned(tiny_model: ModelFolder, tmp_path: Path) -> tuple[TuneReport, ModelFolder, list[TuneStep]]:
    steps: list[TuneStep] = []
    report = fine_tune(tiny_model, [*timbre("whoosh", 8), *timbre("bark", 8)], tmp_path / "tuned", steps.append)
    return report, ModelFolder.open(tmp_path / "tuned"), steps


Tuned = tuple[TuneReport, ModelFolder, list[TuneStep]]


def test_words_find_their_new_sounds(tuned: Tuned) -> None:
    report, folder, _ = tuned
    model = JointModel.load(folder)
    sounds = [*timbre("whoosh", 8), *timbre("bark", 8)]
    joint = model.project(np.concatenate([sound.base for sound in sounds]))
    for word, own in (("whoosh", range(8)), ("bark", range(8, 16))):
        best = np.argsort(-(joint @ model.text_query(word).vector))[:8]
        assert set(best.tolist()) == set(own)
    assert report.own.after > report.own.before


def test_general_search_stays_and_the_advice_agrees(tuned: Tuned) -> None:
    report = tuned[0]
    assert report.general.before > 0
    lost = report.general.before - report.general.after
    assert report.keep == (lost <= 0.01 and report.own.after - report.own.before >= 0.02)
    assert report.advice.endswith(".") and report.seconds > 0


def test_the_new_folder_is_complete_and_of_a_new_version(tiny_model: ModelFolder, tuned: Tuned) -> None:
    report, folder, _ = tuned
    assert folder.files == tiny_model.files
    assert folder.config.encoder_version == tiny_model.config.encoder_version
    assert folder.config.tower_version == report.version != tiny_model.config.tower_version
    assert folder.config.parent == tiny_model.config.tower_version
    assert folder.config.labels == ("whoosh", "bark")
    assert {result.name: result.clips for result in report.labels} == {"whoosh": 8, "bark": 8}


def test_the_factory_model_is_left_as_it_was(tiny_model: ModelFolder, tuned: Tuned) -> None:
    assert ModelFolder.open(tiny_model.path).config == tiny_model.config


def test_the_curve_ends_where_the_report_does(tuned: Tuned) -> None:
    report, _, steps = tuned
    assert [step.step for step in steps] == sorted({step.step for step in steps})
    assert steps[-1].step == steps[-1].total
    assert steps[-1].held_out == pytest.approx(report.own.after)


def test_a_stop_leaves_no_folder(tiny_model: ModelFolder, tmp_path: Path) -> None:
    def stop(step: TuneStep) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fine_tune(tiny_model, timbre("whoosh", 6), tmp_path / "out", stop)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("examples", "sentence"),
    [([], "nothing to learn"), (timbre("whoosh", 4), "at least 5 clips"), (timbre("qxq", 6), "“qxq”")],
)
def test_what_cannot_be_learned_is_said(
    tiny_model: ModelFolder, tmp_path: Path, examples: list[TuneExample], sentence: str
) -> None:
    with pytest.raises(TuningError, match=sentence):
        fine_tune(tiny_model, examples, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_whole_folders_are_held_out_where_there_are_some() -> None:
    examples = timbre("whoosh", 20, groups=5)
    held = held_out(examples)
    inside = {example.group for example, out in zip(examples, held, strict=True) if out}
    outside = {example.group for example, out in zip(examples, held, strict=True) if not out}
    assert not inside & outside and held.sum() == 4


def test_of_one_folder_a_fifth_is_held_out() -> None:
    assert held_out(timbre("whoosh", 20)).sum() == 4
    assert held_out(timbre("whoosh", 5)).sum() == 1


def test_two_uneven_folders_leave_enough_to_learn_from() -> None:
    examples = [*timbre("whoosh", 9), TuneExample("whoosh", "other", np.zeros((1, BASE), np.float16))]
    held = held_out(examples)
    assert 1 <= held.sum() <= 5


def test_precision_and_average_precision() -> None:
    scores = np.asarray([0.9, 0.8, 0.7, 0.6], np.float32)
    right = np.asarray([True, False, True, False])
    assert precision(scores, right) == 0.5
    assert average_precision(scores, right) == pytest.approx((1 + 2 / 3) / 2)


def test_a_general_sound_like_the_label_is_no_wrong_answer() -> None:
    clips = np.asarray([[1, 0], [0.98, 0.2], [0.9, 0.44]], np.float32)
    general = np.asarray([[1, 0.01], [0, 1]], np.float32)
    assert unclear_sounds(clips, np.zeros(3, np.int64), general).tolist() == [[True, False]]
