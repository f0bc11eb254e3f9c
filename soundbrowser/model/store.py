"""Model folders on disk: a configuration with the hash of every other file; nothing in them is ever unpickled."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound

CONFIG = "config.json"
FORMAT = 1
WEIGHTS = "weights.safetensors"
CHECKED_LATE = 64 << 20
"""Bytes: larger files are compared with their hash when they are asked for, not whenever the folder is opened."""

Tensors = Mapping[str, NDArray[Any]]


class ModelKind(StrEnum):
    """How a model hears and reads."""

    JOINT = "joint"
    """The shipped kind: an encoder of ours, and towers with class evidence."""
    PAPER = "paper"
    """Fixed features of both sides, a network that they share, cosine."""
    CLAP = "clap"
    """A CLAP checkpoint through transformers; its words are read by a child process."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Sizes and versions of a model. Base vectors depend on `encoder_version` alone, joint vectors on both versions."""

    name: str
    encoder_version: str
    tower_version: str
    base_dim: int
    joint_dim: int
    text_dim: int
    sample_rate: int
    """Hz."""
    segment_s: float
    """Length of the windows that long sounds are read in."""
    hop_s: float
    shortest_s: float
    """Shorter sounds are repeated up to this length."""
    parent: str = ""
    """Tower version that this one was tuned from; empty for a factory model."""
    labels: tuple[str, ...] = ()
    """Words it was tuned on."""
    kind: ModelKind = ModelKind.JOINT


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model folder whose files were found to be what its configuration says."""

    path: Path
    config: ModelConfig
    files: tuple[str, ...]
    late: Mapping[str, str]
    """Hashes of the large files, which nobody has checked yet."""

    @classmethod
    def open(cls, path: Path) -> ModelFolder:
        """Checks the hash of every file that is not large; raises ModelNotFound or ModelDamaged."""
        if not (path / CONFIG).is_file():
            raise ModelNotFound(f"There is no model in “{path}”.")
        document = _read_config(path / CONFIG)
        hashes = document["files"]
        late = {name: expected for name, expected in hashes.items() if _is_large(path / name)}
        for name in hashes.keys() - late.keys():
            _check(path, name, hashes[name])
        return cls(path, document["config"], tuple(hashes), late)

    def file(self, name: str) -> Path:
        """The path of one of the model's files; a large one is checked now."""
        if name not in self.files:
            raise ModelDamaged(f"The model in “{self.path}” has no file “{name}”.")
        if name in self.late:
            _check(self.path, name, self.late[name])
        return self.path / name

    def tensors(self, file: str = WEIGHTS, prefix: str = "") -> dict[str, NDArray[Any]]:
        """The arrays of a safetensors file whose names begin with `prefix`."""
        path = self.file(file)
        try:
            with safe_open(path, framework="numpy") as opened:
                return {name: opened.get_tensor(name) for name in opened.keys() if name.startswith(prefix)}  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            raise ModelDamaged(f"“{path}” cannot be read: {error}") from error

    def document(self, name: str) -> Any:
        """A JSON file of the model."""
        try:
            return json.loads(self.file(name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ModelDamaged(f"“{self.path / name}” is no JSON: {error}") from error


def is_model_folder(path: Path) -> bool:
    """True for a folder whose configuration is one of ours; a checkpoint's is not."""
    try:
        read_config(path)
    except (ModelNotFound, ModelDamaged):
        return False
    return True


def read_config(path: Path) -> ModelConfig:
    """What the model in a folder says it is, its files unchecked; raises ModelNotFound or ModelDamaged."""
    if not (path / CONFIG).is_file():
        raise ModelNotFound(f"There is no model in “{path}”.")
    config: ModelConfig = _read_config(path / CONFIG)["config"]
    return config


def write_model(path: Path, config: ModelConfig, files: Mapping[str, bytes | Path]) -> ModelFolder:
    """Writes a complete model folder beside its final place and renames it; an older folder there is replaced.

    A file's content may be named by its path; names may lie in folders ("checkpoint/model.safetensors").
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, content in files.items():
            _write(draft / name, content)
        hashes = {name: _hash(draft / name) for name in sorted(files)}
        (draft / CONFIG).write_text(_config_text(config, hashes), encoding="utf-8")
        draft.chmod(0o755)
        if path.exists():
            shutil.rmtree(path)
        draft.replace(path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return ModelFolder.open(path)


def tensor_bytes(tensors: Tensors) -> bytes:
    """A safetensors file's content; names in order, so that equal tensors give equal bytes."""
    return save({name: np.ascontiguousarray(tensors[name]) for name in sorted(tensors)})


def json_bytes(document: object) -> bytes:
    """A JSON file's content, for people to read."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _write(path: Path, content: bytes | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)


def _config_text(config: ModelConfig, hashes: Mapping[str, str]) -> str:
    return json_bytes({"format": FORMAT, **asdict(config), "files": hashes}).decode()


def _read_config(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ModelDamaged(f"“{path}” is of format {document['format']}; this program reads format {FORMAT}.")
        document.setdefault("kind", ModelKind.JOINT)  # written before there were kinds
        values = {field.name: document[field.name] for field in fields(ModelConfig)}
        values |= {"labels": tuple(values["labels"]), "kind": ModelKind(values["kind"])}
        return {"config": ModelConfig(**values), "files": dict(document["files"])}
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise ModelDamaged(f"“{path}” is no model configuration: {error!r}") from error


def _is_large(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > CHECKED_LATE


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    if ".." in PurePosixPath(name).parts or not path.is_file():
        raise ModelDamaged(f"The model's file “{path}” is missing.")
    if _hash(path) != expected:
        raise ModelDamaged(f"The model's file “{path}” is not the one that its configuration names.")
