"""The player panel with real files: what it shows, how it plays, and the part that is dragged out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from app_sounds import RATE, OneFolder, sound_of, unheard_player, write_tone
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from soundbrowser.app.drag_out import drag_pixmap
from soundbrowser.app.panels.player_panel import COMPACT_HEIGHT, HEIGHT, PlayerPanel
from soundbrowser.app.player import PlayerController
from soundbrowser.app.theme import DARK, Themes
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.app.widgets.volume import slider_of, volume_of, volume_text
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Presence, Sound
from soundbrowser.settings import Settings

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def tone(tmp_path: Path) -> Sound:
    return sound_of(write_tone(tmp_path / "Hits" / "tone.wav", 4.0), 4.0)


@pytest.fixture
def drags() -> list[tuple[Path, bool]]:
    """The files that were dragged out, and whether only copying them was offered."""
    return []


@pytest.fixture
def panel(qtbot: QtBot, themes: Themes, tmp_path: Path, drags: list[tuple[Path, bool]]) -> Iterator[PlayerPanel]:
    def record(drag: QDrag) -> None:
        file = Path(drag.mimeData().urls()[0].toLocalFile())
        drags.append((file, file.is_file() and not drag.pixmap().isNull()))

    controller = PlayerController(Settings(auto_audition=False), unheard_player())
    made = PlayerPanel(themes, controller, OneFolder(tmp_path / "regions"), run_drag=record)
    qtbot.addWidget(made)
    made.resize(900, HEIGHT)
    made.show()
    qtbot.waitExposed(made)
    yield made
    controller.close()


@pytest.fixture
def loaded(qtbot: QtBot, panel: PlayerPanel, tone: Sound) -> PlayerPanel:
    panel._controller.open(tone)
    qtbot.waitUntil(lambda: "peak" in panel.footer.facts.text)
    return panel


def test_it_says_what_the_file_is(loaded: PlayerPanel) -> None:
    assert loaded.header.title.text == "tone.wav"
    assert loaded.header.place.text.endswith("Hits")
    assert loaded.footer.facts.text.startswith("WAV · 48 kHz · 24-bit · stereo · peak −")
    assert loaded.header.time.text == "0:00.000 / 0:04.000"
    assert loaded.header.play.accessibleName() == "Play tone.wav"


def test_a_click_into_the_waveform_plays_from_there(qtbot: QtBot, loaded: PlayerPanel) -> None:
    wave = loaded.waveform
    QTest.mouseClick(wave, LEFT, NO_KEY, QPoint(wave.width() // 2, 60))
    assert loaded._controller.playing
    assert loaded._controller.position_s == pytest.approx(2.0, abs=0.02)
    assert loaded.header.play.accessibleName() == "Pause tone.wav"
    qtbot.waitUntil(lambda: loaded._controller.position_s > 2.05)
    loaded.header.play.click()
    assert not loaded._controller.playing


def grip(panel: PlayerPanel) -> QPoint:
    return panel.waveform.tab_rect().center().toPoint()


def pull(panel: PlayerPanel) -> None:
    """Presses the tab and moves, as a hand does; the button stays down."""
    start = grip(panel)
    QTest.mousePress(panel.waveform, LEFT, NO_KEY, start)
    QTest.mouseMove(panel.waveform, start + QPoint(3 * QApplication.startDragDistance(), 30))


def test_the_selected_part_is_a_wav_before_the_drag_starts(
    qtbot: QtBot, loaded: PlayerPanel, drags: list[tuple[Path, bool]]
) -> None:
    with qtbot.waitSignal(loaded._export.ready):
        loaded.waveform.select(Span(1.0, 2.5))
    pull(loaded)
    assert drags == [(drags[0][0], True)]
    assert drags[0][0].name == "tone_1.00-2.50.wav"
    info = soundfile.info(str(drags[0][0]))
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (RATE, 2, "PCM_24", RATE * 3 // 2)


def test_a_drag_that_comes_too_early_starts_when_the_part_is_there(
    qtbot: QtBot, loaded: PlayerPanel, drags: list[tuple[Path, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.waveform.select(Span(1.0, 2.5))
    monkeypatch.setattr("soundbrowser.app.drag_out.button_is_down", lambda: True)
    pull(loaded)
    qtbot.waitUntil(lambda: len(drags) == 1)


def test_a_button_let_go_in_the_meantime_drags_nothing(
    qtbot: QtBot, loaded: PlayerPanel, drags: list[tuple[Path, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.waveform.select(Span(1.0, 2.5))
    monkeypatch.setattr("soundbrowser.app.drag_out.button_is_down", lambda: False)
    with qtbot.waitSignal(loaded._export.ready):
        pull(loaded)
    assert drags == []


def test_the_selection_is_what_similar_asks_with(qtbot: QtBot, loaded: PlayerPanel, tone: Sound) -> None:
    with qtbot.waitSignal(loaded.similar_wanted) as asked:
        loaded.footer.similar.click()
    assert asked.args == [ClipRegion(tone.path)]
    loaded._controller.seek(1.0)
    loaded.select_start_here()
    loaded._controller.seek(3.0)
    loaded.select_end_here()
    assert loaded.footer.similar.text() == "Find sounds like the selection"
    with qtbot.waitSignal(loaded.similar_wanted) as asked:
        loaded.footer.similar.click()
    assert asked.args == [ClipRegion(tone.path, 1.0, 3.0)]
    assert loaded.clear_selection()
    assert not loaded.clear_selection()
    assert loaded.selection() is None


def test_a_sound_on_an_absent_drive_says_so(panel: PlayerPanel, tone: Sound) -> None:
    panel._controller.open(replace(tone, presence=Presence.OFFLINE))
    assert panel.waveform._message == "Its drive is not connected. It can be found but not played."


def test_a_file_that_cannot_be_drawn_says_why(qtbot: QtBot, panel: PlayerPanel, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"not a sound")
    panel._controller.open(sound_of(broken))
    qtbot.waitUntil(lambda: "broken.wav" in panel.waveform._message)


def test_a_low_window_gets_a_low_player(panel: PlayerPanel) -> None:
    panel.compact(True)
    assert panel.height() == COMPACT_HEIGHT
    assert not panel.footer.isVisible()
    panel.compact(False)
    assert panel.height() == HEIGHT


def test_loop_and_volume_follow_the_controller_and_lead_it(loaded: PlayerPanel) -> None:
    loaded.header.loop.click()
    assert loaded._controller.looping
    loaded._controller.set_loop(False)
    assert not loaded.header.loop.isChecked()
    loaded.header.volume.slider.setValue(slider_of(-20.0))
    assert loaded._controller.volume_db == pytest.approx(-20.0, abs=0.1)
    loaded.header.volume.mute.click()
    assert loaded.header.volume.level.text() == "muted"


def test_the_volume_slider_and_decibels_agree() -> None:
    for level in (0.0, -6.0, -20.0, -48.0):
        assert volume_of(slider_of(level)) == pytest.approx(level, abs=0.6)
    assert volume_text(-6.02) == "−6.0 dB"
    assert volume_text(volume_of(0)) == "silent"


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_card_of_a_drag_is_sharp_and_short(qapp: QApplication, ratio: float) -> None:
    card = drag_pixmap(DARK, "a" * 200 + ".wav", None, ratio, count=3)
    assert card.devicePixelRatio() == ratio
    assert card.width() / ratio < 300


def test_a_part_that_cannot_be_written_is_said(qtbot: QtBot, loaded: PlayerPanel, tone: Sound) -> None:
    Path(tone.path).write_bytes(b"gone")
    with qtbot.waitSignal(loaded.notice, check_params_cb=lambda said: "tone.wav" in said):
        loaded.waveform.select(Span(1.0, 2.5))
