"""A writer of sounds in a temporary folder."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_samples import RATE, chirp
from numpy.typing import NDArray


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Writes a sound with libsndfile and returns its path."""

    def write(
        name: str = "sound.wav", samples: NDArray[np.float32] | None = None, rate: int = RATE, **how: str
    ) -> Path:
        path = tmp_path / name
        soundfile.write(path, chirp() if samples is None else samples, rate, **how)
        return path

    return write
