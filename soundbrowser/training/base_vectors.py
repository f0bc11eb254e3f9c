"""Base vectors of all clips at once, cut and repeated as an index would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import single_threaded
from soundbrowser.model.encoder import EMBEDDING_DIM, AudioEncoder
from soundbrowser.model.frontend import logmel
from soundbrowser.model.segments import Segmenting
from soundbrowser.training.blocks import midlevel_axes
from soundbrowser.training.export import encoder_onnx
from soundbrowser.training.waveforms import WaveformCache

SEGMENTING = Segmenting(segment_s=4.0, hop_s=2.0, shortest_s=4.0)
"""How base-1 hears: in training, in the measures and in the app."""
UNREPEATED = Segmenting(segment_s=4.0, hop_s=2.0, shortest_s=0.0)
"""The same without repeating short sounds."""


class EveryMean(nn.Module):
    """(batch, 1, 128, T) → (batch, 384 + 1504): what the axes of the mid-level means are found in."""

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, mel: Tensor) -> Tensor:
        return torch.cat(self.encoder.layers(mel), dim=1)


@dataclass(frozen=True, slots=True, eq=False)
class HeardCorpus:
    """An encoder with its mid-level axes, and what it hears in every clip."""

    encoder: Mapping[str, NDArray[Any]]
    """Under the names of the published network, with `midlevel.*`."""
    base: F32
    """(clips, 512)"""


def hear_corpus(network: Mapping[str, Tensor], waveforms: WaveformCache, learned: Sequence[int]) -> HeardCorpus:
    """Hears every clip, and finds the mid-level axes on those that are learned from."""
    encoder = AudioEncoder()
    encoder.load_tensors(network)
    every = base_vectors(EveryMean(encoder), waveforms)
    embeddings, means = every[:, :EMBEDDING_DIM], every[:, EMBEDDING_DIM:]
    axes = midlevel_axes(means[learned])
    return HeardCorpus(
        encoder={name: value.numpy() for name, value in network.items()} | axes,
        base=np.concatenate([embeddings, means @ axes["midlevel.weight"].T + axes["midlevel.bias"]], axis=1),
    )


def base_vectors(
    encoder: nn.Module,
    waveforms: WaveformCache,
    rows: Iterable[int] | None = None,
    segmenting: Segmenting = SEGMENTING,
) -> F32:
    """(clips, what the encoder gives), zeros outside `rows`; the clips are short enough to be heard in one piece."""
    session = single_threaded(encoder_onnx(encoder))
    base = np.zeros((len(waveforms), session.get_outputs()[0].shape[1]), np.float32)
    for row in tqdm(range(len(waveforms)) if rows is None else rows, desc="embed", unit="clip"):
        picture = logmel(segmenting.lengthen(waveforms[row]))
        base[row] = session.run(None, {"mel": picture[None, None]})[0][0]
    return base
