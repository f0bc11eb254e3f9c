"""`python -m soundbrowser.audio.demo FOLDER` writes the demo sounds as small Ogg files, a folder a category."""

from __future__ import annotations

import sys
from pathlib import Path

import soundfile

from soundbrowser.audio.demo.catalogue import demo_sounds
from soundbrowser.audio.demo.synth import RATE


def main(folder: Path) -> None:
    """Writes everything below `folder`."""
    for sound in demo_sounds():
        target = folder / sound.category / f"{sound.name}.ogg"
        target.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(target, sound.waveform, RATE, format="OGG", subtype="VORBIS", compression_level=0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/demo"))
