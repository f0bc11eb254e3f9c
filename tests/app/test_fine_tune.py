"""The fine-tune dialog on a real library and the real model: choose, train, keep, discard, go back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from app_sounds import write_noise, write_tone
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from soundbrowser.app.dialogs.fine_tune import FineTuneDialog
from soundbrowser.app.dialogs.tune_progress import points
from soundbrowser.app.panels.sidebar import ModelCard
from soundbrowser.app.summary import read_summary
from soundbrowser.app.teacher import Phase, Teacher
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.check_row import CheckRow
from soundbrowser.app.widgets.curve import axis
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.sound import Collection, Sound
from soundbrowser.domain.tuning import Correction, Label, Measure, ModelVersion, TuneReport, TuneStep
from soundbrowser.library import JobControl, Library

LONG = 60_000


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with eight hisses in a collection, eight pings under a tag, and a tag with too few sounds."""
    home = tmp_path_factory.mktemp("labelled")
    for k in range(8):
        write_noise(home / "sounds" / "a" / f"h{k}.wav", 0.5, k)
        write_tone(home / "sounds" / "b" / f"p{k}.wav", 0.5, 900.0 + 37 * k)
    with Library.open(home / "library.db", processes=1) as library:
        library.add_folder(home / "sounds")
        ids = {
            Path(sound.path).name: sound.id for sound in library.search('"wav"').hits and library.sounds(range(1, 17))
        }
        library.add_to_collection(library.create_collection("frzzl").id, [ids[f"h{k}.wav"] for k in range(8)])
        library.tag([ids[f"p{k}.wav"] for k in range(8)], "dingles")
        library.tag([ids["h0.wav"]], "lonely")
    return home


@pytest.fixture
def library(labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A copy of it, whose taught models lie in a place of the test's own."""
    monkeypatch.setattr("soundbrowser.paths.user_models", lambda: tmp_path / "models")
    for part in labelled.glob("library.db*"):
        (shutil.copytree if part.is_dir() else shutil.copy)(part, tmp_path / part.name)
    with Library.open(tmp_path / "library.db", processes=1) as opened:
        yield opened


Opener = Callable[..., FineTuneDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot, themes: Themes) -> Iterator[Opener]:
    teachers: list[Teacher] = []

    def make(library: Library, teacher: Teacher | None = None) -> FineTuneDialog:
        teacher = teacher or Teacher(library)
        teachers.append(teacher)
        with qtbot.waitSignal(teacher.offered):
            dialog = FineTuneDialog(themes, teacher)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield make
    for teacher in teachers:
        teacher.close()


def rows(dialog: FineTuneDialog) -> dict[str, CheckRow]:
    return {row.title: row for row in dialog.choose.findChildren(CheckRow) if row.isVisible()}


def named(dialog: FineTuneDialog, name: str) -> QAbstractButton:
    buttons = dialog.choose.versions.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName().startswith(name))


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.waitUntil(button.isVisible)
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_collections_and_tags_are_offered_with_their_clips(library: Library, open_dialog: Opener) -> None:
    dialog = open_dialog(library)
    assert list(rows(dialog)) == ["frzzl", "dingles", "lonely"]
    assert rows(dialog)["frzzl"].accessibleName() == "frzzl, 8 clips"
    assert rows(dialog)["lonely"].accessibleName() == "lonely, 1 clip, 5 needed"
    assert not rows(dialog)["lonely"].isEnabled()
    assert dialog.message.text() == "2 words · 16 clips"
    for row in rows(dialog).values():
        row.setChecked(False)
    assert not dialog.start.isEnabled()
    assert "at least one" in dialog.message.text()


def test_corrections_are_listed_learned_alone_and_forgotten(
    qtbot: QtBot, library: Library, open_dialog: Opener
) -> None:
    hisses, pings = ([one.id for one in library.sounds(range(1, 17)) if f"/{part}/" in one.path] for part in "ab")
    library.more_like_this("blorb", hisses[:4])
    library.not_a_match("Blorb", pings[:4])
    library.not_a_match("rain", pings[:1])
    teacher = Teacher(library)
    dialog = open_dialog(library, teacher)
    assert rows(dialog)["blorb"].accessibleName() == "blorb, 4 matches, 4 not a match"
    for row in rows(dialog).values():
        row.setChecked(False)
    rows(dialog)["blorb"].setChecked(True)
    assert dialog.message.text() == "8 corrections"
    buttons = {one.accessibleName(): one for one in dialog.choose.findChildren(QAbstractButton)}
    with qtbot.waitSignals([teacher.forgotten, teacher.offered]):
        press(qtbot, buttons["Forget: not a match for “rain”, p0.wav"])
    qtbot.waitUntil(lambda: list(rows(dialog)) == ["frzzl", "dingles", "lonely", "blorb"])
    assert rows(dialog)["blorb"].isChecked() and not rows(dialog)["frzzl"].isChecked()
    with qtbot.waitSignal(teacher.trained, timeout=LONG):
        press(qtbot, dialog.start)
    report = teacher.report
    assert report is not None and report.corrections is not None
    assert (report.own, report.corrections.after) == (None, 1.0)
    assert dialog.progress.heading.text() == "Corrections that are heeded"
    with qtbot.waitSignals([teacher.model_changed, teacher.offered], timeout=LONG):
        press(qtbot, dialog.keep if report.keep else dialog.discard)


