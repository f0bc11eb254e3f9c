"""The encoder on a GPU through torch, windows in batches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import torch

from soundbrowser.domain.vectors import F32, SegmentVectors
from soundbrowser.model.embed import GPU_BATCH, embed_windows, segmenting_of
from soundbrowser.model.encoder import AudioEncoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder

ENCODER_PREFIX = "encoder."


def torch_device() -> str:
    """The best device that torch can use here: "cuda", "mps" or "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def load_encoder(folder: ModelFolder) -> AudioEncoder:
    """The encoder of a model folder in evaluation mode, on the CPU, in float32."""
    tensors = {
        name.removeprefix(ENCODER_PREFIX): torch.from_numpy(np.array(value, np.float32))
        for name, value in folder.tensors().items()
        if name.startswith(ENCODER_PREFIX)
    }
    encoder = AudioEncoder()
    encoder.load_tensors(tensors)
    return encoder.eval()


class TorchEmbedder:
    """Base vectors from torch; they agree with the CPU's to a cosine distance of 0.01 and mostly far better."""

    def __init__(self, folder: ModelFolder, device: str) -> None:
        self.device = device
        self.encoder_version = folder.config.encoder_version
        self.base_dim = folder.config.base_dim
        self.sample_rate = folder.config.sample_rate
        self._folder = folder
        self._segmenting = segmenting_of(folder)
        self._encoder = load_encoder(folder).to(device)

    def embed(self, waveform: F32) -> SegmentVectors:
        return embed_windows(waveform, self._segmenting, self._encode)

    def embed_text(self, texts: Sequence[str]) -> F32:
        return self._text.encode(texts)

    @cached_property
    def _text(self) -> TextEncoder:
        return TextEncoder.load(self._folder)

    def _encode(self, windows: Sequence[F32]) -> F32:
        batches = [windows[first : first + GPU_BATCH] for first in range(0, len(windows), GPU_BATCH)]
        return np.concatenate([self._encode_batch(batch) for batch in batches])

    @torch.inference_mode()
    def _encode_batch(self, windows: Sequence[F32]) -> F32:
        mel = torch.from_numpy(np.stack([logmel(window) for window in windows]))
        base: F32 = self._encoder(mel[:, None].to(self.device)).float().cpu().numpy()
        return base
