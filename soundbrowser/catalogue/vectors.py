"""Base vectors in the tables: one row a sound and encoder; a segment's id is the row's id and its place in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, select

from soundbrowser.catalogue.failures import BrokenRow
from soundbrowser.catalogue.filters import THERE
from soundbrowser.catalogue.id_lists import listed
from soundbrowser.catalogue.tables import EmbeddingRow, SoundRow
from soundbrowser.domain.sound import SoundState
from soundbrowser.domain.vectors import Ids, SegmentVectors, StoredSegments

SEGMENT_BITS = 20
"""Segments of one sound are numbered below 2^20: more than a month of windows."""
_COLUMNS = (
    EmbeddingRow.id,
    EmbeddingRow.sound_id,
    EmbeddingRow.segments,
    EmbeddingRow.starts,
    EmbeddingRow.ends,
    EmbeddingRow.base,
)


def to_row(sound_id: int, vectors: SegmentVectors, encoder_version: str) -> dict[str, object]:
    """The row that holds a sound's vectors."""
    return {
        "sound_id": sound_id,
        "encoder_version": encoder_version,
        "segments": len(vectors),
        "starts": vectors.starts.astype("<f4").tobytes(),
        "ends": vectors.ends.astype("<f4").tobytes(),
        "base": vectors.base.astype("<f2").tobytes(),
    }


def of_sounds(connection: Connection, sound_ids: Ids, encoder_version: str) -> StoredSegments:
    """The segments of those of the sounds that are ready and not missing, ascending segment ids."""
    asked = _searchable(encoder_version).where(EmbeddingRow.sound_id.in_(listed(sound_ids.tolist())))
    return _stack(connection.execute(asked).all())


def page(connection: Connection, encoder_version: str, after: int, limit: int) -> tuple[StoredSegments, int]:
    """Segments of the next `limit` sounds behind the row `after`, and the last row seen (`after` at the end)."""
    rows = connection.execute(_searchable(encoder_version).where(EmbeddingRow.id > after).limit(limit)).all()
    return _stack(rows), rows[-1][0] if rows else after


def _searchable(encoder_version: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(SoundRow, SoundRow.id == EmbeddingRow.sound_id)
        .where(
            EmbeddingRow.encoder_version == encoder_version,
            SoundRow.state == SoundState.READY,
            THERE,
        )
        .order_by(EmbeddingRow.id)
    )


def _stack(rows: Sequence[Sequence[Any]]) -> StoredSegments:
    rows_of, sounds, segments, starts, ends, base = zip(*rows, strict=True) if rows else ((),) * 6
    counts = np.array(segments, dtype=np.int64)
    total = int(counts.sum())
    _believe(counts, starts, ends, base)
    places = np.arange(total, dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    return StoredSegments(
        segment_ids=np.repeat(np.array(rows_of, dtype=np.int64) << SEGMENT_BITS, counts) + places,
        sound_ids=np.repeat(np.array(sounds, dtype=np.int64), counts),
        starts=np.frombuffer(b"".join(starts), dtype="<f4"),
        ends=np.frombuffer(b"".join(ends), dtype="<f4"),
        base=np.frombuffer(b"".join(base), dtype="<f2").reshape(total, -1 if total else 0),
    )


def _believe(counts: Ids, starts: Sequence[bytes], ends: Sequence[bytes], base: Sequence[bytes]) -> None:
    """Refuses rows whose lengths do not fit each other, which the tables' own checks never let in."""
    lengths = [np.array([len(blob) for blob in column], dtype=np.int64) for column in (starts, ends, base)]
    if (counts < 1).any() or (lengths[0] != 4 * counts).any() or (lengths[1] != 4 * counts).any():
        raise BrokenRow("a sound's segments do not fit its times")
    if len(np.unique(lengths[2] / counts)) > 1 or (lengths[2] % (2 * counts)).any():
        raise BrokenRow("a sound's vectors are cut")
