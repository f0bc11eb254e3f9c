"""A user's own words: labels become a version of the model that can be kept, discarded and switched."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import Cancelled, TuningError
from soundbrowser.domain.tuning import Correction, Label, ModelVersion, TuneExample, TunePair, TuneReport, TuneStep
from soundbrowser.domain.vectors import F16
from soundbrowser.library.control import JobControl
from soundbrowser.library.model_places import model_places, new_place
from soundbrowser.library.models import Models
from soundbrowser.workers.messages import Failed, TuneAdvanced, Tuned, TuneTask
from soundbrowser.workers.pool import Pool


class Teaching:
    """Makes and keeps versions. It never touches sounds or their vectors."""

    def __init__(self, catalogue: Catalogue, models: Models, device: str) -> None:
        self._catalogue = catalogue
        self._models = models
        self._device = device

    def fine_tune(
        self,
        labels: Sequence[Label],
        corrections: Sequence[Correction],
        report: Callable[[TuneStep], None],
        control: JobControl,
    ) -> TuneReport:
        """Trains a candidate on stored vectors in a child process; TuningError when there is too little to learn."""
        examples, pairs = tuple(self._examples(labels)), tuple(self._pairs(corrections))
        place = new_place(self._catalogue.path, self._models.folder().config.name)
        task = TuneTask(0, str(self._models.path()), examples, pairs, str(place))
        try:
            done = self._train(task, report, control)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        if any(known.version == done.version for known in self._catalogue.model_versions()):
            shutil.rmtree(place, ignore_errors=True)  # the same labels were learnt before; that version stays
            return done
        config = self._models.open(place).config
        made = time.time()
        version = ModelVersion(done.version, config.name, str(place), made, config.labels, False, done.measures)
        with self._catalogue.write() as writer:
            writer.add_model_version(version)
        return done

    def version(self, name: str) -> ModelVersion:
        """The version called `name`, or the only one of a model of this name; TuningError when there is none."""
        versions = self._models.versions()
        named = [version for version in versions if version.version == name] or [v for v in versions if v.name == name]
        found = named[0] if len(named) == 1 else None
        if found is None:
            known = ", ".join(version.version for version in versions)
            raise TuningError(f"There is no version “{name}”; there are: {known}.")
        return found

    def discard(self, version: ModelVersion) -> None:
        """Forgets a version and its folder; the factory model cannot be discarded."""
        if version.created_at == 0:
            raise TuningError(f"“{version.version}” is the factory model and stays; switch to it instead.")
        with self._catalogue.write() as writer:
            writer.remove_model_version(version.version)
        place = Path(version.path)
        self._models.forget(place)
        if place.parent in model_places(self._catalogue.path):
            shutil.rmtree(place, ignore_errors=True)

    def _train(self, task: TuneTask, report: Callable[[TuneStep], None], control: JobControl) -> TuneReport:
        pool = Pool(self._models.path(), processes=1, device=self._device)
        try:
            for outcome in pool.run([task], lambda: control.cancelled):
                if isinstance(outcome, Tuned):
                    return outcome.report
                if isinstance(outcome, Failed):
                    raise TuningError(outcome.reason)
                if isinstance(outcome, TuneAdvanced):
                    report(outcome.step)
                control.check()
        finally:
            pool.close()
        raise Cancelled("The fine-tuning was stopped; nothing was changed.")

    def _examples(self, labels: Sequence[Label]) -> Iterator[TuneExample]:
        heard = self._heard({i for label in labels for i in label.sound_ids})
        for label in sorted(labels, key=lambda label: label.name):  # one lesson, one version, however it is told
            for sound_id in sorted(label.sound_ids):
                if sound_id in heard:
                    yield TuneExample(label.name, *heard[sound_id])

    def _pairs(self, corrections: Sequence[Correction]) -> Iterator[TunePair]:
        heard = self._heard({one.sound_id for one in corrections})
        for one in sorted(corrections, key=lambda one: (one.text, one.sound_id)):
            if one.sound_id in heard:
                yield TunePair(one.text, *heard[one.sound_id], one.fits)

    def _heard(self, sound_ids: Collection[int]) -> dict[int, tuple[str, F16]]:
        """Folder and base vectors of those of the sounds that were listened to with this model."""
        wanted = np.asarray(sorted(sound_ids), np.int64)
        rows = self._catalogue.segments_of(wanted, self._models.folder().config.encoder_version)
        folders = {sound.id: os.path.dirname(sound.path) for sound in self._catalogue.sounds(wanted)}  # noqa: PTH120
        heard = np.unique(rows.sound_ids).tolist()
        return {sound_id: (folders[sound_id], rows.base[rows.sound_ids == sound_id]) for sound_id in heard}
