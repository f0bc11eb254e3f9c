"""The one door: everything a user can ask of a library, for the window, the command line and scripts alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.thumbnails import Thumbnails
from soundbrowser.domain.errors import ModelSwitched
from soundbrowser.domain.query import Answers, ClipRegion, Query
from soundbrowser.domain.stats import Finding
from soundbrowser.domain.tuning import BiggerModel, Correction, Label, ModelVersion, TuneReport, TuneStep
from soundbrowser.domain.vectors import Peaks
from soundbrowser.library import doctor
from soundbrowser.library.adding import Adding, suggested
from soundbrowser.library.clips import Clips
from soundbrowser.library.control import JobControl
from soundbrowser.library.correcting import Correcting
from soundbrowser.library.curating import Curating
from soundbrowser.library.interactive import Interactive
from soundbrowser.library.jobs import Jobs, Place
from soundbrowser.library.label_file import read_labels
from soundbrowser.library.models import Models
from soundbrowser.library.reading import Reading
from soundbrowser.library.reporting import Report, quiet
from soundbrowser.library.searching import Searching
from soundbrowser.library.teaching import Teaching
from soundbrowser.library.waveforms import Waveforms
from soundbrowser.library.words import Words
from soundbrowser.model.store import ModelFolder
from soundbrowser.search.parse import texts_of
from soundbrowser.search.searcher import Heard

ATTEMPTS = 5
"""A question is asked again when the model was changed under it."""


def never() -> bool:
    """No newer question has come."""
    return False


class Library(Reading, Curating, Correcting, Jobs):
    """An open library. Any thread may call any method; a job blocks its caller, reports, and can be held and ended."""

    def __init__(self, catalogue: Catalogue, models: Models, device: str, processes: int | None) -> None:
        """Use `Library.open`."""
        cache = catalogue.path.with_name(catalogue.path.name + "-cache")
        self._catalogue = catalogue
        self._models = models
        self._device = device
        self._processes = processes
        self._children = Interactive(models, device)
        self._kept_peaks = Thumbnails(cache / "peaks.db")
        self._waveforms = Waveforms(catalogue, self._kept_peaks, self._children)
        self._clips = Clips(catalogue, self._children, lambda: models.folder().config.encoder_version)
        self._words = Words(self._children)
        self._searching = Searching(catalogue, models, cache)
        self._teaching = Teaching(catalogue, models, device)
        self._adding = Adding(catalogue, models)

    @classmethod
    def open(
        cls,
        path: Place | None = None,
        *,
        create: bool = True,
        model: Place | None = None,
        device: str = "auto",
        processes: int | None = None,
        require_model: bool = True,
    ) -> Library:
        """Opens the library at `path`, by default the user's own; makes it when `create` allows.

        `model` goes before the version chosen for the library. `device` is "auto", "cpu", "cuda" or "mps";
        `processes` is how many children a scan uses, by default one a core. Raises LibraryNotFound, LibraryDamaged,
        LibraryTooNew, LibraryNotWritable; without `require_model` a missing model leaves the search by names.
        """
        named = Path(model).absolute() if model is not None else None
        opened = ModelFolder.open(named) if named and require_model else None
        catalogue = Catalogue.open(Path(path) if path is not None else paths.default_library(), create=create)
        try:
            models = Models(catalogue, named, opened)
            if require_model:
                models.folder()
        except BaseException:
            catalogue.close()
            raise
        return cls(catalogue, models, device, processes)

    def close(self) -> None:
        """Ends the child processes and lets the file go."""
        self._children.close()
        self._searching.close()
        self._kept_peaks.close()
        self._catalogue.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The library file."""
        return self._catalogue.path

    @property
    def model_name(self) -> str:
        """Name of the model in use; empty when there is none that works."""
        return "" if self._models.problem() else self._models.folder().config.name

    @property
    def model_problem(self) -> str:
        """What is wrong with the model, in a sentence; empty when it is well."""
        return self._models.problem()

    @property
    def model_lost(self) -> str:
        """A sentence when the version chosen for this library is gone and the factory model stands in; empty else."""
        return self._models.lost()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def search(self, query: Query | str, superseded: Callable[[], bool] = never) -> Answers:
        """Answers, best first. Raises UnreadableSound or QueryError when a clip is no sound or nothing is asked.

        Raises Cancelled once `superseded` tells that a newer question has come.
        """
        asked = Query(text=query) if isinstance(query, str) else query
        asked = replace(asked, clips=tuple(self._clips.located(clip) for clip in asked.clips))
        for _ in range(ATTEMPTS):
            with suppress(ModelSwitched):
                searcher = self._searching.searcher()
                answers = searcher.search(asked, self._heard(asked, searcher.reads_words), superseded)
                return answers if answers.hits else replace(answers, notice=answers.notice or self._searching.unheard())
        raise ModelSwitched("The model is being changed; ask again.")

    def _heard(self, asked: Query, reads_words: bool) -> Heard:
        clips, encoder = self._clips.vectors(asked.clips)
        texts = () if reads_words else texts_of(asked)
        if not texts:
            return Heard(encoder, clips)
        words, reader = self._words.vectors(texts, encoder or self._models.folder().config.encoder_version)
        if clips and reader != encoder:
            raise ModelSwitched("Another model reads now; ask again.")
        return Heard(reader, clips, words)

    def similar(self, *clips: Place | ClipRegion, limit: int | None = 200) -> Answers:
        """Sounds that are like all of the clips; the clips themselves are left out."""
        regions = tuple(clip if isinstance(clip, ClipRegion) else ClipRegion(str(clip)) for clip in clips)
        return self.search(Query(clips=regions, limit=limit))

    def thumbnails(self, ids: Sequence[int]) -> dict[int, Peaks]:
        """Small waveforms by sound id; sounds that have none yet are left out."""
        return self._waveforms.thumbnails(ids)

    def waveform(self, path: str, columns: int, start_s: float = 0.0, end_s: float | None = None) -> Peaks:
        """A part of a file, drawn in `columns` columns. UnreadableSound."""
        return self._waveforms.waveform(path, columns, start_s, end_s)

    def render_region(self, path: str, start_s: float, end_s: float, target_folder: Path | None = None) -> Path:
        """Writes a part of a file as a WAV at its own rate and depth; no file of the user's is touched."""
        return self._waveforms.region(path, start_s, end_s, target_folder)

    def doctor(self) -> list[Finding]:
        """Checks the catalogue, the index, the model and the devices; a damaged catalogue is not read further."""
        catalogue = doctor.catalogue_finding(self._catalogue)
        index = [doctor.index_finding(self._searching.searcher())] if catalogue.ok else []
        return [catalogue, *index, doctor.model_finding(self._models), *doctor.device_findings()]

    # ---- teaching ---------------------------------------------------------------------------------------------------

    def labels_in(self, file: Path) -> list[Label]:
        """Labels out of a CSV file of paths and labels. TuningError."""
        return read_labels(file, self.sound_at)

    def fine_tune(
        self,
        labels: Sequence[Label],
        report: Callable[[TuneStep], None] = lambda step: None,
        control: JobControl | None = None,
        corrections: Sequence[Correction] = (),
    ) -> TuneReport:
        """Trains a candidate version; nothing changes until it is kept. TuningError when there is too little to learn.

        Corrections are learned from beside the labels, or alone.
        """
        return self._teaching.fine_tune(labels, corrections, report, control or JobControl())

    def tune(self, labels: Sequence[Label] | None = None) -> TuneReport:
        """For scripts: learns the labels given, or those of tags and collections that have enough clips, and all
        corrections, and keeps what proves better."""
        chosen = [label for label in self.labels() if label.enough] if labels is None else labels
        done = self.fine_tune(chosen, corrections=self.corrections())
        if done.keep:
            self.keep(done.version)
        return done

    def versions(self) -> list[ModelVersion]:
        """The factory model, then those that were taught, oldest first."""
        return self._models.versions()

    def keep(self, version: str) -> None:
        """Searches with a candidate from now on."""
        self.switch(version)

    def discard(self, version: str, report: Report = quiet, control: JobControl | None = None) -> None:
        """Forgets a version; when it was in use the factory model goes on, as soon as it has heard everything."""
        found = self._teaching.version(version)
        if found.active:
            self.switch(self.versions()[0].version, report, control)
        self._teaching.discard(found)

    def switch(self, version: str, report: Report = quiet, control: JobControl | None = None) -> None:
        """Searches with another version, as soon as everything was listened to with its encoder.

        Until then the model before answers; stopped, it goes on from there the next time. Vectors are projected again,
        then the choice is written in one transaction.
        """
        found = self._teaching.version(version)
        model = self._models.open(Path(found.path))
        self._bring_over(model, report, control or JobControl())
        self._searching.use_model(model, lambda: self._models.choose(found))
        self._children.restart()

    def add_model(self, source: str, report: Report = quiet, control: JobControl | None = None) -> ModelVersion:
        """Makes a model available to `switch`: a folder, a repository of the Hugging Face hub, or "clap".

        Raises ModelNotFound or ModelDamaged, in a sentence, when it is no model that can be searched with.
        """
        return self._adding.add(source, report, control or JobControl())

    def bigger_model(self) -> BiggerModel:
        """The model that `add_model` is asked for as "clap", and what adding it takes on this computer."""
        return suggested()

    def unheard(self, version: str = "") -> int:
        """How many sounds were listened to with other encoders only than that of a version, or of the model in use."""
        if not version and self._models.problem():
            return 0
        model = self._models.open(Path(self._teaching.version(version).path)) if version else self._models.folder()
        return self._catalogue.count_unheard(model.config.encoder_version)


def open_library(path: Place, *, model: Place | None = None, create: bool = True) -> Library:
    """Opens a library for a script; use it as a context."""
    return Library.open(path, create=create, model=model)
