"""The window's player drives the real one, on a machine without an audio device."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from app_sounds import sound_of, unheard_player, write_tone
from pytestqt.qtbot import QtBot

from soundbrowser.app.player import QUIETEST_DB, PlayerController
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.audio.play import NO_DEVICE, Player
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.settings import Settings


@pytest.fixture
def playback() -> Player:
    return unheard_player()


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def controller(qtbot: QtBot, settings: Settings, playback: Player) -> Iterator[PlayerController]:
    made = PlayerController(settings, playback)
    yield made
    made.close()


@pytest.fixture
def tone(tmp_path: Path) -> Sound:
    return sound_of(write_tone(tmp_path / "tone.wav", 0.4), 0.4)


@pytest.fixture
def long_tone(tmp_path: Path) -> Sound:
    return sound_of(write_tone(tmp_path / "long.wav", 30.0), 30.0, sound_id=2)


def test_a_sound_plays_to_its_end_and_the_playhead_goes_back(
    qtbot: QtBot, controller: PlayerController, tone: Sound
) -> None:
    moments: list[float] = []
    controller.position_changed.connect(moments.append)
    with qtbot.waitSignals([controller.sound_changed, controller.finished], timeout=5000):
        controller.audition(tone)
        assert controller.playing
    assert not controller.playing
    assert controller.position_s == 0.0
    assert max(moments) > 0.2
    assert moments[:-1] == sorted(moments[:-1])


def test_pause_holds_and_play_goes_on_from_there(
    qtbot: QtBot, controller: PlayerController, long_tone: Sound, playback: Player
) -> None:
    controller.open(long_tone)
    controller.play(10.0)
    qtbot.waitUntil(lambda: controller.position_s > 10.05)
    controller.toggle()
    held = controller.position_s
    assert not controller.playing
    qtbot.waitUntil(lambda: not playback.playing)
    controller.toggle()
    qtbot.waitUntil(lambda: controller.position_s > held + 0.05)
    assert controller.position_s < held + 5


def test_seeking_moves_a_silent_and_a_playing_sound(
    qtbot: QtBot, controller: PlayerController, long_tone: Sound
) -> None:
    controller.open(long_tone)
    controller.seek(12.0)
    assert controller.position_s == 12.0
    controller.play()
    qtbot.waitUntil(lambda: controller.position_s > 12.02)
    controller.seek_by(-6.0)
    qtbot.waitUntil(lambda: 6.0 < controller.position_s < 9.0)
    controller.seek(99.0)
    assert controller.position_s == 30.0


def test_the_newest_sound_wins_when_rows_fly_by(
    qtbot: QtBot, controller: PlayerController, tmp_path: Path, playback: Player
) -> None:
    sounds = [sound_of(write_tone(tmp_path / f"{k}.wav", 5.0), 5.0, sound_id=k) for k in range(8)]
    for sound in sounds:
        controller.audition(sound)
    qtbot.waitUntil(lambda: controller.position_s > 0.05)
    assert controller.sound is sounds[-1]
    assert playback._path == sounds[-1].path


def test_a_looped_selection_is_played_again_and_again(
    qtbot: QtBot, controller: PlayerController, long_tone: Sound
) -> None:
    controller.open(long_tone)
    controller.set_loop(True)
    controller.set_selection(Span(5.0, 5.2))
    moments: list[float] = []
    controller.position_changed.connect(moments.append)
    controller.play()

    def went_back() -> bool:
        return sum(b < a for a, b in itertools.pairwise(moments)) >= 2

    qtbot.waitUntil(went_back, timeout=5000)
    assert all(4.99 <= moment <= 5.21 for moment in moments if moment)


def test_a_file_that_is_gone_is_said_and_nothing_plays(
    qtbot: QtBot, controller: PlayerController, tmp_path: Path
) -> None:
    lost = sound_of(tmp_path / "lost.wav")
    with qtbot.waitSignal(controller.notice, check_params_cb=lambda said: "lost.wav" in said):
        controller.audition(lost)
    assert not controller.playing


@pytest.mark.parametrize(("presence", "word"), [(Presence.OFFLINE, "not connected"), (Presence.MISSING, "moved")])
def test_a_sound_out_of_reach_is_not_tried(
    qtbot: QtBot, controller: PlayerController, tone: Sound, presence: Presence, word: str
) -> None:
    with qtbot.waitSignal(controller.notice) as said:
        controller.audition(replace(tone, presence=presence))
    assert word in said.args[0]
    assert not controller.playing


def test_a_sound_that_stopped_a_child_process_is_not_tried(
    qtbot: QtBot, controller: PlayerController, tone: Sound
) -> None:
    with qtbot.waitSignal(controller.notice) as said:
        controller.audition(replace(tone, state=SoundState.QUARANTINED, error="The decoder crashed on it."))
    assert said.args[0].endswith("because it stopped the decoder: The decoder crashed on it.")
    assert not controller.playing


def test_without_a_device_it_plays_silently_and_says_so(
    qtbot: QtBot, controller: PlayerController, tone: Sound
) -> None:
    with qtbot.waitSignal(controller.notice, check_params_cb=lambda said: said == NO_DEVICE):
        controller.audition(tone)


def test_auto_audition_can_be_off(controller: PlayerController, settings: Settings, tone: Sound) -> None:
    settings.auto_audition = False
    controller.audition(tone)
    assert controller.sound is tone
    assert not controller.playing


def test_volume_is_kept_within_bounds_and_mute_keeps_it(
    qtbot: QtBot, controller: PlayerController, settings: Settings, playback: Player
) -> None:
    controller.set_volume_db(-12.0)
    controller.set_muted(True)
    qtbot.waitUntil(lambda: playback._gain == 0.0)
    assert settings.volume_db == -12.0
    controller.set_muted(False)
    qtbot.waitUntil(lambda: playback._gain == pytest.approx(10 ** (-12 / 20)))
    controller.set_volume_db(-200)
    assert settings.volume_db == QUIETEST_DB


def test_opening_the_same_sound_again_does_not_interrupt_it(
    qtbot: QtBot, controller: PlayerController, long_tone: Sound
) -> None:
    controller.audition(long_tone)
    with qtbot.assertNotEmitted(controller.sound_changed):
        controller.open(replace(long_tone, rating=4))
    assert controller.playing
    assert controller.sound is not None
    assert controller.sound.rating == 4
