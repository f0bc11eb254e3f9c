"""Tries every part below the window once, on sounds made for it: what a frozen build must pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from soundbrowser.audio.samples import write_samples
from soundbrowser.domain.query import Query
from soundbrowser.domain.sound import SoundState
from soundbrowser.domain.stats import Finding
from soundbrowser.library.library import Library


def try_parts(library: Library, folder: Path) -> Iterator[Finding]:
    """Says of each part whether it works; `folder` is empty and `library` new, both are filled."""
    yield Finding("model", not library.model_problem, library.model_problem or library.model_name)
    files = write_samples(folder)
    summary = library.add_folder(folder)
    yield from _formats(library, files)
    yield Finding("embedding", summary.embedded == len(files), f"{summary.embedded} of {len(files)} files listened to")
    answers = library.search(Query("a falling tone", semantic_only=True))
    yield Finding("search", len(answers.hits) == len(files), f"{len(answers.hits)} answers to words")
    alike = library.similar(files[0])
    yield Finding("similar", len(alike.hits) == len(files) - 1, f"{len(alike.hits)} answers to a clip")
    drawn = library.waveform(str(files[0]), 100)
    yield Finding("waveform", float(drawn.high.max()) > 0, f"{len(drawn)} columns")
    yield _playback(files[0])


def _formats(library: Library, files: Sequence[Path]) -> Iterator[Finding]:
    for file in files:
        sound = library.sound_at(str(file))
        ready = sound is not None and sound.state is SoundState.READY
        kind = sound.header.format if sound is not None and sound.header is not None else "no header"
        yield Finding(f"decoding {file.name}", ready, kind if ready or sound is None else sound.error)


def _playback(file: Path) -> Finding:
    from soundbrowser.audio.play import Player  # PortAudio is loaded only here

    player = Player()
    try:
        player.set_volume_db(-120.0)
        player.open(str(file))
        player.play(0.0)
        return Finding("playback", player.playing, player.notice or "to a device, in silence")
    finally:
        player.close()
