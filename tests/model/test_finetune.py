"""Fine-tuning: made-up words become searchable, what was known stays, and labels that cannot be learned are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.tuning import Measure, TuneExample, TunePair, TuneReport, TuneStep
from soundbrowser.model.finetune import fine_tune
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.tune_advice import advice, is_better
from soundbrowser.model.tune_measures import average_precision, precision, unclear_sounds
from soundbrowser.model.tune_split import held_out, held_out_pairs

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


def own_of(report: TuneReport) -> Measure:
    """What the labels find."""
    assert report.own is not None
    return report.own


Tuned = tuple[TuneReport, ModelFolder, list[TuneStep]]


def test_words_find_their_new_sounds(tuned: Tuned) -> None:
    report, folder, _ = tuned
    model = JointModel.load(folder)
    sounds = [*timbre("whoosh", 8), *timbre("bark", 8)]
    joint = model.project(np.concatenate([sound.base for sound in sounds]))
    for word, own in (("whoosh", range(8)), ("bark", range(8, 16))):
        best = np.argsort(-(joint @ model.text_query(word).vector))[:8]
        assert set(best.tolist()) == set(own)
    assert own_of(report).after > own_of(report).before


def test_general_search_stays_and_the_advice_agrees(tuned: Tuned) -> None:
    report = tuned[0]
    assert report.general.before > 0
    lost = report.general.before - report.general.after
    assert report.keep == (lost <= 0.01 and own_of(report).after - own_of(report).before >= 0.02)
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
    assert steps[-1].held_out == pytest.approx(own_of(report).after)


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


def pairs(text: str, likes: str, dislikes: str, count: int) -> list[TunePair]:
    """Sounds of one timbre that fit a text, and of another that do not."""
    sounds = [(sound, like == likes) for like in (likes, dislikes) for sound in timbre(like, count, groups=count)]
    return [TunePair(text, sound.group, sound.base, fits) for sound, fits in sounds]


def test_corrections_alone_are_learned_and_measured_on_those_held_out(tiny_model: ModelFolder, tmp_path: Path) -> None:
    report = fine_tune(tiny_model, [], tmp_path / "tuned", pairs=pairs("snow", "whoosh", "bark", 8))
    assert (report.own, report.labels) == (None, ())
    assert report.corrections is not None
    assert report.corrections.after > report.corrections.before
    assert "held-out" in report.corrections.name
    assert report.measures == (report.corrections, report.general)
    folder = ModelFolder.open(tmp_path / "tuned")
    assert folder.config.labels == ("snow",)
    model = JointModel.load(folder)
    joint = model.project(np.concatenate([sound.base for sound in (*timbre("whoosh", 8), *timbre("bark", 8))]))
    scores = joint @ model.text_query("snow").vector
    assert scores[:8].min() > scores[8:].max()


def test_a_few_corrections_are_all_learned_from(tiny_model: ModelFolder, tmp_path: Path) -> None:
    steps: list[TuneStep] = []
    few = pairs("snow", "whoosh", "bark", 2)
    report = fine_tune(tiny_model, [], tmp_path / "tuned", steps.append, few)
    assert report.corrections is not None
    assert report.corrections.after == 1.0 == steps[-1].held_out
    assert "too few" in report.corrections.name


def test_labels_and_corrections_are_learned_together(tiny_model: ModelFolder, tmp_path: Path) -> None:
    report = fine_tune(tiny_model, timbre("bark", 8), tmp_path / "tuned", pairs=pairs("snow", "whoosh", "rain", 3))
    assert report.corrections is not None
    assert report.measures == (report.own, report.corrections, report.general)
    assert report.corrections.after == 1.0
    assert ModelFolder.open(tmp_path / "tuned").config.labels == ("bark", "snow")


def test_words_that_cannot_be_read_are_named_in_corrections_too(tiny_model: ModelFolder, tmp_path: Path) -> None:
    with pytest.raises(TuningError, match="“qxq”"):
        fine_tune(tiny_model, [], tmp_path / "out", pairs=pairs("qxq", "whoosh", "bark", 2))


BETTER, SAME, WORSE = Measure("", 0.5, 0.7), Measure("", 0.5, 0.5), Measure("", 0.5, 0.4)


@pytest.mark.parametrize(
    ("labels", "corrections", "general", "keep", "said"),
    [
        (BETTER, None, SAME, True, "Your words are found better, by 20 points of 100."),
        (None, BETTER, SAME, True, "Your corrections are heeded better, by 20 points"),
        (BETTER, BETTER, SAME, True, "heeded better"),
        (BETTER, WORSE, SAME, False, "Your corrections are heeded worse"),
        (SAME, BETTER, SAME, True, "heeded better"),
        (SAME, SAME, SAME, False, "no better than before"),
        (BETTER, BETTER, WORSE, False, "Everyday words are found worse than before, by 10.0 points"),
    ],
)
def test_the_advice_agrees_with_the_figures(
    labels: Measure | None, corrections: Measure | None, general: Measure, keep: bool, said: str
) -> None:
    own = [measure for measure in (labels, corrections) if measure]
    assert is_better(own, general) is keep
    sentence = advice(labels, corrections, general)
    assert said in sentence
    assert sentence.endswith("Keep it." if keep else "discard it.")


def test_of_few_corrections_none_is_held_out_and_of_many_both_kinds() -> None:
    few, many = pairs("snow", "whoosh", "bark", 4), pairs("rain", "whoosh", "bark", 5)
    held = held_out_pairs([*few, *many])
    assert not held[: len(few)].any()
    assert sorted(pair.fits for pair, out in zip([*few, *many], held, strict=True) if out) == [False, True]


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
