"""Adds a CLAP checkpoint, from a folder or from the hub, as a model folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path, PurePath

from soundbrowser.domain.progress import Progress
from soundbrowser.model.clap_extra import require_transformers
from soundbrowser.model.clap_fetch import fetch
from soundbrowser.model.store import ModelFolder

Report = Callable[[Progress], None]


def add_model(source: str, output: Path, report: Report) -> ModelFolder:
    """Writes the model folder `output` from a folder that holds a checkpoint, or from a repository of the hub.

    What was fetched is kept beside `output` until a folder is complete, so that a stopped download goes on. Raises
    ModelNotFound, and ModelDamaged for what is no CLAP checkpoint or takes every sentence for the same.
    """
    require_transformers()
    output.parent.mkdir(parents=True, exist_ok=True)
    if Path(source).is_dir():
        return _convert(Path(source), output, source, report)
    fetched = output.with_name(f".{source.replace('/', '--')}-fetched")
    fetch(source, fetched, report)
    made = _convert(fetched, output, source, report)
    shutil.rmtree(fetched, ignore_errors=True)
    return made


def _convert(place: Path, output: Path, source: str, report: Report) -> ModelFolder:
    from soundbrowser.model.clap_convert import convert  # takes seconds to import; a wrong name is refused before

    return convert(place, output, PurePath(source).name, report)
