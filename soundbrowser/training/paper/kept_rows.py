"""Rows of numbers made one at a time and kept in a file, so that a stopped run goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from tqdm import tqdm

from soundbrowser.domain.vectors import F32


def kept_rows(file: Path, count: int, dim: int, make: Callable[[int], F32], what: str) -> F32:
    """(count, dim) out of `file`; the rows that are missing there are made, each (dim,), and added at its end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    size = dim * np.dtype(np.float32).itemsize
    with file.open("ab") as out:
        done = out.tell() // size
        out.truncate(done * size)
        for row in tqdm(range(done, count), desc=what, unit="clip", initial=done, total=count):
            out.write(np.asarray(make(row), np.float32).tobytes())
    return np.fromfile(file, np.float32).reshape(-1, dim)
