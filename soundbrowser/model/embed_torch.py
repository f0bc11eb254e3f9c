"""The encoder on a GPU through torch, windows in batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import WindowEmbedder
from soundbrowser.model.encoder import AudioEncoder, BaseEncoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.gpu import batch_size, free_bytes, in_batches, mixed_precision
from soundbrowser.model.store import ModelFolder

ENCODER_PREFIX = "encoder."
MIDLEVEL = "midlevel.weight"
"""What folders made before the middle layers were listened to have not."""
BYTES_A_SAMPLE = 64
"""What the widest layer holds of a waveform, generously: 24 channels of 64 bands, a column every 640 samples, in three
float32 copies, make 29."""


def torch_device() -> str:
    """The best device that torch can use here: "cuda", "mps" or "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def load_encoder(folder: ModelFolder) -> AudioEncoder | BaseEncoder:
    """The encoder of a model folder in evaluation mode, on the CPU, in float32."""
    tensors = {
        name.removeprefix(ENCODER_PREFIX): torch.from_numpy(np.array(value, np.float32))
        for name, value in folder.tensors().items()
        if name.startswith(ENCODER_PREFIX)
    }
    encoder = BaseEncoder() if MIDLEVEL in tensors else AudioEncoder()
    encoder.load_tensors(tensors)
    return encoder.eval()


class TorchEmbedder(WindowEmbedder):
    """Base vectors from torch, on a GPU in mixed precision; their cosine with the CPU's is at least 0.99."""

    def __init__(self, folder: ModelFolder, device: str) -> None:
        super().__init__(folder, device)
        self._encoder = load_encoder(folder).to(device)

    def _encode(self, windows: Sequence[F32]) -> F32:
        each = BYTES_A_SAMPLE * max(window.size for window in windows)
        return in_batches(windows, batch_size(free_bytes(self.device), each), self._encode_batch)

    @torch.inference_mode()
    def _encode_batch(self, windows: Sequence[F32]) -> F32:
        mel = torch.from_numpy(np.stack([logmel(window) for window in windows]))
        with mixed_precision(self.device):
            embedding, means = self._encoder.layers(mel[:, None].to(self.device))
        base: F32 = self._encoder.base(embedding.float(), means.float()).cpu().numpy()
        return base
