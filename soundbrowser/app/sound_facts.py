"""What is known about a file, in the few words the window has room for."""

from __future__ import annotations

import math
from pathlib import PurePath

import numpy as np

from soundbrowser.domain.sound import Header, Sound
from soundbrowser.domain.vectors import Peaks

_CHANNELS = {1: "mono", 2: "stereo", 4: "quad", 6: "5.1", 8: "7.1"}
_DEEPEST_SHOWN = 3


def rate_text(rate: int) -> str:
    """48000 as 48 kHz, 44100 as 44.1 kHz."""
    return f"{rate / 1000:g} kHz"


def channels_text(channels: int) -> str:
    """Mono, stereo, 5.1 … or a count."""
    return _CHANNELS.get(channels, f"{channels} channels")


def header_texts(header: Header) -> list[str]:
    """Format, rate, depth where it has one, channels."""
    depth = [f"{header.bit_depth}-bit"] if header.bit_depth else []
    return [header.format, rate_text(header.rate), *depth, channels_text(header.channels)]


def peak_text(peaks: Peaks) -> str:
    """The loudest sample in dB full scale."""
    loudest = float(max(np.max(-peaks.low, initial=0.0), np.max(peaks.high, initial=0.0)))
    return "silent" if loudest <= 0 else f"peak {20 * math.log10(loudest):.1f} dBFS".replace("-", "−")


def facts(sound: Sound, peaks: Peaks | None) -> str:
    """The player's footer."""
    parts = header_texts(sound.header) if sound.header else []
    if peaks is not None and len(peaks):
        parts.append(peak_text(peaks))
    return " · ".join(parts)


def place_of(sound: Sound) -> str:
    """The last folders of a sound's path, as a trail."""
    folders = PurePath(sound.path).parent.parts
    return " › ".join(part for part in folders[-_DEEPEST_SHOWN:] if part not in ("/", "\\"))
