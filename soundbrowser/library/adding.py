"""Adds models that the program does not ship with: CLAP checkpoints, or model folders made elsewhere."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path, PurePath

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled, ModelDamaged
from soundbrowser.domain.progress import Progress
from soundbrowser.domain.tuning import BiggerModel, ModelVersion
from soundbrowser.library.control import JobControl
from soundbrowser.library.listeners import BIG_MEMORY_MB
from soundbrowser.library.model_places import new_place
from soundbrowser.library.models import Models
from soundbrowser.model.clap_extra import INSTALL, reads_clap
from soundbrowser.model.store import ModelFolder, is_model_folder
from soundbrowser.workers.messages import AddAdvanced, AddModelTask, Failed, ModelAdded
from soundbrowser.workers.pool import Pool

SOURCES = {"clap": "laion/larger_clap_general"}
"""Short names of what can be fetched."""
SUGGESTED, MEGABYTES = SOURCES["clap"], 780
"""What is offered, and its size: 194 million weights of four bytes, and a tokenizer."""


def suggested() -> BiggerModel:
    """The model that is offered to who names none."""
    return BiggerModel(SUGGESTED, MEGABYTES, install="" if reads_clap() else INSTALL)


class Adding:
    """Makes versions that the library can be switched to; none is put to use by it."""

    def __init__(self, catalogue: Catalogue, models: Models) -> None:
        self._catalogue = catalogue
        self._models = models

    def add(self, source: str, report: Callable[[Progress], None], control: JobControl) -> ModelVersion:
        """The version that `source` became, or was before: a folder, a repository of the hub, or a short name.

        Raises ModelNotFound or ModelDamaged when it is no model, and Cancelled; what was fetched until then is kept.
        """
        if is_model_folder(Path(source)):
            return self._registered(self._models.open(Path(source).absolute()))
        source = SOURCES.get(source, source)
        place = new_place(self._catalogue.path, re.sub(r"[^A-Za-z0-9._-]", "_", PurePath(source).name))
        try:
            self._make(AddModelTask(0, source, str(place)), report, control)
        except BaseException:
            for left in (place, *place.parent.glob(f".{place.name}-*")):  # the drafts of a child that was ended
                shutil.rmtree(left, ignore_errors=True)
            raise
        made = self._models.open(place)
        version = self._registered(made)
        if version.path != str(place):
            self._models.forget(place)
            shutil.rmtree(place, ignore_errors=True)  # it was added before; that folder stays
        return version

    def _make(self, task: AddModelTask, report: Callable[[Progress], None], control: JobControl) -> None:
        pool = Pool(self._models.path(), processes=1, device="cpu", memory_limit_mb=BIG_MEMORY_MB)
        try:
            for outcome in pool.run([task], lambda: control.cancelled):
                if isinstance(outcome, ModelAdded):
                    return
                if isinstance(outcome, Failed):
                    raise ModelDamaged(outcome.reason)
                if isinstance(outcome, AddAdvanced):
                    report(outcome.progress)
                control.check()
        finally:
            pool.close()
        raise Cancelled("Adding the model was stopped; what had been fetched is kept.")

    def _registered(self, folder: ModelFolder) -> ModelVersion:
        config = folder.config
        known = next((one for one in self._models.versions() if one.version == config.tower_version), None)
        if known is not None:
            return known
        version = ModelVersion(
            config.tower_version, config.name, str(folder.path), time.time(), (), False, (), config.encoder_version
        )
        with self._catalogue.write() as writer:
            writer.add_model_version(version)
        return version
