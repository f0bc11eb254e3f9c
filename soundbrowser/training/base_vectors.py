"""Base vectors of all clips at once, cut and repeated as an index would."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from tqdm import tqdm

from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import single_threaded
from soundbrowser.model.encoder import BASE_DIM, AudioEncoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.segments import Segmenting
from soundbrowser.training.export import encoder_onnx
from soundbrowser.training.waveforms import WaveformCache

SEGMENTING = Segmenting(segment_s=4.0, hop_s=2.0, shortest_s=4.0)
"""How base-1 hears: in training, in the measures and in the app."""
UNREPEATED = Segmenting(segment_s=4.0, hop_s=2.0, shortest_s=0.0)
"""The same without repeating short sounds."""


def base_vectors(
    encoder: AudioEncoder,
    waveforms: WaveformCache,
    rows: Iterable[int] | None = None,
    segmenting: Segmenting = SEGMENTING,
) -> F32:
    """(clips, 384), zeros outside `rows`; the clips are short enough to be heard in one piece."""
    session = single_threaded(encoder_onnx(encoder))
    base = np.zeros((len(waveforms), BASE_DIM), np.float32)
    for row in tqdm(range(len(waveforms)) if rows is None else rows, desc="embed", unit="clip"):
        picture = logmel(segmenting.lengthen(waveforms[row]))
        base[row] = session.run(None, {"mel": picture[None, None]})[0][0]
    return base
