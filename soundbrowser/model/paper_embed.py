"""Listens as the paper does: its two audio features as the base vectors of a model folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import WindowEmbedder, single_threaded
from soundbrowser.model.paper_mfcc import mfcc_vector
from soundbrowser.model.paper_walnet import INPUT, Reduction, log_mel
from soundbrowser.model.store import ModelFolder

FEATURES_FILE = "features.json"
WALNET_FILE = "walnet.onnx"
REDUCTION_FILE = "pca.safetensors"


class PaperFeatures(StrEnum):
    """What a waveform is turned into."""

    MFCC = "mfcc"
    WALNET = "walnet"


class PaperEmbedder(WindowEmbedder):
    """MFCC or WAL-Net vectors on one thread of a CPU; librosa is loaded with the first sound."""

    def __init__(self, folder: ModelFolder) -> None:
        super().__init__(folder)
        self._vector = mfcc_vector if features_of(folder) is PaperFeatures.MFCC else walnet_vector(folder)

    def _encode(self, windows: Sequence[F32]) -> F32:
        return np.stack([self._vector(window) for window in windows])


def features_of(folder: ModelFolder) -> PaperFeatures:
    """Which features a model folder of the kind "paper" was trained on."""
    document = folder.document(FEATURES_FILE)
    try:
        return PaperFeatures(document["features"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelDamaged(f"“{folder.path / FEATURES_FILE}” names no features that are known here.") from error


def walnet_vector(folder: ModelFolder) -> Callable[[F32], F32]:
    """(n,) samples at 44.1 kHz, at least 1.5 s → (300,) of length 1, by the network and the reduction of a folder."""
    session = single_threaded(folder.file(WALNET_FILE).read_bytes())
    reduction = Reduction.of(folder.tensors(REDUCTION_FILE))

    def vector(window: F32) -> F32:
        embedding: F32 = session.run(None, {INPUT: log_mel(window)[None, None]})[0]
        reduced: F32 = reduction(embedding)[0]
        return reduced

    return vector
