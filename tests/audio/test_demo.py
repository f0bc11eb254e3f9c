"""The demo sounds are many, different, loud enough and short."""

from pathlib import Path

import numpy as np
import soundfile

from soundbrowser import paths
from soundbrowser.audio.demo import demo_sounds
from soundbrowser.audio.demo.__main__ import main

MOST_BYTES = 4_000_000


def test_the_shipped_sounds_are_the_script_s(tmp_path: Path) -> None:
    main(tmp_path)
    made = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*.ogg"))
    shipped = paths.resources() / "demo"
    assert made == sorted(file.relative_to(shipped) for file in shipped.rglob("*.ogg"))
    assert sum(file.stat().st_size for file in shipped.rglob("*.ogg")) < MOST_BYTES
    for name in made[::12]:
        assert np.allclose(soundfile.read(shipped / name)[0], soundfile.read(tmp_path / name)[0], atol=0.01)


def test_each_sound_is_heard_and_none_clips() -> None:
    sounds = list(demo_sounds())
    assert len({sound.name for sound in sounds}) == len(sounds) >= 60
    for sound in sounds:
        peak = float(np.abs(sound.waveform).max())
        assert 0.5 < peak <= 0.71, sound.name
        assert 0.1 < len(sound.waveform) / 44_100 < 6, sound.name
        assert float(np.abs(sound.waveform[-3:]).max()) < 0.05, sound.name
