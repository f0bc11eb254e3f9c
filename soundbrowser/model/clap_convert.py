"""Makes a model folder of a CLAP checkpoint: looks whether it can tell sentences apart, and measures its scores."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import ClapModel

from soundbrowser import paths
from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.vectors import F32
from soundbrowser.model.calibrate import CALIBRATION
from soundbrowser.model.clap import CHECKPOINT, UNREADABLE, WINDOW_SHARE, Checkpoint, no_checkpoint
from soundbrowser.model.clap_calibrate import NamedSounds, fit_chances
from soundbrowser.model.queries import BACKGROUND
from soundbrowser.model.store import ModelConfig, ModelFolder, ModelKind, json_bytes, tensor_bytes, write_model

SENTENCES = (
    "a dog barks twice behind a fence",
    "heavy rain on a tin roof",
    "a church bell tolls slowly",
    "an orchestra plays a long quiet chord",
    "glass breaks on a stone floor",
    "a woman laughs in a large hall",
    "a diesel engine starts and idles",
    "electronic drums with a deep kick",
    "wind howls around a mountain hut",
    "somebody types on a keyboard",
)
"""Ten that nobody would confuse."""
MOST_ALIKE = 0.95
"""Mean cosine of different sentences from which a text tower is of no use."""
VERSION_DIGITS = 10
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One of the sounds that ship with the program."""

    path: Path
    folder: str

    @property
    def words(self) -> list[str]:
        """What it is called."""
        return self.path.stem.replace("_", " ").lower().split()


def convert(source: Path, output: Path, name: str, report: Report) -> ModelFolder:
    """Writes the model folder `output` from a folder that holds a checkpoint; it is called `name`.

    Raises ModelDamaged for what is no CLAP checkpoint or takes every sentence for the same.
    """
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as draft:
        place = Path(draft)
        _rewrite(source, place)
        checkpoint = Checkpoint(place)
        require_apart(checkpoint.read(SENTENCES), name)
        named = _listen(checkpoint, paths.resources() / "demo", report)
        kept: dict[str, bytes | Path] = {
            f"{CHECKPOINT}/{file.name}": file for file in sorted(place.iterdir()) if file.is_file()
        }
        measured = {
            BACKGROUND: tensor_bytes({"vectors": named.sounds.astype(np.float16)}),
            CALIBRATION: json_bytes({kind.value: asdict(fit) for kind, fit in fit_chances(named).items()}),
        }
        return write_model(output, _config(checkpoint, place, name, measured), kept | measured)


def require_apart(vectors: F32, name: str) -> None:
    """Raises ModelDamaged unless (n, dim) unit rows of different sentences point different ways."""
    alike = vectors @ vectors.T
    mean = float(alike[~np.eye(len(vectors), dtype=bool)].mean())
    if not mean <= MOST_ALIKE:  # also when it is no number
        raise ModelDamaged(
            f"The model “{name}” takes different sentences for the same (their vectors agree to {mean:.3f} of 1), "
            "so it cannot be asked in words; use another one."
        )


def _rewrite(source: Path, place: Path) -> None:
    """The checkpoint as safetensors; an older one is read by torch's reader of plain tensors, which runs no code."""
    safe = any(source.glob("*.safetensors"))
    try:
        network, found = ClapModel.from_pretrained(
            source,
            local_files_only=True,
            use_safetensors=safe,
            weights_only=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
    except UNREADABLE as error:
        raise no_checkpoint(source, error) from error
    if found["missing_keys"]:
        raise ModelDamaged(f"The checkpoint in “{source}” lacks weights, such as “{min(found['missing_keys'])}”.")
    network.save_pretrained(place)
    for file in source.iterdir():
        if file.suffix in (".json", ".txt") and not (place / file.name).exists():
            (place / file.name).write_bytes(file.read_bytes())


def _listen(checkpoint: Checkpoint, demo: Path, report: Report) -> NamedSounds:
    files = list(_demo_files(demo))
    sounds = []
    for done, file in enumerate(files):
        report(Progress(Stage.MEASURE, done, len(files)))
        waveform, _ = decode(file.path, rate=checkpoint.sample_rate)
        sounds.append(checkpoint.hear([waveform[: int(checkpoint.longest_s * checkpoint.sample_rate)]])[0])
    report(Progress(Stage.MEASURE, len(files), len(files)))
    return NamedSounds(
        sounds=np.stack(sounds),
        names=checkpoint.read([" ".join(file.words) for file in files]),
        first_words=tuple(file.words[0] for file in files),
        folders=tuple(file.folder for file in files),
    )


def _demo_files(demo: Path) -> Iterator[DemoFile]:
    for path in sorted(demo.glob("*/*.ogg")):
        yield DemoFile(path, path.parent.name)


def _config(checkpoint: Checkpoint, place: Path, name: str, measured: dict[str, bytes]) -> ModelConfig:
    window = WINDOW_SHARE * checkpoint.longest_s
    heard = _digest([file.read_bytes() for file in sorted(place.glob("*.safetensors"))])
    return ModelConfig(
        name=name,
        encoder_version=f"{name}-{heard}",
        tower_version=f"{name}-{heard}-{_digest(list(measured.values()))}",
        base_dim=checkpoint.dim,
        joint_dim=checkpoint.dim,
        text_dim=checkpoint.dim,
        sample_rate=checkpoint.sample_rate,
        segment_s=window,
        hop_s=window / 2,
        shortest_s=0.0,
        kind=ModelKind.CLAP,
    )


def _digest(contents: Sequence[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()[:VERSION_DIGITS]
