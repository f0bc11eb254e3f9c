"""Whether the front end and the network are the published ones: against the reference outputs beside its weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.vectors import F32
from soundbrowser.model.encoder import AudioEncoder
from soundbrowser.model.frontend import SAMPLE_RATE, logmel

TOLERANCE = 1e-3


class ReferenceMissed(SoundbrowserError):
    """Our network does not compute what the published one does."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The largest difference from the reference for one signal."""

    signal: str
    logmel: float
    embedding: float
    logits: float

    @property
    def largest(self) -> float:
        return max(self.logmel, self.embedding, self.logits)


def check_step(pretrained: Path) -> list[Difference]:
    """Compares on the seven signals; raises ReferenceMissed beyond 1e-3."""
    reference = np.load(pretrained / "reference.npz")
    encoder = AudioEncoder()
    encoder.load_tensors(load_file(pretrained / "mn04.safetensors"))
    encoder.eval()
    differences = [_compare(name, signal, reference, encoder) for name, signal in signals().items()]
    for found in differences:
        if found.largest > TOLERANCE:
            raise ReferenceMissed(f"The network differs from its reference on “{found.signal}” by {found.largest:.2g}.")
    return differences


def signals() -> dict[str, F32]:
    """The seven signals, made from the formulas that the reference states."""
    time, rate = _time(10), np.log(14_000 / 50)
    chirp = 0.5 * np.sin(2 * np.pi * 50 * 10 / rate * (np.exp(time / 10 * rate) - 1))
    impulses = np.zeros(3 * SAMPLE_RATE)
    impulses[1600::3200] = 1
    time = _time(0.2)
    short = 0.8 * np.exp(-time / 0.05) * (np.sin(2 * np.pi * 220 * time) + 0.5 * np.sin(2 * np.pi * 1760 * time))
    made = {
        "noise": 0.1 * np.random.RandomState(1234).standard_normal(5 * SAMPLE_RATE),
        "chirp": chirp,
        "impulses": impulses,
        "silence": np.zeros(2 * SAMPLE_RATE),
        "short": short,
        "long": _gated_tone(),
        "tiny": 0.5 * np.sin(2 * np.pi * 1000 * _time(0.02)),
    }
    return {name: signal.astype(np.float32) for name, signal in made.items()}


def _gated_tone() -> NDArray[np.float64]:
    time = _time(12)
    tone = np.sum([np.sin(2 * np.pi * 196 * partial * time) / partial for partial in range(1, 9)], axis=0)
    noise = 0.02 * np.random.RandomState(77).standard_normal(time.size)
    return np.asarray(0.15 * tone * (np.floor(time / 0.75) % 2 == 0) + noise)


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


@torch.no_grad()
def _compare(name: str, signal: F32, reference: np.lib.npyio.NpzFile, encoder: AudioEncoder) -> Difference:
    picture = logmel(signal)
    places = reference[f"{name}.logmel_index"]
    base = encoder(torch.from_numpy(picture)[None, None])
    return Difference(
        signal=name,
        logmel=float(np.abs(picture[places[:, 0], places[:, 1]] - reference[f"{name}.logmel_value"]).max()),
        embedding=float(np.abs(base[0].numpy() - reference[f"{name}.embedding"]).max()),
        logits=float(np.abs(encoder.head(base)[0].numpy() - reference[f"{name}.logits"]).max()),
    )
