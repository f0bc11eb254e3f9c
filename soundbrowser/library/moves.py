"""Which newly met files are old acquaintances under another name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from soundbrowser.domain.sound import Sound

Key = Callable[[Sound], object]


def match_moves(new: Sequence[Sound], prints: Mapping[int, str], missing: Sequence[Sound]) -> dict[int, Sound]:
    """New sound's id → the missing sound that it is.

    `prints` holds the fingerprints of the new ones by id. Files of equal content are paired by name first, and each
    missing sound is given away once: the further copies are new.
    """
    keys: tuple[Key, ...] = (lambda sound: sound.name, lambda sound: None)
    moves: dict[int, Sound] = {}
    for key in keys:
        taken = {old.id for old in moves.values()}
        free: defaultdict[tuple[str, object], list[Sound]] = defaultdict(list)
        for old in missing:
            if old.id not in taken:
                free[old.fingerprint, key(old)].append(old)
        for sound in new:
            candidates = free[prints[sound.id], key(sound)]
            if sound.id not in moves and candidates:
                moves[sound.id] = candidates.pop(0)
    return moves
