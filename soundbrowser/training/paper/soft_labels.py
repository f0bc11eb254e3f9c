"""What the published starting network says of each clip: the soft labels that WAL-Net learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from torch import Tensor

from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import single_threaded
from soundbrowser.model.encoder import CLASSES, AudioEncoder
from soundbrowser.model.frontend import SAMPLE_RATE, logmel
from soundbrowser.model.towers import ClassHead
from soundbrowser.training.base_vectors import SEGMENTING
from soundbrowser.training.export import encoder_onnx
from soundbrowser.training.paper.clips import LabelledClip
from soundbrowser.training.paper.kept_rows import kept_rows


def soft_labels(clips: Sequence[LabelledClip], weights: Mapping[str, Tensor], kept: Path) -> F32:
    """(n, 527) scores 0 … 1 of the AudioSet classes; NaN for clips that are only measured on or cannot be read."""
    encoder = AudioEncoder()
    encoder.load_tensors(weights)
    session = single_threaded(encoder_onnx(encoder))
    head = ClassHead({f"encoder.{name}": value.numpy() for name, value in weights.items() if name.startswith("head.")})

    def scores(row: int) -> F32:
        picture = _picture(clips[row])
        if picture is None:
            return np.full(CLASSES, np.nan, np.float32)
        base = session.run(None, {"mel": picture[None, None]})[0]
        return np.asarray(1 / (1 + np.exp(-head(base)[0])), np.float32)

    return kept_rows(kept, len(clips), CLASSES, scores, "soft labels")


def _picture(clip: LabelledClip) -> F32 | None:
    if not clip.learned:
        return None
    try:
        waveform, _ = decode(clip.path, rate=SAMPLE_RATE)
    except UnreadableSound:
        return None
    return logmel(SEGMENTING.lengthen(waveform))
