"""Reads the header of a sound file, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

from soundbrowser.audio.files import cut_short, fingerprint, require_file
from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.sound import Header

__all__ = ["fingerprint", "probe"]


def probe(path: str | Path) -> Header:
    """Format, rate, channels, depth and length of a sound. Raises UnreadableSound with the reason."""
    with open_source(path) as source:
        header = source.header
    if header.frames == 0:
        raise UnreadableSound(path, cut_short(path, require_file(path).st_size) or "It holds no sound.")
    return header
