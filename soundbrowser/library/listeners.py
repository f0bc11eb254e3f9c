"""How many child processes listen with a model, and how much memory each may take."""

from __future__ import annotations

import os

from soundbrowser.model.store import ModelFolder, ModelKind
from soundbrowser.workers.pool import Pool

MEMORY_MB = 2048
BIG_MEMORY_MB = 6144
"""For models that are read through transformers, of some hundreds of millions of weights."""
MOST_BIG = 4
"""Children with a big model: each holds all of it."""


def listeners(model: ModelFolder, device: str, processes: int | None) -> Pool:
    """Child processes that listen with a model; `processes` None takes what suits it."""
    if model.config.kind is ModelKind.CLAP:
        processes = min(processes or os.cpu_count() or 1, MOST_BIG)
    return Pool(model.path, processes=processes, device=device, memory_limit_mb=memory_mb(model.config.kind))


def memory_mb(kind: ModelKind) -> int:
    """Megabytes that a child with a model of this kind may take."""
    return BIG_MEMORY_MB if kind is ModelKind.CLAP else MEMORY_MB
