"""The jobs that the window starts, and how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QObject, Signal

from soundbrowser.app import wording
from soundbrowser.app.threads import Job, JobThread, Report
from soundbrowser.domain.progress import Progress, ScanSummary
from soundbrowser.library import JobControl, Library


class Switched:
    """A job's result: another model searches now."""


class Jobs(QObject):
    """Owned by the window. `moved` says that the state below changed, `ended` that a job is over."""

    moved = Signal()
    ended = Signal(object)
    """The job's `ScanSummary`, or None."""
    switched = Signal()
    """Another model searches now."""
    failed = Signal(str, Exception)
    """Title and error."""
    busy_changed = Signal(bool)

    def __init__(self, library: Library, thread: JobThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thread = thread
        self.title = ""
        self.progress: Progress | None = None
        thread.started_job.connect(self._started)
        thread.progressed.connect(self._progressed)
        thread.finished_job.connect(self._finished)
        thread.failed_job.connect(self._failed)
        thread.idle.connect(self._idle)

    # Starting

    def add_folders(self, paths: Sequence[str]) -> None:
        """Adds folders to the library and listens to what is in them."""
        for path in paths:
            name = wording.printable(PurePath(path).name) or path
            self._submit(f"Listening to {name}", lambda r, c, p=path: self._library.add_folder(p, r, c))

    def rescan(self, folder_ids: Sequence[int] | None = None) -> None:
        """Looks for what changed in some folders, or in all."""
        self._submit("Looking for changes", lambda r, c: self._library.rescan(folder_ids, r, c))

    def resume(self) -> None:
        """Goes on with what the last time left."""
        self._submit("Going on listening", lambda r, c: self._library.resume(r, c))

    def retry(self, sound_ids: Sequence[int]) -> None:
        """Tries unreadable sounds again."""
        self._submit("Trying again", lambda r, c: self._library.retry(sound_ids, r, c))

    def switch(self, version: str) -> None:
        """Listens to the library with another model, and searches with it when that is done."""
        self._submit("Listening with another model", lambda r, c: self._switched(version, r, c))

    def remove_model(self, version: str) -> None:
        """Goes back to the factory model, which listens to what it has not heard, and forgets a version in use."""
        self._submit("Listening with the factory model", lambda r, c: self._removed(version, r, c))

    def _removed(self, version: str, report: Report, control: JobControl) -> Switched:
        self._library.discard(version, report, control)
        return Switched()

    def _switched(self, version: str, report: Report, control: JobControl) -> Switched:
        self._library.switch(version, report, control)
        return Switched()

    def _submit(self, title: str, work: object) -> None:
        self._thread.submit(Job(title, work))  # type: ignore[arg-type]
        self.moved.emit()

    # Holding

    @property
    def running(self) -> bool:
        """True while a job is under way or held."""
        return bool(self.title)

    @property
    def paused(self) -> bool:
        """True while jobs are held."""
        return self._thread.paused

    def waiting(self) -> list[str]:
        """Titles of the jobs that have not begun."""
        return [job.title for job in self._thread.waiting()]

    def toggle_pause(self) -> None:
        """Holds the jobs, or lets them go on."""
        if self._thread.paused:
            self._thread.resume()
        else:
            self._thread.pause()
        self.moved.emit()

    def cancel(self) -> None:
        """Ends the running job."""
        self._thread.cancel()

    # What the thread says

    def _started(self, job: Job) -> None:
        self.title, self.progress = job.title, None
        self.busy_changed.emit(True)
        self.moved.emit()

    def _progressed(self, _job: Job, progress: Progress) -> None:
        self.progress = progress
        self.moved.emit()

    def _finished(self, _job: Job, result: object) -> None:
        if isinstance(result, Switched):
            self.switched.emit()
        else:
            self.ended.emit(result if isinstance(result, ScanSummary) else None)

    def _failed(self, job: Job, error: Exception) -> None:
        self.failed.emit(job.title, error)

    def _idle(self) -> None:
        if self.title:
            self.title, self.progress = "", None
            self.busy_changed.emit(False)
            self.moved.emit()


def summary_sentence(summary: ScanSummary) -> str:
    """What a scan did, in one line: 2,345 added, 3 moved."""
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (summary.added, "added"),
            (summary.changed, "changed"),
            (summary.moved, "moved"),
            (summary.removed, "gone"),
            (summary.offline, "offline"),
            (summary.failed + len(summary.met), "unreadable"),
        )
        if number
    ]
    return ", ".join(parts) or "Nothing had changed"
