"""A trained preset as a model folder that the app, the command line and the measures can use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model import paper_mfcc, paper_walnet
from soundbrowser.model.calibrate import CALIBRATION
from soundbrowser.model.paper_embed import FEATURES_FILE, REDUCTION_FILE, WALNET_FILE, PaperFeatures
from soundbrowser.model.plain import PlainSounds
from soundbrowser.model.queries import BACKGROUND
from soundbrowser.model.segments import Segmenting
from soundbrowser.model.store import (
    WEIGHTS,
    ModelConfig,
    ModelFolder,
    ModelKind,
    json_bytes,
    tensor_bytes,
    write_model,
)
from soundbrowser.model.text import TABLE, VOCABULARY
from soundbrowser.training.paper.calibration import HeldOut
from soundbrowser.training.paper.pairs import Features
from soundbrowser.training.paper.shared_network import SIZES

SEGMENTINGS: Mapping[PaperFeatures, Segmenting] = {
    PaperFeatures.MFCC: paper_mfcc.SEGMENTING,
    PaperFeatures.WALNET: paper_walnet.SEGMENTING,
}
MOST_BACKGROUND = 1800
VERSION_DIGITS = 10
ENCODER_FILES = (FEATURES_FILE, WALNET_FILE, REDUCTION_FILE)


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a preset made."""

    features: PaperFeatures
    files: Mapping[str, bytes]
    """The audio features' own files, the word table, the card."""
    shared: Mapping[str, F32]
    """`base.*`: the shared network."""
    learned: Features
    held_out: Features
    """What chances are fitted on; what was learned from, where nothing is held out."""


def write_paper_model(trained: Trained, output: Path) -> ModelFolder:
    """Writes the folder; versions are digests of what they stand for."""
    network = PlainSounds(trained.shared, SIZES[-1])
    background = _background(network, trained.learned)
    held = trained.held_out
    kept = HeldOut(network.project(held.audio), network.project(held.texts), held.class_of, background)
    files = {
        **trained.files,
        FEATURES_FILE: json_bytes({"features": trained.features.value}),
        WEIGHTS: tensor_bytes(trained.shared),
        BACKGROUND: tensor_bytes({"vectors": background.astype(np.float16)}),
        CALIBRATION: json_bytes({kind.value: asdict(fit) for kind, fit in kept.fits().items()}),
    }
    return write_model(output, _config(output.name, trained, files), files)


def _background(network: PlainSounds, learned: Features, seed: int = 0) -> F32:
    """Joint vectors of random clips that were learned from."""
    rows = np.random.default_rng(seed).permutation(len(learned.audio))[:MOST_BACKGROUND]
    return network.project(learned.audio[np.sort(rows)])


def _config(name: str, trained: Trained, files: Mapping[str, bytes]) -> ModelConfig:
    segmenting = SEGMENTINGS[trained.features]
    encoder = f"{trained.features}-{_digest(files, ENCODER_FILES)}"
    return ModelConfig(
        name=name,
        encoder_version=encoder,
        tower_version=f"{encoder}-{_digest(files, (WEIGHTS, VOCABULARY, TABLE))}",
        base_dim=SIZES[0],
        joint_dim=SIZES[-1],
        text_dim=SIZES[0],
        sample_rate=segmenting.sample_rate,
        segment_s=segmenting.segment_s,
        hop_s=segmenting.hop_s,
        shortest_s=segmenting.shortest_s,
        kind=ModelKind.PAPER,
    )


def _digest(files: Mapping[str, bytes], names: tuple[str, ...]) -> str:
    """Of those of the files that there are."""
    parts = b"".join(hashlib.sha256(files[name]).digest() for name in names if name in files)
    return hashlib.sha256(parts).hexdigest()[:VERSION_DIGITS]
