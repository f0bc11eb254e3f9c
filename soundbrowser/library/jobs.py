"""The jobs of a library: what takes its time, reports how far it is, and can be held and ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.thumbnails import Thumbnails
from soundbrowser.domain.progress import Progress, ScanSummary, Stage
from soundbrowser.library.bringing import Bringing
from soundbrowser.library.control import JobControl
from soundbrowser.library.listeners import listeners
from soundbrowser.library.models import Models
from soundbrowser.library.reporting import Report, quiet
from soundbrowser.library.scan import Scan
from soundbrowser.library.searching import Searching
from soundbrowser.library.targets import Target, require_folder, resolve
from soundbrowser.model.store import ModelFolder
from soundbrowser.workers.pool import Pool

Place = str | Path


class Jobs:
    """The part of the library that scans. One process at a time may scan a library: LibraryBusy."""

    _catalogue: Catalogue
    _models: Models
    _kept_peaks: Thumbnails
    _searching: Searching
    _device: str
    _processes: int | None

    def add_folder(self, path: Place, report: Report = quiet, control: JobControl | None = None) -> ScanSummary:
        """Takes in a folder with all below it, or what has changed in a known one. FolderNotFound."""
        return self.add_folders([path], report, control)

    def add_folders(
        self, folders: Sequence[Place], report: Report = quiet, control: JobControl | None = None
    ) -> ScanSummary:
        """The same for several: all are listed before the first is listened to."""
        known = self._catalogue.folders()
        for folder in folders:
            require_folder(known, folder)
        return self._scan(lambda: resolve(self._catalogue, folders), report, control)

    def rescan(
        self, folder_ids: Sequence[int] | None = None, report: Report = quiet, control: JobControl | None = None
    ) -> ScanSummary:
        """Takes in what has changed in some folders, or in all."""
        return self._scan(lambda: self._targets(folder_ids), report, control)

    def resume(self, report: Report = quiet, control: JobControl | None = None) -> ScanSummary:
        """Goes on with what a stopped job has left, without looking for changes."""
        return self._scan(lambda: self._targets(None), report, control, listing=False)

    def retry(self, sound_ids: Sequence[int], report: Report = quiet, control: JobControl | None = None) -> ScanSummary:
        """Tries unreadable and quarantined sounds again."""
        with self._catalogue.write() as writer:
            writer.retry(sound_ids)
        return self.resume(report, control)

    def update_index(self, report: Report = quiet, control: JobControl | None = None) -> None:
        """Takes in fresh vectors, and builds the index anew when there are enough; questions go on meanwhile."""
        job = control or JobControl()
        job.check()
        report(Progress(Stage.PROJECT, 0, None))
        searcher = self._searching.searcher()
        if searcher.wants_index():
            report(Progress(Stage.INDEX, 0, None))
            searcher.rebuild_index(lambda: job.cancelled)
        job.check()

    def backup(self) -> Path:
        """Makes a verified copy of the library beside it."""
        return self._catalogue.backup("by-hand")

    def _targets(self, folder_ids: Sequence[int] | None) -> list[Target]:
        chosen = [f for f in self._catalogue.folders() if folder_ids is None or f.id in folder_ids]
        return [Target(folder.path, folder) for folder in chosen]

    def _scan(
        self,
        targets: Callable[[], Iterable[Target]],
        report: Report,
        control: JobControl | None,
        *,
        listing: bool = True,
    ) -> ScanSummary:
        job = control or JobControl()
        model = self._models.folder()
        children = _Children(lambda: listeners(model, self._device, self._processes))
        scan = Scan(
            self._catalogue,
            self._kept_peaks,
            model.config.encoder_version,
            children.started,
            self._searching.take_in,
        )
        with self._catalogue.scan_lock():
            try:
                summary = scan.run(list(targets()), report, job, listing=listing)
            finally:
                children.close()
            if summary.embedded:
                self.update_index(report, job)
            self._catalogue.backup_weekly()
        return summary

    def _bring_over(self, model: ModelFolder, report: Report, job: JobControl) -> None:
        """Listens to what the encoder of `model` has not heard; questions meanwhile are answered as before."""
        if not self._catalogue.count_unheard(model.config.encoder_version):
            return
        children = _Children(lambda: listeners(model, self._device, self._processes))
        with self._catalogue.scan_lock():
            try:
                Bringing(self._catalogue, model.config.encoder_version).run(children.started, report, job)
            finally:
                children.close()


class _Children:
    """The child processes of one job, started when there is work for them."""

    def __init__(self, start: Callable[[], Pool]) -> None:
        self._start = start
        self._pool: Pool | None = None

    def started(self) -> Pool:
        """The same pool for all stages."""
        self._pool = self._pool or self._start()
        return self._pool

    def close(self) -> None:
        """Ends them."""
        if self._pool is not None:
            self._pool.close()
