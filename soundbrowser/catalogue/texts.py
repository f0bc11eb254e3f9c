"""Paths and texts as the tables keep them: exact bytes, and NFC beside them."""

from __future__ import annotations

import os
import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9]+")
_PADDED = 12


def nfc(text: str) -> str:
    """The text in NFC, with U+FFFD for bytes that no text stands for."""
    return text if text.isascii() else unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def folded(text: str) -> str:
    """NFC without letter case: the key under which two spellings are one."""
    return nfc(nfc(text).casefold())


def split(path: str) -> tuple[str, str]:
    """The directory with its separator, and the file name: joined they are `path` again."""
    cut = path.rfind(os.sep) + 1
    return path[:cut], path[cut:]


def joined(directory: bytes, file_name: bytes) -> str:
    """The path that `split` took apart, from the bytes in the tables."""
    return os.fsdecode(directory + file_name)


def inside(folder: str) -> str:
    """The folder's path with the separator, which begins the path of everything inside."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def prefix_range(prefix: bytes) -> tuple[bytes, bytes]:
    """The half-open range of byte strings that begin with `prefix`, which ends with an ASCII separator."""
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


def stem(name: str) -> str:
    """A file's name without its ending."""
    cut = name.rfind(".")
    return name[:cut] if cut > 0 else name


def padded(text: str) -> str:
    """Numbers padded with zeros, so that 2 sorts before 10."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(_PADDED), text)
