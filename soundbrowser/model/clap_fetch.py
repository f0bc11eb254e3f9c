"""Fetches a CLAP checkpoint from the Hugging Face hub: goes on where it was stopped, and checks what came."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.domain.progress import Progress, Stage

HUB = "https://huggingface.co"
ENDPOINT = "HF_ENDPOINT"
"""Environment variable that names a mirror of the hub, as for the hub's own programs."""
SAFE, PLAIN = "model.safetensors", "pytorch_model.bin"
SMALL = (
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
)
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
ATTEMPTS = 3
"""Tries a file, each going on behind the one before."""
CHUNK = 1 << 20
MEGABYTE = 1_000_000
TIMEOUT_S = 30.0
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub describes it."""

    name: str
    url: str
    size: int
    sha256: str
    """Empty for a small file, which the hub names by git's hash instead."""
    git_sha1: str


def fetch(repository: str, place: Path, report: Report) -> None:
    """Brings the checkpoint of `repository` ("owner/name") into the folder `place`; what is there already stays.

    Raises ModelNotFound when there is none or no way to it, ModelDamaged when what came is not what was announced.
    """
    if not REPOSITORY.fullmatch(repository):
        raise ModelNotFound(f"“{repository}” is neither a folder nor the name of a model, such as owner/name.")
    place.mkdir(parents=True, exist_ok=True)
    try:
        files = _listed(repository)
        total = sum(file.size for file in files)
        for number, file in enumerate(files):
            before = sum(earlier.size for earlier in files[:number])
            _fetch_file(file, place / file.name, _reporter(report, before, total))
    except HTTPError as error:
        if error.code in (401, 403, 404):
            raise ModelNotFound(f"There is no public model “{repository}” on the Hugging Face hub.") from error
        raise ModelNotFound(f"The model “{repository}” cannot be fetched: {error}.") from error
    except (OSError, HTTPException) as error:
        cause = getattr(error, "reason", error)  # without the opener's own brackets
        raise ModelNotFound(
            f"The model “{repository}” cannot be fetched: {cause}. What has come is kept; try again later."
        ) from error


def _listed(repository: str) -> Sequence[RemoteFile]:
    hub = os.environ.get(ENDPOINT, HUB).rstrip("/")
    with urlopen(f"{hub}/api/models/{repository}?blobs=true", timeout=TIMEOUT_S) as answer:  # noqa: S310 -- the hub, or the mirror that the user names
        document = json.load(answer)
    try:
        there = {found["rfilename"]: found for found in document["siblings"]}
        weights = next((name for name in (SAFE, PLAIN) if name in there), None)
        if weights is None or "config.json" not in there:
            raise ModelNotFound(f"“{repository}” holds no checkpoint that transformers can read.")
        base = f"{hub}/{repository}/resolve/{document['sha']}"
        return [
            RemoteFile(
                name=name,
                url=f"{base}/{name}",
                size=int(there[name]["size"]),
                sha256=there[name].get("lfs", {}).get("sha256", ""),
                git_sha1=there[name]["blobId"],
            )
            for name in (*SMALL, weights)
            if name in there
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelNotFound(f"“{hub}” does not answer as the Hugging Face hub does: {error!r}.") from error


def _fetch_file(file: RemoteFile, path: Path, there: Callable[[int], None]) -> None:
    if path.exists() and _is_as_announced(path, file):
        there(file.size)
        return
    part = path.with_name(f"{file.name}.part")
    for attempt in range(ATTEMPTS):
        try:
            _go_on(file, part, there)
            break
        except HTTPError:
            raise
        except (OSError, HTTPException):
            if attempt + 1 == ATTEMPTS:
                raise
    if not _is_as_announced(part, file):
        part.unlink()
        raise ModelDamaged(f"“{file.url}” did not arrive as it was sent; try again.")
    part.replace(path)


def _go_on(file: RemoteFile, part: Path, there: Callable[[int], None]) -> None:
    """Appends what is missing; begins anew where the server cannot send a part."""
    held = part.stat().st_size if part.exists() else 0
    if held >= file.size:
        held = 0
    asked = Request(file.url, headers={"Range": f"bytes={held}-"} if held else {})  # noqa: S310 -- an address below the hub's
    with urlopen(asked, timeout=TIMEOUT_S) as answer, part.open("ab") as target:  # noqa: S310
        if answer.status != 206:
            held = 0
        target.truncate(held)
        while chunk := answer.read(CHUNK):
            held += target.write(chunk)
            there(held)
    if held < file.size:
        raise ConnectionError(f"only {held} of {file.size} bytes of “{file.name}” came")


def _is_as_announced(path: Path, file: RemoteFile) -> bool:
    with path.open("rb") as opened:
        if file.sha256:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
        content = opened.read()
    named = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)  # git's name of a content
    return named.hexdigest() == file.git_sha1


def _reporter(report: Report, before: int, total: int) -> Callable[[int], None]:
    return lambda there: report(Progress(Stage.FETCH, (before + there) // MEGABYTE, total // MEGABYTE))