def test_taught_kept_and_switched_back(qtbot: QtBot, library: Library, themes: Themes, open_dialog: Opener) -> None:
    card = ModelCard(themes)
    qtbot.addWidget(card)
    teacher = Teacher(library)
    dialog = open_dialog(library, teacher)
    factory = [(hit.sound.path, hit.score) for hit in library.search("frzzl -name").hits]
    with qtbot.waitSignal(teacher.trained, timeout=LONG):
        press(qtbot, dialog.start)
        assert teacher.phase is Phase.TRAINING
        assert dialog.stop.isVisible()
    report = teacher.report
    assert report is not None and report.own is not None
    assert teacher.steps[0].step == 0
    assert dialog.progress.curve.accessibleDescription().startswith(f"{report.own.before:.0%} before")
    assert dialog.message.text() == report.advice
    with qtbot.waitSignals([teacher.model_changed, teacher.offered], timeout=LONG):
        press(qtbot, dialog.keep)
    assert [version.active for version in library.versions()] == [False, True]
    card.show_summary(read_summary(library))
    assert card.accessibleName() == "Taught model: open fine-tuning"
    assert dialog.start.isEnabled()
    with qtbot.waitSignals([teacher.model_changed, teacher.offered], timeout=LONG):
        press(qtbot, named(dialog, "Use Factory model"))
    assert [version.active for version in library.versions()] == [True, False]
    card.show_summary(read_summary(library))
    assert card.accessibleName() == "Factory model: open fine-tuning"
    assert [(hit.sound.path, hit.score) for hit in library.search("frzzl -name").hits] == factory
    with qtbot.waitSignal(teacher.model_changed, timeout=LONG):
        press(qtbot, named(dialog, "Remove Taught on"))
    assert [version.active for version in library.versions()] == [True]


Training = Callable[[Callable[[TuneStep], None], JobControl | None], TuneReport]


class Scripted:
    """A library whose training does what the test says, for what cannot be had on demand from a real one."""

    def __init__(self) -> None:
        self.train: Callable[[Callable[[TuneStep], None], JobControl | None], TuneReport] = lambda report, control: (
            REPORT
        )
        self.discarded: list[str] = []
        self.missed: dict[str, int] = {}
        """Sounds that a version has not heard."""
        self.switching, self.may_switch = Event(), Event()
        self.may_switch.set()

    def labels(self) -> list[Label]:
        return [Label("drone", tuple(range(9))), Label("braam", tuple(range(20, 26)))]

    def collections(self) -> list[Collection]:
        return []

    def versions(self) -> list[ModelVersion]:
        return [ModelVersion("f", "base-1", "/models/base-1", 0.0, (), active=True)]

    def corrections(self) -> list[Correction]:
        return []

    def sounds(self, ids: Sequence[int]) -> list[Sound]:
        return []

    def forget_corrections(self, question: str, ids: Sequence[int]) -> None: ...

    def fine_tune(
        self,
        labels: Sequence[Label],
        report: Callable[[TuneStep], None],
        control: JobControl | None,
        corrections: Sequence[Correction],
    ) -> TuneReport:
        return self.train(report, control)

    def keep(self, version: str) -> None:
        raise OSError("The disk is full.")

    def discard(self, version: str) -> None:
        self.discarded.append(version)

    def switch(self, version: str) -> None:
        self.switching.set()
        self.may_switch.wait(5)

    def unheard(self, version: str) -> int:
        return self.missed.get(version, 0)


REPORT = TuneReport("t", Measure("own", 0.6, 0.5), Measure("general", 0.5, 0.5), (), False, "Worse on your words.", 3.0)


def test_stopping_changes_nothing(qtbot: QtBot, open_dialog: Opener) -> None:
    def train(report: Callable[[TuneStep], None], control: JobControl | None) -> TuneReport:
        assert control is not None
        report(TuneStep(0, 10, 0.0, 0.4))
        while True:
            control.check()

    library = Scripted()
    library.train = train
    teacher = Teacher(library)
    dialog = open_dialog(library, teacher)
    with qtbot.waitSignal(teacher.stepped):
        press(qtbot, dialog.start)
    assert dialog.progress.state.text() == "Step 0 of 10"
    with qtbot.assertNotEmitted(teacher.failed), qtbot.waitSignal(teacher.phase_changed):
        press(qtbot, dialog.stop)
    assert teacher.phase is Phase.IDLE
    assert dialog.start.isVisible()


