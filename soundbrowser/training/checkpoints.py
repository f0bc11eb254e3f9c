"""Checkpoints that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch


def save_whole(state: Mapping[str, Any], path: Path) -> None:
    """Writes beside the file's final place and renames, so that the last one is replaced at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    torch.save(dict(state), draft)
    draft.replace(path)
