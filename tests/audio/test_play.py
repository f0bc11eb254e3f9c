"""Playback through a stand-in for the sound card whose clock the test turns: what would be heard, frame by frame."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from audio_samples import RATE, chirp
from numpy.typing import NDArray

from soundbrowser.audio.output import Fill
from soundbrowser.audio.play import NO_DEVICE, Player
from soundbrowser.audio.ring import FADE
from soundbrowser.domain.errors import PlaybackError, UnreadableSound


class Card:
    """An output that asks for frames only when told to."""

    def __init__(self, device: str | None, fill: Fill, rate: int = RATE) -> None:
        self.device, self.fill, self.rate, self.alive, self.closed = device, fill, rate, True, False

    def close(self) -> None:
        self.closed = True

    def hear(self, frames: int) -> NDArray[np.float32]:
        out = np.full((frames, 2), np.nan, np.float32)
        self.fill(out)
        return out


class Cards:
    """Opens stand-ins; devices named in `missing` cannot be opened."""

    def __init__(self, rate: int = RATE) -> None:
        self.opened: list[Card] = []
        self.missing: set[str | None] = set()
        self._rate = rate

    def __call__(self, device: str | None, fill: Fill) -> Card:
        if device in self.missing:
            raise PlaybackError(f"no {device}")
        self.opened.append(Card(device, fill, self._rate))
        return self.opened[-1]


@pytest.fixture
def cards() -> Cards:
    return Cards()


@pytest.fixture
def player(cards: Cards) -> Iterator[Player]:
    player = Player(cards)
    yield player
    player.close()


def wait_for(condition: Callable[[], bool]) -> None:
    """Until the feeding thread has done its part."""
    import time

    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "the feeding thread did not get there"
        time.sleep(0.001)


def ready(player: Player, frames: int) -> None:
    feed = player._feed
    assert feed is not None
    wait_for(lambda: feed.drained or feed.ring.written - feed.ring.read >= frames)


def test_what_is_heard_is_what_is_in_the_file(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.play(0.25)
    ready(player, 1000)
    heard = cards.opened[0].hear(1000)
    start = round(0.25 * RATE)
    assert np.allclose(heard[:, 0], chirp()[start : start + 1000])
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert player.position_s == pytest.approx(0.25 + 1000 / RATE)
    assert player.playing


def test_the_volume_is_a_gain(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.set_volume_db(-20)
    player.play()
    ready(player, 500)
    assert np.allclose(cards.opened[0].hear(500)[:, 0], 0.1 * chirp()[:500], atol=1e-6)
    player.set_volume_db(-60)
    assert not cards.opened[0].hear(500).any()


def test_a_pause_dies_away_and_goes_on_from_there(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.play()
    ready(player, 2000)
    cards.opened[0].hear(500)
    player.pause()
    dying, fade = cards.opened[0].hear(500), len(FADE)
    assert np.allclose(dying[:fade], chirp()[500 : 500 + fade, None] * FADE)
    assert not dying[fade:].any()
    assert not cards.opened[0].hear(500).any()
    assert not player.playing
    player.resume()
    assert np.allclose(cards.opened[0].hear(500)[:, 0], chirp()[500 + fade : 1000 + fade])


def test_another_place_follows_the_end_of_this_one(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.play()
    ready(player, 2000)
    cards.opened[0].hear(100)
    player.seek(0.5)
    ready(player, 2000)
    assert np.allclose(cards.opened[0].hear(64)[:, 0], chirp()[100:164] * FADE[:64, 0])
    start = round(0.5 * RATE)
    assert np.allclose(cards.opened[0].hear(300)[:, 0], chirp()[start : start + 300])


def test_a_loop_set_during_a_pause_holds_afterwards(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.play(0.2)
    player.pause()
    player.set_loop(0.2, 0.3)
    player.resume()
    ready(player, 10_000)
    cards.opened[0].hear(10_000)
    assert 0.2 <= player.position_s < 0.3


def test_another_device_during_a_pause_plays_at_its_own_rate(wav: Callable[..., Path]) -> None:
    opened: list[Card] = []

    def open_card(device: str | None, fill: Fill) -> Card:
        opened.append(Card(device, fill, 48_000 if device else 8000))
        return opened[-1]

    player = Player(open_card)
    player.open(str(wav("low.wav", chirp(0.5, 8000), 8000, subtype="FLOAT")))
    player.play(0.1)
    player.pause()
    player.set_device("usb")
    assert player.position_s == pytest.approx(0.1)
    player.resume()
    ready(player, 4800)
    opened[1].hear(4800)
    assert player.position_s == pytest.approx(0.2)
    player.close()


def test_the_end_is_noticed_and_play_starts_over(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav("short.wav", chirp(0.1), subtype="FLOAT")))
    player.play()
    ready(player, round(0.1 * RATE))
    wait_for(lambda: player._feed is not None and player._feed.drained)
    heard = cards.opened[0].hear(RATE)
    assert not heard[round(0.1 * RATE) :].any()
    assert player.finished
    assert player.position_s == pytest.approx(0.1)
    player.play()
    assert player.position_s == pytest.approx(0.0)


def test_a_loop_comes_round(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav(subtype="FLOAT")))
    player.set_loop(0.2, 0.3)
    player.play(0.2)
    ready(player, 10_000)
    heard = cards.opened[0].hear(10_000)[:, 0]
    start, length = round(0.2 * RATE), round(0.1 * RATE)
    part = chirp()[start : start + length]
    assert np.allclose(heard[: 2 * length], np.concatenate([part, part]))
    assert 0.2 <= player.position_s < 0.3


def test_other_rates_keep_their_length(wav: Callable[..., Path]) -> None:
    cards = Cards(48_000)
    player = Player(cards)
    player.open(str(wav("low.wav", chirp(0.5, 8000), 8000)))
    player.play()
    ready(player, 24_000)
    heard = cards.opened[0].hear(30_000)[:, 0]
    assert np.flatnonzero(np.abs(heard) > 0.05)[-1] == pytest.approx(24_000, abs=300)
    player.close()


def test_many_channels_are_mixed_onto_two(player: Player, cards: Cards, wav: Callable[..., Path]) -> None:
    player.open(str(wav("wide.wav", np.repeat(chirp()[:, None], 6, axis=1), subtype="FLOAT")))
    player.play()
    ready(player, 100)
    assert np.allclose(cards.opened[0].hear(100)[:, 1], chirp()[:100], atol=1e-6)


def test_a_device_that_goes_away_is_replaced_where_it_was(
    player: Player, cards: Cards, wav: Callable[..., Path]
) -> None:
    player.set_device("usb")
    player.open(str(wav(subtype="FLOAT")))
    player.play()
    ready(player, 1000)
    cards.opened[0].hear(1000)
    cards.opened[0].alive = False
    cards.missing.add("usb")
    assert player.playing
    assert player.notice == "The audio device went away. Playing through “the system's device” now."
    assert [card.device for card in cards.opened] == ["usb", None]
    assert cards.opened[0].closed
    ready(player, 500)
    assert np.allclose(cards.opened[1].hear(500)[:, 0], chirp()[1000:1500], atol=1e-5)


def test_without_any_device_the_clock_runs_in_silence(wav: Callable[..., Path]) -> None:
    cards = Cards()
    cards.missing = {None}
    player = Player(cards)
    player.open(str(wav("short.wav", chirp(0.15))))
    player.play()
    assert player.silent
    assert player.notice == NO_DEVICE
    wait_for(lambda: player.finished)
    player.close()


def test_seeking_and_stopping(player: Player, wav: Callable[..., Path]) -> None:
    player.open(str(wav()))
    player.seek(0.5)
    assert player.position_s == pytest.approx(0.5)
    assert not player.playing
    player.play()
    assert player.position_s == pytest.approx(0.5)
    player.seek(9.0)
    assert player.position_s == pytest.approx(1.0)
    player.stop()
    assert player.position_s == 0.0


def test_what_cannot_be_played(player: Player, tmp_path: Path) -> None:
    with pytest.raises(PlaybackError):
        player.play()
    (tmp_path / "a.wav").write_text("no sound")
    with pytest.raises(UnreadableSound):
        player.open(str(tmp_path / "a.wav"))


def test_this_machine_is_asked_for_its_devices() -> None:
    assert all(isinstance(name, str) for name in Player.devices())