def test_it_goes_on_when_the_dialog_is_closed_and_is_found_again(
    qtbot: QtBot, themes: Themes, open_dialog: Opener
) -> None:
    library = Scripted()
    go_on = JobControl()
    go_on.pause()

    def train(report: Callable[[TuneStep], None], control: JobControl | None) -> TuneReport:
        report(TuneStep(0, 10, 0.0, 0.4))
        go_on.check()
        return REPORT

    library.train = train
    teacher = Teacher(library)
    first = open_dialog(library, teacher)
    with qtbot.waitSignal(teacher.stepped):
        press(qtbot, first.start)
    press(qtbot, first.hide_button)
    assert not first.isVisible()
    with qtbot.waitSignal(teacher.trained):
        go_on.resume()
    again = FineTuneDialog(themes, teacher)
    qtbot.addWidget(again)
    again.show()
    assert again.message.text() == "Worse on your words."
    assert again.discard.property("kind") == "primary"
    with qtbot.waitSignal(teacher.offered):
        press(qtbot, again.discard)
    assert library.discarded == ["t"]


def test_a_result_that_cannot_be_kept_stays_to_be_decided(qtbot: QtBot, open_dialog: Opener) -> None:
    library = Scripted()
    teacher = Teacher(library)
    dialog = open_dialog(library, teacher)
    with qtbot.waitSignal(teacher.trained):
        press(qtbot, dialog.start)
    with qtbot.waitSignal(teacher.failed) as failed:
        press(qtbot, dialog.keep)
    assert failed.args == ["The disk is full."]
    assert dialog.message.text() == "The disk is full."
    assert dialog.keep.isEnabled()


def test_closing_the_window_ends_a_training(qtbot: QtBot, themes: Themes) -> None:
    ended: list[bool] = []

    def train(report: Callable[[TuneStep], None], control: JobControl | None) -> TuneReport:
        assert control is not None
        report(TuneStep(0, 10, 0.0, 0.4))
        try:
            while True:
                control.check()
        except Cancelled:
            ended.append(True)
            raise

    library = Scripted()
    library.train = train
    teacher = Teacher(library)
    with qtbot.waitSignal(teacher.stepped):
        teacher.train(library.labels())
    teacher.close()
    assert ended == [True]


def test_a_dialog_that_is_gone_is_told_nothing(qtbot: QtBot, themes: Themes) -> None:
    def train(report: Callable[[TuneStep], None], _control: JobControl | None) -> TuneReport:
        report(TuneStep(0, 10, 0.0, 0.4))
        return REPORT

    library = Scripted()
    library.train = train
    library.missed = {"f": 3}
    teacher = Teacher(library)
    with qtbot.waitSignal(teacher.offered):
        dialog = FineTuneDialog(themes, teacher)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.deleteLater()
    with qtbot.waitSignals([teacher.stepped, teacher.trained]):
        teacher.train(library.labels())
    with qtbot.waitSignal(teacher.listening_wanted):
        teacher.switch("f")
    with qtbot.waitSignal(teacher.removal_wanted):
        teacher.remove("f")
    teacher.close()


def test_what_ends_while_the_window_closes_begins_nothing_anew(qtbot: QtBot) -> None:
    library = Scripted()
    teacher = Teacher(library)
    library.may_switch.clear()
    teacher.switch("f")
    with qtbot.waitSignal(teacher.model_changed):
        assert library.switching.wait(5)
        library.may_switch.set()
        teacher.close()
    teacher.load()
    assert teacher.phase is Phase.IDLE


def test_a_model_named_at_the_start_goes_by_its_name(
    qtbot: QtBot, library: Library, themes: Themes, open_dialog: Opener
) -> None:
    library.tune()
    taught = library.versions()[-1]
    library.keep(taught.version)
    factory = library.versions()[0].path
    card = ModelCard(themes)
    qtbot.addWidget(card)
    with Library.open(library.path, model=factory, processes=1) as named:
        card.show_summary(read_summary(named))
        dialog = open_dialog(named)
        assert card.accessibleName() == "base-1: open fine-tuning"
        assert [version.active for version in named.versions()] == [True, False]
        offered = [each.accessibleName() for each in dialog.choose.versions.findChildren(QAbstractButton)]
        assert any(name.startswith("Use Taught on") for name in offered)
        assert not any("base-1" in name for name in offered)
        named.switch(taught.version)
        card.show_summary(read_summary(named))
        assert card.accessibleName() == "Taught model: open fine-tuning"


def test_differences_are_said_in_points() -> None:
    assert [points(0.61, 0.68), points(0.55, 0.54), points(0.5, 0.5)] == ["+7", "−1", "±0"]


@pytest.mark.parametrize("values", [[0.0], [1.0], [0.61, 0.68], [0.1, 0.9], [0.333, 0.334]])
def test_the_curve_fits_its_axis(values: list[float]) -> None:
    low, high, step = axis(values)
    assert 0 <= low <= min(values)
    assert max(values) <= high <= 1 + 1e-9
    assert 1 <= round((high - low) / step, 6) <= 6
