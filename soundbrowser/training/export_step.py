"""The finished pieces put together as a model folder, with what is known of it in its card."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from soundbrowser.model.embed import ENCODER_FILE
from soundbrowser.model.encoder import BASE_DIM, BaseEncoder
from soundbrowser.model.frontend import SAMPLE_RATE
from soundbrowser.model.store import WEIGHTS, ModelConfig, ModelFolder, tensor_bytes, write_model
from soundbrowser.training.base_vectors import SEGMENTING
from soundbrowser.training.export import encoder_onnx

Tensors = Mapping[str, NDArray[Any]]
VERSION_DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What the steps before made."""

    name: str
    encoder: Tensors
    """266 tensors under the names of the published network, and `midlevel.*`."""
    towers: Tensors
    """`tower.*`"""
    files: Mapping[str, bytes]
    """Word table, background, replay, calibration, measures, card, notices."""
    joint_dim: int
    text_dim: int


def export_model(pieces: Pieces, output: Path) -> ModelFolder:
    """Writes the folder; versions are digests of the weights they stand for, so equal weights are the same version."""
    encoder = {f"encoder.{name}": np.asarray(value, np.float32) for name, value in pieces.encoder.items()}
    towers = {name: np.asarray(value) for name, value in pieces.towers.items()}
    encoder_version = f"{pieces.name}-{_digest(encoder)}"
    config = ModelConfig(
        name=pieces.name,
        encoder_version=encoder_version,
        tower_version=f"{pieces.name}-{_digest(encoder | towers)}",
        base_dim=BASE_DIM,
        joint_dim=pieces.joint_dim,
        text_dim=pieces.text_dim,
        sample_rate=SAMPLE_RATE,
        segment_s=SEGMENTING.segment_s,
        hop_s=SEGMENTING.hop_s,
        shortest_s=SEGMENTING.shortest_s,
    )
    files = {
        **pieces.files,
        WEIGHTS: tensor_bytes(encoder | towers),
        ENCODER_FILE: encoder_onnx(_network(pieces.encoder)),
    }
    return write_model(output, config, files)


def _network(tensors: Tensors) -> BaseEncoder:
    encoder = BaseEncoder()
    encoder.load_tensors({name: torch.from_numpy(np.array(value, np.float32)) for name, value in tensors.items()})
    return encoder.eval()


def _digest(tensors: Tensors) -> str:
    return hashlib.sha256(tensor_bytes(tensors)).hexdigest()[:VERSION_DIGITS]
