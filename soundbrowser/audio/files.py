"""What can be said of a file before a decoder opens it: special files, empty ones and texts are refused here."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Literal

from soundbrowser.domain.errors import UnreadableSound

SAMPLE = 65536
"""Bytes at either end that a fingerprint looks at."""

_CHUNKED: dict[bytes, Literal["little", "big"]] = {b"RIFF": "little", b"RIFX": "big", b"FORM": "big"}
"""How files of chunks begin, and in which order of bytes they then state their size."""
SHORTEST = 32
"""Bytes; no kind of sound file is smaller."""
MOST_STATED = 0xFFFF_0000
"""Recorders that cannot go back write a size near 4 GiB: it means none."""

_KINDS = (
    (stat.S_ISDIR, "It is a folder."),
    (stat.S_ISFIFO, "It is a pipe, not a file."),
    (stat.S_ISSOCK, "It is a socket, not a file."),
    (stat.S_ISCHR, "It is a device, not a file."),
    (stat.S_ISBLK, "It is a device, not a file."),
)


def require_file(path: str | Path) -> os.stat_result:
    """The file's status; raises UnreadableSound for whatever is no regular, non-empty, permitted file.

    Nothing is opened that could block: a FIFO would wait for a writer.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 -- paths with undecodable bytes are plain strings here
    except OSError as error:
        raise UnreadableSound(path, _why_not_there(path, error)) from None
    for is_kind, reason in _KINDS:
        if is_kind(status.st_mode):
            raise UnreadableSound(path, reason)
    if status.st_size == 0:
        raise UnreadableSound(path, "The file is empty.")
    if not os.access(path, os.R_OK):
        raise UnreadableSound(path, "You have no permission to read it.")
    return status


def _why_not_there(path: str | Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "It is a link that leads back to itself."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "You have no permission to read it."
    if os.path.islink(path):  # noqa: PTH114
        return "It is a link to a file that is not there."
    if error.errno == errno.ENOENT:
        return "The file is not there."
    return f"The system cannot open it ({error.strerror})."


def looks_like_text(path: str | Path) -> bool:
    """True when the first bytes are text in UTF-8 or UTF-16, as in a renamed document or a saved web page."""
    head = _first_bytes(path, 512)
    if head[:4] in _CHUNKED or not head:
        return False
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return True
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all((letter >= " " and letter != "\x7f") or letter in "\t\r\n\f" for letter in text)


def cut_short(path: str | Path, size: int) -> str:
    """A sentence when a file states a size that it does not have, as after a copy that broke off; else empty."""
    if size < SHORTEST:
        return f"The file ends after {size} bytes. The copy was probably interrupted."
    head = _first_bytes(path, 8)
    if head[:4] not in _CHUNKED:
        return ""
    stated = 8 + int.from_bytes(head[4:8], _CHUNKED[head[:4]])
    if stated <= size or stated > MOST_STATED:
        return ""
    return f"The file ends after {in_bytes(size)} of {in_bytes(stated)}. The copy was probably interrupted."


def in_bytes(count: int) -> str:
    """A count of bytes as a person reads it: 30 bytes, 2.1 MB."""
    if count < 1000:
        return f"{count} bytes"
    value, unit = count / 1e3, "kB"
    for larger in ("MB", "GB"):
        if value >= 999.5:
            value, unit = value / 1e3, larger
    return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"


def _first_bytes(path: str | Path, count: int) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(count)
    except OSError as error:
        raise UnreadableSound(path, _why_not_there(path, error)) from None


def fingerprint(path: str | Path) -> str:
    """32 hex digits over size, first and last 64 KiB: the same for a moved or renamed file, cheap on a network drive.

    Raises UnreadableSound.
    """
    size = require_file(path).st_size
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            digest.update(file.read(SAMPLE))
            if size > SAMPLE:
                file.seek(max(SAMPLE, size - SAMPLE))
                digest.update(file.read(SAMPLE))
    except OSError as error:
        raise UnreadableSound(path, _why_not_there(path, error)) from None
    return digest.hexdigest()
