"""One file to vectors, a thumbnail and a print; hours in pieces, so that they take no more memory than minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from soundbrowser.audio.decode import decode, pieces
from soundbrowser.audio.files import fingerprint
from soundbrowser.audio.peaks import THUMBNAIL_COLUMNS, PeaksBuilder, pack
from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.recordings import AcousticPrint
from soundbrowser.domain.sound import Header
from soundbrowser.domain.vectors import F32, SegmentVectors
from soundbrowser.model.embed import Embedder

PIECE_S = 600.0
WHOLE_S = 60.0
"""Longer sounds are resampled as they are decoded: many channels at a high rate would fill the memory."""
PRINT_RATE = 16_000
"""Hz; what prints are taken of anyway."""
TOLERANCE_S = 0.02
"""Headers of lossy formats may be off by a codec frame; beyond that the samples are believed."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What listening to a file brought."""

    header: Header
    fingerprint: str
    vectors: SegmentVectors
    thumbnail: bytes
    acoustic: AcousticPrint | None = None


def listen(
    path: str, embedder: Embedder, came_further: Callable[[], None] = lambda: None, *, printed: bool = False
) -> Heard:
    """Decodes and embeds a whole file, and says so after each piece of a long one. Raises UnreadableSound.

    `printed` takes its acoustic print from the same samples.
    """
    with open_source(path) as source:
        header = source.header
    rate = embedder.sample_rate
    builder = PeaksBuilder(max(1, round(header.duration_s * rate)), rate, THUMBNAIL_COLUMNS)
    parts: list[SegmentVectors] = []
    prints: list[AcousticPrint] = []
    samples = 0
    for piece in _waveforms(path, header.duration_s, rate):
        builder.add(piece)
        parts.append(_shifted(embedder.embed(piece), samples / rate))
        if printed:
            prints.append(_print_of(piece, rate))
        samples += piece.size
        if header.duration_s > PIECE_S:
            came_further()
    if not samples:
        raise UnreadableSound(path, "It holds no sound.")
    header = _with_length(header, samples / rate)
    vectors = _within(_joined(parts), header.duration_s)
    return Heard(header, fingerprint(path), vectors, pack(builder.peaks()), _joined_prints(prints))


def take_print(path: str, came_further: Callable[[], None] = lambda: None) -> AcousticPrint:
    """Decodes a whole file for its acoustic print alone. Raises UnreadableSound."""
    prints: list[AcousticPrint] = []
    for piece in pieces(path, PRINT_RATE, PIECE_S):
        prints.append(_print_of(piece, PRINT_RATE))
        came_further()
    if not (whole := _joined_prints(prints)):
        raise UnreadableSound(path, "It holds no sound.")
    return whole


def listen_to_region(region: ClipRegion, embedder: Embedder) -> SegmentVectors:
    """Decodes and embeds a clip that is asked about, at most ten minutes of it. Raises UnreadableSound."""
    end_s = region.start_s + PIECE_S if region.end_s is None else min(region.end_s, region.start_s + PIECE_S)
    waveform, _ = decode(region.path, rate=embedder.sample_rate, start_s=region.start_s, end_s=end_s)
    if not waveform.size:
        raise UnreadableSound(region.path, "There is no sound in that part of it.")
    return embedder.embed(waveform)


def _print_of(piece: F32, rate: int) -> AcousticPrint:
    from soundbrowser.audio.landmarks import acoustic_print  # slow to import, and only measuring needs it

    return acoustic_print(piece, rate)


def _joined_prints(prints: list[AcousticPrint]) -> AcousticPrint | None:
    if not prints:
        return None
    from soundbrowser.audio.landmarks import joined

    return joined(prints)


def _waveforms(path: str, duration_s: float, rate: int) -> Iterator[F32]:
    if duration_s <= WHOLE_S:
        yield decode(path, rate=rate)[0]
    else:
        yield from (piece for piece in pieces(path, rate, PIECE_S) if piece.size)


def _with_length(header: Header, seconds: float) -> Header:
    if abs(seconds - header.duration_s) <= TOLERANCE_S:
        return header
    return replace(header, frames=round(seconds * header.rate), duration_s=seconds)


def _shifted(vectors: SegmentVectors, seconds: float) -> SegmentVectors:
    offset = np.float32(seconds)
    return SegmentVectors(vectors.starts + offset, vectors.ends + offset, vectors.base)


def _joined(parts: list[SegmentVectors]) -> SegmentVectors:
    """The windows of all pieces behind the mean of them all."""
    if len(parts) == 1:
        return parts[0]
    windows = [part if len(part) == 1 else _without_first(part) for part in parts]
    starts = np.concatenate([window.starts for window in windows])
    ends = np.concatenate([window.ends for window in windows])
    base = np.concatenate([window.base for window in windows])
    pooled = base.mean(axis=0, dtype=np.float32, keepdims=True).astype(np.float16)
    return SegmentVectors(
        np.concatenate([np.zeros(1, np.float32), starts]),
        np.concatenate([ends[-1:], ends]),
        np.concatenate([pooled, base]),
    )


def _without_first(vectors: SegmentVectors) -> SegmentVectors:
    return SegmentVectors(vectors.starts[1:], vectors.ends[1:], vectors.base[1:])


def _within(vectors: SegmentVectors, duration_s: float) -> SegmentVectors:
    """No segment may reach beyond the length that the header states, in float32 as it will be stored."""
    length = np.float32(duration_s)
    if float(length) > duration_s:
        length = np.nextafter(length, np.float32(0))
    keep = vectors.starts < length
    keep[0] = True
    return SegmentVectors(vectors.starts[keep], np.minimum(vectors.ends[keep], length), vectors.base[keep])
