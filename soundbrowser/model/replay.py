"""The replay set: sounds and phrases of the factory training that a fine-tuning must not forget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F16, F32, Ids
from soundbrowser.model.store import ModelFolder

REPLAY = "replay.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """Base vectors and phrase vectors only: neither sounds nor their names can be got back from them."""

    base: F16
    """(n, base_dim)"""
    phrases: F16
    """(m, text_dim) unit rows, each different."""
    phrase_of: Ids
    """(n,) row of the phrase that names a sound; sounds of one phrase are right answers to it."""
    general: NDArray[np.bool_]
    """(n,) True for sounds that are only measured on."""

    @classmethod
    def load(cls, folder: ModelFolder) -> Replay:
        stored = folder.tensors(REPLAY)
        return cls(stored["base"], stored["phrases"], stored["phrase_of"].astype(np.int64), stored["general"])

    def tensors(self) -> dict[str, NDArray[Any]]:
        """As `replay.safetensors` holds it."""
        return {
            "base": self.base,
            "phrases": self.phrases,
            "phrase_of": self.phrase_of.astype(np.int32),
            "general": self.general,
        }

    @property
    def learned_base(self) -> F32:
        """Base vectors of the sounds to learn from again."""
        return self.base[~self.general].astype(np.float32)
