"""WAL-Net as the paper's layer table has it: a fully convolutional tagger that hears every 64 frames in a segment."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from soundbrowser.model.paper_walnet import EMBEDDING_DIM, OUTPUT, SEGMENT_FRAMES
from soundbrowser.training.export import onnx_of

BLOCK_CHANNELS = (16, 32, 64, 128, 256)
LAST_CHANNELS = 512


class WalNet(nn.Module):
    """(batch, 1, 128, T) log-mel pictures, T ≥ 128 → class scores 0 … 1, averaged over segments.

    Five blocks of two 3×3 convolutions and a max-pool, one 3×3 with a pool, and a 2×2 without padding see
    128 × 128 pixels and move by 64; so a whole clip goes through at once (Kumar, Khadkevich, Fügen, ICASSP 2018).
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        channels = 1
        for wider in BLOCK_CHANNELS:
            blocks += [_conv(channels, wider, 3), _conv(wider, wider, 3), nn.MaxPool2d(2)]
            channels = wider
        self.blocks = nn.Sequential(*blocks)
        self.last = nn.Sequential(_conv(channels, LAST_CHANNELS, 3), nn.MaxPool2d(2))
        self.embedding = _conv(LAST_CHANNELS, EMBEDDING_DIM, 2)
        self.classes = nn.Conv2d(EMBEDDING_DIM, classes, 1)

    def forward(self, mel: Tensor) -> Tensor:
        """(batch, classes)"""
        return self.classes(self.segments(mel)).sigmoid().mean(dim=(2, 3))  # type: ignore[no-any-return]

    def segments(self, mel: Tensor) -> Tensor:
        """(batch, 1024, 1, segments)"""
        return self.embedding(self.last(self.blocks(mel)))  # type: ignore[no-any-return]

    def embed(self, mel: Tensor) -> Tensor:
        """(batch, 1024): the mean of the segments' embeddings."""
        return self.segments(mel).mean(dim=(2, 3))


def _conv(channels: int, wider: int, size: int) -> nn.Sequential:
    """Convolution, batch norm, ReLU; 3×3 keep the picture's size, 2×2 make it one smaller."""
    return nn.Sequential(
        nn.Conv2d(channels, wider, size, padding=1 if size == 3 else 0, bias=False),
        nn.BatchNorm2d(wider),
        nn.ReLU(inplace=True),
    )


class _Embedding(nn.Module):
    """The network without its classes."""

    def __init__(self, network: WalNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, mel: Tensor) -> Tensor:
        return self.network.embed(mel)


def walnet_onnx(network: WalNet) -> bytes:
    """The content of `walnet.onnx`: input "mel" (batch, 1, 128, T), output "embedding" (batch, 1024)."""
    plain = copy.deepcopy(network)  # in the memory format that can be exported
    plain.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return onnx_of(_Embedding(plain).eval(), OUTPUT, SEGMENT_FRAMES)
