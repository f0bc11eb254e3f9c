"""The user's settings, one small JSON file, read at start and written when something changed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass
class Settings:
    """What the program remembers between two starts."""

    library: str = ""
    theme: str = "system"
    """system, dark or light."""
    volume_db: float = -6.0
    device: str = ""
    """Name of the playback device; empty for the system's."""
    auto_audition: bool = True
    loop: bool = False
    balance: float = 0.5
    last_text: str = ""
    dense_rows: bool = False
    show_weak: bool = True
    sidebar: bool = True
    geometry: str = ""
    """Base64 of Qt's window geometry."""
    columns: str = ""
    """Base64 of Qt's header state."""
    compute: str = "auto"
    """auto, cpu, cuda or mps."""
    recent: list[str] = field(default_factory=list)
    """Last queries, newest first."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys of the user's own by command, empty for none; commands that are not here keep theirs."""

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Reads `path`; a missing or damaged file, and fields of another type, give the defaults."""
        try:
            stored: Any = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(stored, dict):
            return cls()
        default = cls()
        known = {f.name: type(getattr(default, f.name)) for f in fields(cls)}
        kept = {k: v for k, v in stored.items() if k in known and isinstance(v, known[k]) and _holds_texts(v)}
        return cls(**kept)

    def save(self, path: Path) -> None:
        """Writes `path` in one step, so that a crash leaves the old file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), "utf-8")
        os.replace(new, path)  # noqa: PTH105 -- atomic on every system


def _holds_texts(value: object) -> bool:
    """False for a list or a mapping with anything but texts in it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(isinstance(each, str) for each in inside)
