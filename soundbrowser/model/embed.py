"""Sounds to base vectors: windows of a waveform through the front end and the encoder, on a CPU or a GPU."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
import onnxruntime

from soundbrowser.domain.vectors import F32, SegmentVectors
from soundbrowser.model.clap_extra import require_transformers
from soundbrowser.model.devices import gpu_may_be_there
from soundbrowser.model.frontend import logmel
from soundbrowser.model.segments import Segmenting
from soundbrowser.model.store import ModelFolder, ModelKind
from soundbrowser.model.text import TextEncoder

ENCODER_FILE = "encoder.onnx"


class Embedder(Protocol):
    """Turns mono waveforms into base vectors and texts into text vectors; each gives one answer, whatever its company.

    Base vectors may be kept for as long as `encoder_version` is the same.
    """

    @property
    def encoder_version(self) -> str: ...

    @property
    def base_dim(self) -> int: ...

    @property
    def sample_rate(self) -> int:
        """Hz, of the waveforms it reads."""
        ...

    @property
    def device(self) -> str: ...

    def embed(self, waveform: F32) -> SegmentVectors:
        """(n,) samples in −1 … 1, n ≥ 1, no NaN → one row, or for a long sound the pooled row and one a window."""
        ...

    def embed_text(self, texts: Sequence[str]) -> F32:
        """(n, text_dim) unit rows; UnknownWords for a text that the model cannot read."""
        ...


def open_embedder(folder: ModelFolder, device: str = "auto") -> Embedder:
    """Opens the encoder of a model on "cpu", "cuda" or "mps"; "auto" takes a GPU if there is one."""
    chosen = _best_device() if device == "auto" else device
    if folder.config.kind is ModelKind.CLAP:
        require_transformers()
        from soundbrowser.model.clap import ClapEmbedder  # takes seconds to import

        return ClapEmbedder(folder, chosen)
    if folder.config.kind is ModelKind.PAPER:
        from soundbrowser.model.paper_embed import PaperEmbedder  # which takes from this module what is common to both

        return PaperEmbedder(folder)
    if chosen == "cpu":
        return CpuEmbedder(folder)
    from soundbrowser.model.embed_torch import TorchEmbedder  # torch is slow to import, and CPUs do without

    return TorchEmbedder(folder, chosen)


class WindowEmbedder(ABC):
    """What all have in common that read sounds in windows, and words out of the folder's word table."""

    def __init__(self, folder: ModelFolder, device: str = "cpu") -> None:
        self.device = device
        self.encoder_version = folder.config.encoder_version
        self.base_dim = folder.config.base_dim
        self.sample_rate = folder.config.sample_rate
        self._folder = folder
        self._segmenting = segmenting_of(folder)

    def embed(self, waveform: F32) -> SegmentVectors:
        return embed_windows(waveform, self._segmenting, self._encode)

    def embed_text(self, texts: Sequence[str]) -> F32:
        return self._text.encode(texts)

    @cached_property
    def _text(self) -> TextEncoder:
        return TextEncoder.load(self._folder)

    @abstractmethod
    def _encode(self, windows: Sequence[F32]) -> F32:
        """Waveforms → (windows, base_dim)."""


class CpuEmbedder(WindowEmbedder):
    """ONNX Runtime on one thread, one window at a time: bit for bit the same in every process of a machine."""

    def __init__(self, folder: ModelFolder) -> None:
        super().__init__(folder)
        self._session = single_threaded(folder.file(ENCODER_FILE).read_bytes())

    def _encode(self, windows: Sequence[F32]) -> F32:
        rows = [self._session.run(None, {"mel": logmel(window)[None, None]})[0] for window in windows]
        return np.concatenate(rows).astype(np.float32)


def segmenting_of(folder: ModelFolder) -> Segmenting:
    """The lengths a model was trained to read."""
    config = folder.config
    return Segmenting(config.segment_s, config.hop_s, config.shortest_s, config.sample_rate)


def embed_windows(waveform: F32, segmenting: Segmenting, encode: Callable[[Sequence[F32]], F32]) -> SegmentVectors:
    """Cuts, encodes, and puts the mean of several windows in front of them as the vector of the whole sound."""
    windows = segmenting.windows(waveform.size)
    base = encode([segmenting.lengthen(waveform[start:stop]) for start, stop in windows])
    bounds = np.asarray(windows, np.float32) / np.float32(segmenting.sample_rate)
    if len(windows) > 1:
        base = np.concatenate([base.mean(axis=0, keepdims=True), base])
        whole = np.asarray([[0.0, waveform.size / segmenting.sample_rate]], np.float32)
        bounds = np.concatenate([whole, bounds])
    return SegmentVectors(starts=bounds[:, 0].copy(), ends=bounds[:, 1].copy(), base=base.astype(np.float16))


def single_threaded(network: bytes) -> onnxruntime.InferenceSession:
    """A session whose results do not depend on the machine's load: the content of an ONNX file on one CPU thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _best_device() -> str:
    if not gpu_may_be_there():
        return "cpu"
    from soundbrowser.model.embed_torch import torch_device

    return torch_device()
