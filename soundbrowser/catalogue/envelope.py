"""What a library file says of itself before SQLite touches it: its first hundred bytes and its size.

Format: https://www.sqlite.org/fileformat2.html#the_database_header
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from soundbrowser.catalogue.failures import damaged
from soundbrowser.domain.errors import LibraryTooNew

APPLICATION_ID = 0x53424C42  # "SBLB"
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_ROLLBACK_JOURNAL = "-journal"
_WAL = "-wal"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header's fields that tell whether a file is a whole catalogue of ours."""

    size: int
    page_size: int
    pages: int
    schema: int
    application_id: int


def companion(path: Path, ending: str) -> Path:
    """The file that SQLite keeps beside `path`."""
    return path.with_name(path.name + ending)


def pending(path: Path) -> bool:
    """True when commits still lie beside the file, so that its own bytes are not the whole story."""
    beside = (companion(path, ending) for ending in (_WAL, _ROLLBACK_JOURNAL))
    return any(file.is_file() and file.stat().st_size > 0 for file in beside)


def inspect(path: Path, newest: int) -> Envelope | None:
    """Reads the header of the file at `path`; None when the file is empty.

    Nothing is written, and nothing is made beside it. Raises `LibraryDamaged` for what is no whole catalogue and
    `LibraryTooNew` for a schema beyond `newest`; a file with pending commits is judged by its first bytes alone.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    size = path.stat().st_size
    if size == 0:
        return None
    if len(head) < _HEADER_BYTES or not head.startswith(_MAGIC):
        raise damaged(path, "it is no SQLite file")
    envelope = _read(head, size)
    if not pending(path):
        _judge(path, envelope, newest)
    return envelope


def _read(head: bytes, size: int) -> Envelope:
    def number(offset: int, length: int = 4) -> int:
        return int.from_bytes(head[offset : offset + length], "big")

    page_size = number(16, 2)
    return Envelope(size, 65536 if page_size == 1 else page_size, number(28), number(60), number(68))


def _judge(path: Path, envelope: Envelope, newest: int) -> None:
    unused = envelope.schema == 0 and envelope.application_id == 0
    if envelope.application_id != APPLICATION_ID and not unused:
        raise damaged(path, "it is another program's file")
    if envelope.size < envelope.pages * envelope.page_size:
        raise damaged(path, "its end is cut off")
    refuse_newer(path, envelope.schema, newest)


def refuse_newer(path: Path, schema: int, newest: int) -> None:
    """Raises `LibraryTooNew` when `schema` is beyond what this program knows."""
    if schema > newest:
        raise LibraryTooNew(
            f"The library “{path}” was written by a newer version of soundbrowser "
            f"(schema {schema}, this one knows {newest}); install the newer version to open it."
        )
