"""Adding a bigger model in the window: what it costs, fetching it, stopping and going on, using and removing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_sounds import write_noise
from other_models import with_encoder
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from quick_children import NOWHERE, quick_children
from small_hub import Hub, small_hub
from tiny_clap import save_tiny_clap

from soundbrowser.app.adder import Adder
from soundbrowser.app.dialogs.add_model import AddModelDialog
from soundbrowser.app.dialogs.fine_tune import FineTuneDialog
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.theme import Themes
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.tuning import BiggerModel, ModelVersion
from soundbrowser.library import JobControl, Library

LONG = 60_000


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where models that are added are kept."""
    monkeypatch.setattr("soundbrowser.paths.user_models", lambda: tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with small_hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


Opener = Callable[..., AddModelDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot, themes: Themes) -> Iterator[Opener]:
    adders: list[Adder] = []

    def make(adder: Adder) -> AddModelDialog:
        adders.append(adder)
        with qtbot.waitSignal(adder.offered):
            dialog = AddModelDialog(themes, adder)
            qtbot.addWidget(dialog)
            dialog.show()
        return dialog

    yield make
    for adder in adders:
        adder.close()


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.waitUntil(button.isVisible)
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def adding(window: MainWindow) -> AddModelDialog:
    return next(dialog for dialog in window.findChildren(AddModelDialog) if dialog.isVisible())


def said(dialog: AddModelDialog) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def named(qtbot: QtBot, dialog: FineTuneDialog, name: str) -> QAbstractButton:
    found: list[QAbstractButton] = []

    def look() -> bool:
        buttons = dialog.choose.versions.findChildren(QAbstractButton)
        found[:] = [each for each in buttons if each.accessibleName().startswith(name)]
        return bool(found)

    qtbot.waitUntil(look, timeout=LONG)
    return found[0]


def test_a_checkpoint_is_added_used_and_removed_in_the_window(
    qtbot: QtBot, window: MainWindow, library: Library, places: Path, tmp_path: Path
) -> None:
    window.dialogs.open_tuning()
    tuning = window.findChildren(FineTuneDialog)[0]
    press(qtbot, tuning.choose.add_model)
    dialog = adding(window)
    qtbot.waitUntil(lambda: dialog.source.text() == "laion/larger_clap_general")
    assert "780 MB" in dialog.download.text()
    shown: list[str] = []
    window.adder.changed.connect(lambda: shown.append(dialog.message.text()))
    with quick_children():
        dialog.source.setText(str(save_tiny_clap(tmp_path / "tiny_clap")))
        assert dialog.download.text() == "Nothing is downloaded."
        with qtbot.waitSignal(window.adder.added, timeout=LONG):
            press(qtbot, dialog.add)
        assert any(text.startswith("Measuring it on the demo sounds") for text in shown)
        assert dialog.message.text().startswith("“tiny_clap” was added.") and library.model_name == "base-1"
        assert window.messages.text == "", "whoever looks at the dialog needs no message"
        assert dialog.use.hasFocus()
        with qtbot.waitSignal(window.jobs.switched, timeout=LONG):
            press(qtbot, dialog.use)
            assert not dialog.isVisible()
            qtbot.waitUntil(lambda: tuning.message.text().startswith("All sounds are heard with it"), timeout=LONG)
        assert library.model_name == "tiny_clap" and library.unheard() == 0
        with qtbot.waitSignal(window.teacher.model_changed, timeout=LONG):
            press(qtbot, named(qtbot, tuning, "Remove tiny_clap"))
    assert library.model_name == "base-1" and len(library.versions()) == 1
    assert list(places.iterdir()) == []
    tuning.reject()


def test_a_download_is_stopped_and_goes_on_where_it_was(
    qtbot: QtBot, library: Library, places: Path, hub: Hub, open_dialog: Opener
) -> None:
    adder = Adder(library)
    dialog = open_dialog(adder)
    dialog.source.setText("some/clap")
    assert "its size is shown" in dialog.download.text()
    hub.waits_after = 3_000_000
    qtbot.keyClick(dialog.source, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Downloading: 2 of 5 MB"), timeout=LONG)
    assert (dialog.bar.value(), dialog.bar.maximum()) == (2, 5) and not dialog.source.isEnabled()
    press(qtbot, dialog.cancel)
    assert dialog.message.text() == "Stopping" and not dialog.cancel.isEnabled()
    qtbot.waitUntil(dialog.add.isVisible, timeout=LONG)
    assert dialog.message.text() == "Stopped. What was downloaded is kept; Add goes on from there."
    hub.asked.clear()
    hub.waits_after = 0
    hub.announced["model.safetensors"] = "0" * 64
    with qtbot.waitSignal(adder.failed, timeout=LONG):
        press(qtbot, dialog.add)
    assert hub.asked == [("model.safetensors", f"bytes={2 << 20}-")]
    assert "model.safetensors” did not arrive as it was sent" in dialog.message.text()
    assert dialog.add.isVisible() and dialog.source.isEnabled() and len(library.versions()) == 1


def test_what_cannot_be_added_is_said_in_a_sentence_and_can_be_corrected(
    qtbot: QtBot, library: Library, places: Path, open_dialog: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", NOWHERE)
    adder = Adder(library)
    dialog = open_dialog(adder)
    for source, reason in (
        ("no such/model/at all", "“no such/model/at all” is neither a folder nor the name of a model"),
        ("some/clap", "The model “some/clap” cannot be fetched"),
    ):
        dialog.source.setText(source)
        with qtbot.waitSignal(adder.failed, timeout=LONG):
            qtbot.keyClick(dialog.source, Qt.Key.Key_Return)
        assert reason in dialog.message.text() and dialog.source.isEnabled()
    dialog.source.clear()
    assert not dialog.add.isEnabled()


def test_without_the_extra_it_is_said_how_to_install_it(
    qtbot: QtBot, library: Library, open_dialog: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soundbrowser.model.clap_extra.find_spec", lambda name: None)
    dialog = open_dialog(Adder(library))
    assert dialog.missing.isVisible() and dialog.command.text() == 'pip install "soundbrowser[clap]"'
    assert not dialog.add.isEnabled()
    press(qtbot, dialog.copy)
    assert QGuiApplication.clipboard().text() == dialog.command.text()
    qtbot.keyClick(dialog.source, Qt.Key.Key_Return)
    assert dialog.add.isVisible() and not dialog.bar.isVisible(), "nothing began"
    assert "Run this in a terminal" in said(dialog)
    dialog.reject()
    monkeypatch.setattr("soundbrowser.paths.is_packaged", lambda: True)
    packaged = open_dialog(Adder(library))
    assert "The packaged program cannot" in said(packaged)
    packaged.reject()
    monkeypatch.undo()
    again = open_dialog(Adder(library))
    assert again.missing.isHidden() and again.add.isEnabled()


class Scripted:
    """Adds for as long as it is let, for what cannot be had on demand from a real library."""

    def __init__(self) -> None:
        self.go_on = JobControl()
        self.go_on.pause()
        self.bug: Exception | None = None

    def bigger_model(self) -> BiggerModel:
        return BiggerModel("some/clap", 780, "")

    def add_model(self, source: str, report: Callable[[Progress], None], control: JobControl | None) -> ModelVersion:
        report(Progress(Stage.FETCH, 300, 776))
        assert control is not None
        while self.go_on.paused:
            control.check()
        if self.bug:
            raise self.bug
        return ModelVersion("v", "clap", "/models/clap", 1.0, (), active=True)


def test_it_goes_on_when_the_dialog_is_closed_and_is_found_again(qtbot: QtBot, open_dialog: Opener) -> None:
    library = Scripted()
    adder = Adder(library)
    first = open_dialog(adder)
    press(qtbot, first.add)
    qtbot.waitUntil(lambda: first.message.text() == "Downloading: 300 of 776 MB")
    assert first.hide_button.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert not first.isVisible() and adder.running
    again = open_dialog(adder)
    assert again.source.text() == "some/clap" and again.message.text() == "Downloading: 300 of 776 MB"
    adder.add("another/one")
    assert adder.source == "some/clap"
    with qtbot.waitSignal(adder.added):
        library.go_on.resume()
    assert again.message.text() == "“clap” was added. It is in use already."
    assert again.use.isHidden() and again.close_with_words.isVisible()
    again.reject()
    assert open_dialog(adder).add.isVisible()


def test_closing_the_window_ends_it(qtbot: QtBot, open_dialog: Opener) -> None:
    adder = Adder(Scripted())
    dialog = open_dialog(adder)
    press(qtbot, dialog.add)
    adder.close()
    qtbot.waitUntil(lambda: not adder.running)


def test_what_should_not_happen_is_a_bug_and_the_dialog_goes_on(qtbot: QtBot, open_dialog: Opener) -> None:
    library = Scripted()
    library.bug = KeyError("siblings")
    library.go_on.resume()
    dialog = open_dialog(Adder(library))
    with qtbot.captureExceptions() as met:
        press(qtbot, dialog.add)
        qtbot.waitUntil(lambda: bool(met))
    assert met[0][0] is KeyError
    assert dialog.add.isVisible()


def test_who_looks_elsewhere_gets_a_message_that_uses_it(
    qtbot: QtBot, window: MainWindow, library: Library, places: Path, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.adder.added):
        window.adder.add(str(with_encoder(tmp_path / "other", "another-ear")))
    assert window.messages.text == "“other” was added"
    use = next(each for each in window.messages.findChildren(QPushButton) if each.text() == "Use it")
    with qtbot.waitSignal(window.jobs.switched, timeout=LONG):
        press(qtbot, use)
    assert library.model_name == "other"
    with qtbot.waitSignal(window.adder.failed):
        window.adder.add(str(tmp_path / "other" / "config.json"))
    assert window.messages.text == "The model was not added"


def test_removing_the_model_in_use_is_a_job_when_the_factory_model_has_sounds_to_hear(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    other = library.add_model(str(with_encoder(tmp_path / "other", "another-ear")))
    library.switch(other.version)
    write_noise(tmp_path / "late" / "late.wav", 0.5, 7)
    library.add_folder(tmp_path / "late")
    with qtbot.waitSignals([window.teacher.removal_wanted, window.jobs.switched], timeout=LONG):
        window.teacher.remove(other.version)
    assert library.model_name == "base-1" and library.unheard() == 0 and len(library.versions()) == 1
