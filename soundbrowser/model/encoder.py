"""The audio encoder in torch: a MobileNetV3-like tagger of one million parameters, for training and for GPUs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

EMBEDDING_DIM = 384
MIDLEVEL_DIM = 128
BASE_DIM = EMBEDDING_DIM + MIDLEVEL_DIM
HIDDEN_DIM = 512
CLASSES = 527


@dataclass(frozen=True, slots=True)
class BlockShape:
    """One row of the layer table: an inverted bottleneck (Howard et al., "Searching for MobileNetV3", ICCV 2019)."""

    kernel: int
    channels_in: int
    expanded: int
    channels_out: int
    squeeze: int
    hard_swish: bool
    stride: int


BLOCKS = (
    BlockShape(3, 8, 8, 8, 0, False, 1),
    BlockShape(3, 8, 24, 16, 0, False, 2),
    BlockShape(3, 16, 32, 16, 0, False, 1),
    BlockShape(5, 16, 32, 16, 8, False, 2),
    BlockShape(5, 16, 48, 16, 16, False, 1),
    BlockShape(5, 16, 48, 16, 16, False, 1),
    BlockShape(3, 16, 96, 32, 0, True, 2),
    BlockShape(3, 32, 80, 32, 0, True, 1),
    BlockShape(3, 32, 72, 32, 0, True, 1),
    BlockShape(3, 32, 72, 32, 0, True, 1),
    BlockShape(3, 32, 192, 48, 48, True, 1),
    BlockShape(3, 48, 272, 48, 72, True, 1),
    BlockShape(5, 48, 272, 64, 72, True, 2),
    BlockShape(5, 64, 384, 64, 96, True, 1),
    BlockShape(5, 64, 384, 64, 96, True, 1),
)


MIDLEVEL_BLOCKS = (11, 12, 13, 14, 15)
"""Blocks whose channels are weighed; what they weigh by says how a sound is made, where the end says what it is."""
MIDLEVEL_CHANNELS = sum(BLOCKS[number - 1].expanded for number in MIDLEVEL_BLOCKS)


class ConvNorm(nn.Module):
    """Convolution without bias, batch norm, activation."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
        activation: nn.Module,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            channels_in, channels_out, kernel, stride=stride, padding=(kernel - 1) // 2, groups=groups, bias=False
        )
        self.bn = nn.BatchNorm2d(channels_out, eps=1e-3, momentum=0.01)
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        activated: Tensor = self.activation(self.bn(self.conv(x)))
        return activated


class SqueezeExcite(nn.Module):
    """Weighs the channels by what the whole picture holds."""

    def __init__(self, channels: int, squeeze: int) -> None:
        super().__init__()
        self.reduce = nn.Linear(channels, squeeze)
        self.expand = nn.Linear(squeeze, channels)

    def forward(self, x: Tensor) -> Tensor:
        squeezed = torch.relu(self.reduce(x.mean(dim=(2, 3))))
        return x * torch.sigmoid(self.expand(squeezed))[:, :, None, None]


class Block(nn.Module):
    """Widen, filter each channel, weigh the channels, narrow."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        activation = nn.Hardswish() if shape.hard_swish else nn.ReLU()
        width = shape.expanded
        self.expand = (
            ConvNorm(shape.channels_in, width, 1, activation=activation)
            if width != shape.channels_in
            else nn.Identity()
        )
        self.depthwise = ConvNorm(width, width, shape.kernel, stride=shape.stride, groups=width, activation=activation)
        self.se = SqueezeExcite(width, shape.squeeze) if shape.squeeze else nn.Identity()
        self.project = ConvNorm(width, shape.channels_out, 1, activation=nn.Identity())
        self.residual = shape.stride == 1 and shape.channels_in == shape.channels_out

    def forward(self, x: Tensor) -> Tensor:
        return self.narrow(x, self.widen(x))

    def widen(self, x: Tensor) -> Tensor:
        """(batch, in, F, T) → (batch, expanded, F, T), before the channels are weighed."""
        wide: Tensor = self.depthwise(self.expand(x))
        return wide

    def narrow(self, x: Tensor, wide: Tensor) -> Tensor:
        """The block's input and what `widen` made of it → (batch, out, F, T)."""
        y: Tensor = self.project(self.se(wide))
        return x + y if self.residual else y


