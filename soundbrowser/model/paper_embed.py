"""Listens as the paper does: its two audio features as the base vectors of a model folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property

import numpy as np

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F32, SegmentVectors
from soundbrowser.model.embed import embed_windows, segmenting_of, single_threaded
from soundbrowser.model.paper_mfcc import mfcc_vector
from soundbrowser.model.paper_walnet import INPUT, Reduction, log_mel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder

FEATURES_FILE = "features.json"
WALNET_FILE = "walnet.onnx"
REDUCTION_FILE = "pca.safetensors"


class PaperFeatures(StrEnum):
    """What a waveform is turned into."""

    MFCC = "mfcc"
    WALNET = "walnet"


class PaperEmbedder:
    """MFCC or WAL-Net vectors on one thread of a CPU; librosa is loaded with the first sound."""

    device = "cpu"

    def __init__(self, folder: ModelFolder) -> None:
        self.encoder_version = folder.config.encoder_version
        self.base_dim = folder.config.base_dim
        self.sample_rate = folder.config.sample_rate
        self._folder = folder
        self._segmenting = segmenting_of(folder)
        self._vector = mfcc_vector if features_of(folder) is PaperFeatures.MFCC else walnet_vector(folder)

    def embed(self, waveform: F32) -> SegmentVectors:
        return embed_windows(waveform, self._segmenting, self._encode)

    def embed_text(self, texts: Sequence[str]) -> F32:
        return self._text.encode(texts)

    @cached_property
    def _text(self) -> TextEncoder:
        return TextEncoder.load(self._folder)

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
