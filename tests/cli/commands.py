"""Commands in processes of their own, and the sounds they are asked about."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile

RATE = 22050


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


class Runner(Protocol):
    """`run("search", "rain", ...)` runs a command."""

    def __call__(self, *arguments: object) -> Ran: ...


def start(*arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Starts a command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "soundbrowser", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | (env or {}),
        start_new_session=True,
        text=True,
    )


def write_sounds(folder: Path, names: Sequence[str]) -> list[Path]:
    """A different short sound under each name."""
    paths = []
    for seed, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        t = np.arange(int(0.5 * RATE)) / RATE
        samples = 0.4 * np.sin(2 * np.pi * 110 * 1.3**seed * t) * np.exp(-3 * t)
        soundfile.write(path, samples + 0.01 * np.random.default_rng(seed).standard_normal(t.size), RATE)
        paths.append(path)
    return paths


@dataclass(frozen=True)
class Indexed:
    """A folder of sounds and the library that knows it."""

    folder: Path
    paths: list[Path]
    library: Path
