"""CLAP checkpoints through transformers: sounds and sentences to vectors of one space (Wu et al., ICASSP 2023)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch
import transformers
from safetensors import SafetensorError
from transformers import AutoTokenizer, ClapFeatureExtractor, ClapModel

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import WindowEmbedder
from soundbrowser.model.gpu import batch_size, free_bytes, in_batches, mixed_precision
from soundbrowser.model.store import ModelFolder

CHECKPOINT = "checkpoint"
"""Folder inside a model folder that holds the checkpoint as transformers writes it."""
WINDOW_SHARE = 0.6
"""Length of a window, of what the network reads at once; a sound up to one and a half windows is heard in one piece."""
FEATURES = "input_features", "is_longer"
BYTES_A_WINDOW = 200_000_000
"""What the widest layers of LAION's larger network hold of ten seconds at once, generously."""
LONGEST_TEXT = 77
"""Tokens; what LAION's checkpoints were trained with."""

UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    SafetensorError,
    UnpicklingError,
)
"""What transformers and the readers below it raise for files that are none of theirs."""

transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


class Checkpoint:
    """A CLAP network with what prepares its input. Nothing is downloaded and nothing unpickled."""

    def __init__(self, place: Path, device: str = "cpu") -> None:
        """Raises ModelDamaged when the folder holds no CLAP checkpoint in the safetensors format."""
        try:
            self.network = ClapModel.from_pretrained(place, local_files_only=True, use_safetensors=True)
            self.features = ClapFeatureExtractor.from_pretrained(place, local_files_only=True)
            self.tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True)
        except UNREADABLE as error:
            raise no_checkpoint(place, error) from error
        self.network = self.network.float().eval().to(device)
        self.device = device

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return int(self.features.sampling_rate)

    @property
    def longest_s(self) -> float:
        """Seconds that the network reads at once."""
        return float(self.features.max_length_s)

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return int(self.network.config.projection_dim)

    @torch.inference_mode()
    def hear(self, windows: Sequence[F32]) -> F32:
        """Waveforms (n,) no longer than `longest_s` → (windows, dim) unit rows; on a processor one at a time."""
        size = 1 if self.device == "cpu" else batch_size(free_bytes(self.device), BYTES_A_WINDOW)
        return in_batches(windows, size, self._hear)

    @torch.inference_mode()
    def read(self, texts: Sequence[str]) -> F32:
        """(texts, dim) unit rows, one text at a time, so that its neighbours' length changes nothing."""
        return np.concatenate([self._read(text) for text in texts] or [np.empty((0, self.dim), np.float32)])

    def _hear(self, windows: Sequence[F32]) -> F32:
        prepared = [self.features(each, sampling_rate=self.sample_rate, return_tensors="pt") for each in windows]
        pictures, longer = (torch.cat([one[key] for one in prepared]).to(self.device) for key in FEATURES)
        with mixed_precision(self.device):
            heard = self.network.get_audio_features(input_features=pictures, is_longer=longer)
        return _rows(heard.pooler_output)

    def _read(self, text: str) -> F32:
        tokens = self.tokenizer(text, truncation=True, max_length=LONGEST_TEXT, return_tensors="pt").to(self.device)
        found = self.network.get_text_features(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
        return _rows(found.pooler_output)


class ClapEmbedder(WindowEmbedder):
    """The checkpoint of a model folder; one thread, so that a sound gives the same bits in every process."""

    def __init__(self, folder: ModelFolder, device: str) -> None:
        for name in folder.files:
            folder.file(name)
        torch.set_num_threads(1)
        super().__init__(folder, device)
        self._checkpoint = Checkpoint(folder.path / CHECKPOINT, device)

    def embed_text(self, texts: Sequence[str]) -> F32:
        return self._checkpoint.read(texts)

    def _encode(self, windows: Sequence[F32]) -> F32:
        return self._checkpoint.hear(windows)


def no_checkpoint(place: Path, error: Exception) -> ModelDamaged:
    """The refusal of a folder that transformers cannot read."""
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return ModelDamaged(f"“{place}” is no CLAP checkpoint that can be read: {said}")


def _rows(vectors: torch.Tensor) -> F32:
    found: F32 = torch.nn.functional.normalize(vectors.float(), dim=-1).cpu().numpy()
    return found
