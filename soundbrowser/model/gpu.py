"""How many windows go through a network at once on a GPU, and in which precision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

import numpy as np
import torch

from soundbrowser.domain.vectors import F32

T = TypeVar("T")
SHARE = 0.125
"""Of the memory that is free: up to four child processes share a GPU, and each leaves as much again for the rest."""
MOST = 256
WITHOUT_A_FIGURE = 16
"""Windows at once on a device that does not tell how much memory is free."""


def batch_size(free_bytes: int | None, bytes_each: int) -> int:
    """Windows at once, at least one, where `bytes_each` is what one takes at its widest layer; None: not known."""
    if free_bytes is None:
        return WITHOUT_A_FIGURE
    return max(1, min(MOST, int(SHARE * free_bytes) // bytes_each))


def free_bytes(device: str) -> int | None:
    """Memory of a device that nobody uses now; None where it does not tell."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    if device == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return None


def mixed_precision(device: str) -> AbstractContextManager[object]:
    """Half the bits where that is faster and safe: float16 on a GPU; a processor keeps float32."""
    return nullcontext() if device == "cpu" else torch.autocast(device, torch.float16)


def in_batches(items: Sequence[T], size: int, run: Callable[[Sequence[T]], F32]) -> F32:
    """`run` over `size` items at a time, over half as many each time that the device's memory does not suffice."""
    rows: list[F32] = []
    first = 0
    while first < len(items):
        try:
            rows.append(run(items[first : first + size]))
            first += size
        except torch.OutOfMemoryError:
            if size == 1:
                raise
            size //= 2
    return np.concatenate(rows)
