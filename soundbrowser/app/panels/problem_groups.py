"""Sounds that need a look, sorted by what is wrong and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundbrowser.app.sound_facts import place_of
from soundbrowser.app.wording import count, printable
from soundbrowser.domain.sound import Folder, Sound, SoundState


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One line: a sound, or all the sounds of a drive that is away."""

    title: str
    place: str
    reason: str
    path: str
    sound_ids: tuple[int, ...] = ()
    """Those that can be tried again; empty for a drive that is away."""


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind."""

    title: str
    icon: str
    rows: tuple[ProblemRow, ...]
    sounds: int


def group_problems(problems: Sequence[Sound], folders: Sequence[Folder]) -> list[ProblemGroup]:
    """Groups in the order in which they deserve attention; empty ones are left out."""
    unreadable = [_row(sound) for sound in problems if sound.state is SoundState.UNREADABLE]
    stalled = [_row(sound) for sound in problems if sound.state is SoundState.QUARANTINED]
    away = [folder for folder in folders if not folder.online]
    groups = (
        ProblemGroup("Could not be read", "warning", tuple(unreadable), len(unreadable)),
        ProblemGroup("Crashed or stalled while being read", "not-match", tuple(stalled), len(stalled)),
        ProblemGroup(
            "Drive not connected",
            "folder-offline",
            tuple(_folder_row(folder) for folder in away),
            sum(folder.sounds for folder in away),
        ),
    )
    return [group for group in groups if group.rows]


def as_text(groups: Sequence[ProblemGroup]) -> str:
    """Tab-separated lines: kind, path, reason."""
    lines = ["kind\tpath\treason"]
    lines += [f"{group.title}\t{printable(row.path)}\t{row.reason}" for group in groups for row in group.rows]
    return "\n".join(lines) + "\n"


def _row(sound: Sound) -> ProblemRow:
    reason = sound.error[:1].upper() + sound.error[1:]
    return ProblemRow(printable(sound.name), place_of(sound), reason, sound.path, (sound.id,))


def _folder_row(folder: Folder) -> ProblemRow:
    reason = "Connect the drive and scan again. Until then its sounds can be found but not played."
    return ProblemRow(count(folder.sounds, "sound"), printable(folder.path), reason, folder.path)
