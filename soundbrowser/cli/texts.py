"""How values are written on a line of text: one line each, whatever is in them."""

from __future__ import annotations

import os


def printable(text: str) -> str:
    """The text with everything that would break a line, move a cursor or not encode written as an escape."""
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def clock(seconds: float) -> str:
    """12.34 s, 1:02:03 for long ones."""
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: int) -> str:
    """Bytes in the largest unit that leaves a number above 1."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _escaped(char: str) -> str:
    if 0xDC80 <= ord(char) <= 0xDCFF:
        return f"\\x{os.fsencode(char)[0]:02x}"
    return char.encode("unicode_escape").decode("ascii")