class Head(nn.Module):
    """From the embedding to the scores of the 527 AudioSet classes."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.hidden = nn.Linear(EMBEDDING_DIM, HIDDEN_DIM)
        self.dropout = nn.Dropout(dropout)
        self.classes = nn.Linear(HIDDEN_DIM, CLASSES)

    def forward(self, base: Tensor) -> Tensor:
        logits: Tensor = self.classes(self.dropout(nn.functional.hardswish(self.hidden(base))))
        return logits


class AudioEncoder(nn.Module):
    """(batch, 1, 128, T) log-mel → (batch, 384) embeddings; any T, no state between calls."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvNorm(1, 8, 3, stride=2, activation=nn.Hardswish())
        self.blocks = nn.ModuleDict({str(i): Block(shape) for i, shape in enumerate(BLOCKS, start=1)})
        self.last = ConvNorm(64, EMBEDDING_DIM, 1, activation=nn.Hardswish())
        self.head = Head()

    def forward(self, mel: Tensor) -> Tensor:
        return self.layers(mel)[0]

    def layers(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """The embedding, and the mean of every channel of the mid-level blocks: (batch, 384) and (batch, 1504)."""
        x, means = self.stem(mel), []
        for number, block in enumerate(self.blocks.values(), start=1):
            assert isinstance(block, Block)
            wide = block.widen(x)
            if number in MIDLEVEL_BLOCKS:
                means.append(wide.mean(dim=(2, 3), dtype=torch.float32))
            x = block.narrow(x, wide)
        return self.last(x).mean(dim=(2, 3)), torch.cat(means, dim=1)

    def base(self, embedding: Tensor, means: Tensor) -> Tensor:
        """What is kept of `layers`: here the embedding alone."""
        return embedding

    def tensors(self) -> dict[str, Tensor]:
        """Its weights by name, without the batch norms' counters."""
        return {name: value for name, value in self.state_dict().items() if not name.endswith("num_batches_tracked")}

    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Takes weights by name; every one must be there and of the right shape."""
        counters = {n: v for n, v in self.state_dict().items() if n.endswith("num_batches_tracked")}
        self.load_state_dict({**counters, **tensors}, strict=True)


class BaseEncoder(nn.Module):
    """(batch, 1, 128, T) log-mel → (batch, 512) base vectors: the embedding, and the main axes of the mid-level means.

    The layers in the middle hold what the end has thrown away (Schmid, Koutini and Widmer, "Low-complexity audio
    embedding extractors", EUSIPCO 2023).
    """

    def __init__(self) -> None:
        super().__init__()
        self.network = AudioEncoder()
        self.midlevel = nn.Linear(MIDLEVEL_CHANNELS, MIDLEVEL_DIM)

    def forward(self, mel: Tensor) -> Tensor:
        return self.base(*self.layers(mel))

    def layers(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """As the network's."""
        return self.network.layers(mel)

    def base(self, embedding: Tensor, means: Tensor) -> Tensor:
        """(batch, 384) and (batch, 1504) → (batch, 512); in float32, since the axes start far from the means' zero."""
        return torch.cat([embedding, self.midlevel(means)], dim=1)

    def tensors(self) -> dict[str, Tensor]:
        """Its weights by name, as `load_tensors` takes them."""
        return self.network.tensors() | {
            f"midlevel.{name}": value for name, value in self.midlevel.state_dict().items()
        }

    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Takes weights by name: the network's own names, and `midlevel.weight` and `midlevel.bias`."""
        own = {name: value for name, value in tensors.items() if name.startswith("midlevel.")}
        self.network.load_tensors({name: value for name, value in tensors.items() if name not in own})
        self.midlevel.load_state_dict({name.removeprefix("midlevel."): value for name, value in own.items()})
