"""What can be said of a file before a decoder opens it: special files, empty ones and texts are refused here."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from soundbrowser.domain.errors import UnreadableSound

SAMPLE = 65536
"""Bytes at either end that a fingerprint looks at."""

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
    """True when the first bytes are printable text, as in a renamed document or a saved web page."""
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(512)
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in head)
    return bool(head) and head[:4] not in (b"RIFF", b"FORM", b"caff") and printable == len(head)


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
