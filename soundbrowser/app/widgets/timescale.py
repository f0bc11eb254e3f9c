"""Seconds and pixels: which part of a sound a widget shows, where its ticks stand, how times are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

SHORTEST_VIEW_S = 0.02
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


class Span(NamedTuple):
    """A part of a sound, in seconds; `start_s` < `end_s`."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class TimeScale:
    """The seconds `start_s` … `end_s` over `width` logical pixels."""

    start_s: float
    end_s: float
    width: float

    def x(self, seconds: float) -> float:
        """Where a moment lies, in pixels from the left edge."""
        return (seconds - self.start_s) / self._length * self.width

    def seconds(self, x: float) -> float:
        """The moment at a pixel, kept within the shown part."""
        at = self.start_s + x / max(self.width, 1.0) * self._length
        return min(max(at, self.start_s), self.end_s)

    def ticks(self, apart: float = 130.0) -> tuple[list[float], float]:
        """Round moments that lie at least `apart` pixels from each other, and the step between them in seconds."""
        wanted = self._length * apart / max(self.width, 1.0)
        step = next((s for s in _STEPS if s >= wanted), _STEPS[-1] * math.ceil(wanted / _STEPS[-1]))
        first = math.ceil(self.start_s / step - 1e-9)
        last = math.floor(self.end_s / step + 1e-9)
        return [k * step for k in range(first, last + 1)], step

    def zoomed(self, factor: float, around_s: float, duration_s: float) -> TimeScale:
        """Shows `factor` times as much, the moment `around_s` staying where it is, never beyond the sound."""
        length = min(max(self._length * factor, min(SHORTEST_VIEW_S, duration_s)), duration_s)
        share = (around_s - self.start_s) / self._length
        start = min(max(around_s - share * length, 0.0), duration_s - length)
        return TimeScale(start, start + length, self.width)

    def moved(self, by_s: float, duration_s: float) -> TimeScale:
        """The same length shown `by_s` later, never beyond the sound."""
        start = min(max(self.start_s + by_s, 0.0), max(duration_s - self._length, 0.0))
        return TimeScale(start, start + self._length, self.width)

    @property
    def _length(self) -> float:
        return max(self.end_s - self.start_s, 1e-9)


def clock(seconds: float, decimals: int = 0) -> str:
    """Writes 75.25 as 1:15, 1:15.2 or 1:15.250 and an hour as 1:00:00; times are cut, never rounded up."""
    unit = 10**decimals
    whole = math.floor(max(seconds, 0.0) * unit + 1e-6)
    minutes, rest = divmod(whole, 60 * unit)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // unit:02d}" + (f".{rest % unit:0{decimals}d}" if decimals else "")
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def decimals_for(step_s: float) -> int:
    """Digits after the point that tell ticks `step_s` apart from each other."""
    return max(0, -math.floor(math.log10(step_s) + 1e-9))
