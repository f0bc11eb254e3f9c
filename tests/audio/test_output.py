"""The sound card as PortAudio shows it, with a stand-in for PortAudio: opening, failing, stalling, coming back."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from soundbrowser.audio import output, play
from soundbrowser.audio.output import CardOutput, device_names
from soundbrowser.audio.play import NO_DEVICE, Player
from soundbrowser.domain.errors import PlaybackError


class PortAudioError(Exception):
    """What sounddevice raises."""


class PortAudio:
    """Devices are those there were when it was last begun, as with the real one."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.plugged_in = ["speakers", "usb"]
        self._known: list[str] = []
        self.streams: list[Any] = []

    def _terminate(self) -> None:
        assert not any(stream.active for stream in self.streams), "a running stream would be cut off"

    def _initialize(self) -> None:
        self._known = list(self.plugged_in)

    def query_devices(self, device: str | None = None, kind: str | None = None) -> Any:
        if kind is None:
            inputs = [{"name": "microphone", "max_output_channels": 0}]
            return [{"name": name, "max_output_channels": 2} for name in self._known] + inputs
        if not self._known or (device is not None and device not in self._known):
            raise PortAudioError(f"no {device}")
        return {"default_samplerate": 96_000.0}

    def OutputStream(self, **how: Any) -> Any:
        stream = SimpleNamespace(active=False, how=how)
        stream.start = lambda: setattr(stream, "active", True)
        stream.close = lambda ignore_errors: setattr(stream, "active", False)
        self.streams.append(stream)
        return stream


class Clock:
    """A time that the test sets."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    card = PortAudio()
    monkeypatch.setattr(output, "_portaudio", lambda: card)
    return card


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(output, "time", clock)
    monkeypatch.setattr(play, "time", clock)
    return clock


def test_the_card_asks_and_is_filled(card: PortAudio) -> None:
    opened = CardOutput("usb", lambda out: out.fill(0.25))
    how = card.streams[0].how
    assert (how["device"], how["samplerate"], how["channels"], opened.rate) == ("usb", 96_000, 2, 96_000)
    frames = np.zeros((64, 2), np.float32)
    how["callback"](frames, 64, None, None)
    assert (frames == 0.25).all()
    assert opened.alive
    opened.close()
    assert not opened.alive


def test_a_card_that_stops_asking_is_gone(card: PortAudio, clock: Clock) -> None:
    opened = CardOutput(None, lambda out: out.fill(0))
    for _ in range(5):
        clock.now += 1.5
        card.streams[0].how["callback"](np.zeros((8, 2), np.float32), 8, None, None)
        assert opened.alive
    clock.now += 2.5
    assert not opened.alive
    opened.close()


def test_devices_are_looked_for_again_unless_one_plays(card: PortAudio) -> None:
    assert device_names() == ["speakers", "usb"]
    card.plugged_in = ["usb"]
    assert device_names() == ["usb"]
    opened = CardOutput("usb", lambda out: out.fill(0))
    card.plugged_in = ["usb", "headphones"]
    assert device_names() == ["usb"]
    opened.close()
    assert device_names() == ["usb", "headphones"]


def test_a_device_that_is_not_there(card: PortAudio) -> None:
    with pytest.raises(PlaybackError, match="headphones"):
        CardOutput("headphones", lambda out: out.fill(0))
    assert device_names() == ["speakers", "usb"]


def test_a_missing_portaudio_is_no_device(monkeypatch: pytest.MonkeyPatch, wav: Any) -> None:
    def missing() -> Any:
        raise PlaybackError("PortAudio is not installed; sounds play silently.")

    monkeypatch.setattr(output, "_portaudio", missing)
    assert device_names() == []
    player = Player()
    player.open(str(wav()))
    player.play()
    assert (player.silent, player.notice) == (True, NO_DEVICE)
    player.close()


def test_a_device_plugged_in_later_is_heard(card: PortAudio, clock: Clock, wav: Any) -> None:
    plugged_in, card.plugged_in = card.plugged_in, []
    player = Player()
    player.open(str(wav()))
    player.play()
    assert player.silent
    card.plugged_in = plugged_in
    clock.now += 10
    player.play(0.5)
    assert (player.silent, player.notice) == (False, "")
    assert player.position_s == pytest.approx(0.5)
    player.close()
