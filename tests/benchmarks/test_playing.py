"""From asking for a sound to its first frames at the sound card's door.

Run with `pytest tests/benchmarks/test_playing.py`. The card is a stand-in that asks for 5 ms at a time and notes when
it is first given something else than silence; a real card's own latency comes on top.
"""

from __future__ import annotations

import time
from itertools import cycle
from pathlib import Path

import pytest
from playing_card import BLOCK_S, Card, write_noise
from pytest_benchmark.fixture import BenchmarkFixture

from soundbrowser.audio.output import Fill
from soundbrowser.audio.play import Player

SOUNDS = {
    "WAV, 5 s, 48 kHz": ("short.wav", 48_000, 5.0),
    "FLAC, 5 s, 44.1 kHz, resampled": ("short.flac", 44_100, 5.0),
    "MP3, 5 s, 44.1 kHz, resampled": ("short.mp3", 44_100, 5.0),
    "WAV, 10 min, 96 kHz, resampled": ("long.wav", 96_000, 600.0),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sounds, twice each, so that one can be asked for while the other plays."""
    folder = tmp_path_factory.mktemp("sounds")
    for name, rate, seconds in SOUNDS.values():
        write_noise(folder / name, rate, seconds)
        write_noise(folder / f"other {name}", rate, seconds)
    return {kind: folder / name for kind, (name, _, _) in SOUNDS.items()}


@pytest.mark.parametrize("kind", SOUNDS)
def test_until_it_is_heard(benchmark: BenchmarkFixture, places: dict[str, Path], kind: str) -> None:
    cards: list[Card] = []

    def opened(device: str | None, fill: Fill) -> Card:
        cards.append(Card(device, fill))
        return cards[-1]

    player = Player(opened)
    paths = cycle([str(places[kind]), str(places[kind].with_name(f"other {places[kind].name}"))])
    player.open(next(paths))
    player.play()
    assert cards[0].heard.wait(5)

    def silence() -> None:
        player.stop()
        time.sleep(2 * BLOCK_S)
        cards[0].heard.clear()

    def play() -> bool:
        player.open(next(paths))
        player.play()
        return cards[0].heard.wait(5)

    assert benchmark.pedantic(play, setup=silence, rounds=40)
    player.close()
