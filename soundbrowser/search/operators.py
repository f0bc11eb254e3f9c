"""The operators of a typed question, such as `len:<2` or `tag:rain`, as filters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from soundbrowser.domain.query import Filters

Range = tuple[float | None, float | None]
_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Z]*)"
_BOUND = re.compile(rf"(<=|>=|<|>|=)?\s*{_NUMBER}")
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:-|\.\.)\s*{_NUMBER}")
_SECONDS = {"": 1.0, "s": 1.0, "sec": 1.0, "ms": 0.001, "m": 60.0, "min": 60.0, "h": 3600.0}
_HERTZ = {"": 1.0, "hz": 1.0, "k": 1000.0, "khz": 1000.0}
_PLAIN = {"": 1.0}
_CHANNELS = {"mono": 1, "stereo": 2, "quad": 4, "5.1": 6, "7.1": 8}
LENGTH_TOLERANCE = 0.05
"""`len:3` means about three seconds: this share of it either way."""
HERTZ_IN_KILO = 1000.0


class FilterDraft:
    """Collects the filters of one question."""

    def __init__(self) -> None:
        self._filters = Filters()
        self._takers: dict[str, Callable[[str, bool], Filters | None]] = {
            "tag": self._tag,
            "folder": self._folder,
            "in": self._folder,
            "rate": self._rate,
            "len": self._length,
            "length": self._length,
            "ch": self._channels,
            "channels": self._channels,
            "format": self._format,
            "type": self._format,
            "rating": self._rating,
            "is": self._is,
        }

    def filters(self) -> Filters:
        """What was taken so far."""
        return self._filters

    def take(self, key: str, value: str, minus: bool) -> bool:
        """Takes an operator in; False when it is none, and should be read as words.

        One without a value is just being typed: it is taken, and changes nothing.
        """
        taker = self._takers.get(key)
        if taker and not value:
            return True
        changed = taker(value, minus) if taker else None
        if changed is None:
            return False
        self._filters = changed
        return True

    def _with(self, **changes: Any) -> Filters:
        return replace(self._filters, **changes)

    def _tag(self, value: str, minus: bool) -> Filters | None:
        if minus:
            return self._with(without_tags=self._filters.without_tags | {value})
        return self._with(tags=self._filters.tags | {value})

    def _folder(self, value: str, minus: bool) -> Filters | None:
        return None if minus else self._with(folder_words=(*self._filters.folder_words, value))

    def _rate(self, value: str, minus: bool) -> Filters | None:
        found = None if minus else _range(value, _HERTZ, 0.0)
        if found is None:
            return None
        low, high = (None if bound is None else _hertz(bound) for bound in found)
        if _excludes_bound(value):
            low, high = low and low + 1, high and high - 1
        return self._with(min_rate=low, max_rate=high)

    def _length(self, value: str, minus: bool) -> Filters | None:
        found = None if minus else _range(value, _SECONDS, LENGTH_TOLERANCE)
        return None if found is None else self._with(min_length_s=found[0], max_length_s=found[1])

    def _channels(self, value: str, minus: bool) -> Filters | None:
        count = _CHANNELS.get(value.lower(), int(value) if value.isascii() and value.isdigit() else 0)
        if minus or not 0 < count < 1025:
            return None
        return self._with(channels=self._filters.channels | {count})

    def _format(self, value: str, minus: bool) -> Filters | None:
        return None if minus else self._with(formats=self._filters.formats | {value.lstrip(".").upper()})

    def _rating(self, value: str, minus: bool) -> Filters | None:
        found = None if minus else _range(value, _PLAIN, 0.0)
        if found is None or found[0] is None:
            return None
        return self._with(min_rating=math.floor(found[0]) + 1 if _excludes_bound(value) else math.ceil(found[0]))

    def _is(self, value: str, minus: bool) -> Filters | None:
        favourite = value.lower() in ("favourite", "favorite", "fav", "starred")
        return self._with(favourites=True) if favourite and not minus else None


def _range(value: str, units: dict[str, float], tolerance: float) -> Range | None:
    """`<2`, `>=3s`, `1-3`, `2..5m`, `44.1k` → the two bounds; None when it is none of these."""
    if match := _BETWEEN.fullmatch(value):
        first, first_unit, second, second_unit = match.groups()
        low, high = _scaled(first, first_unit or second_unit, units), _scaled(second, second_unit, units)
        return None if low is None or high is None else (min(low, high), max(low, high))
    match = _BOUND.fullmatch(value)
    number = match and _scaled(match[2], match[3], units)
    if match is None or number is None:
        return None
    if match[1] in ("<", "<="):
        return None, number
    if match[1] in (">", ">="):
        return number, None
    return number * (1 - tolerance), number * (1 + tolerance)


def _excludes_bound(value: str) -> bool:
    """`>3` but not `>=3`; it matters where values are whole numbers."""
    return value[:1] in ("<", ">") and value[1:2] != "="


def _scaled(number: str, unit: str, units: dict[str, float]) -> float | None:
    scale = units.get(unit.lower())
    return None if scale is None or len(number) > 12 else float(number) * scale


def _hertz(value: float) -> int:
    """`rate:48` means kilohertz: no sound has 48 samples a second."""
    return round(value * HERTZ_IN_KILO if value < HERTZ_IN_KILO else value)
