"""The window's two threads: one does jobs in turn, one answers queries; both talk by signals with plain values."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal

from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.progress import Progress
from soundbrowser.library import JobControl

REPORT_EVERY_S = 0.1
"""More reports a second than this tell the eye nothing."""

Report = Callable[[Progress], None]


@dataclass(frozen=True, eq=False)
class Job:
    """A piece of work that takes its time, can be paused, and can be done again after a stop."""

    title: str
    """What is being done, such as “Listening to Foley”."""
    work: Callable[[Report, JobControl], object]
    """Returns what was done (a `ScanSummary` where the job is a scan)."""


class JobThread(QThread):
    """Does the jobs one after the other. Owned by the window, which calls `stop` before it closes."""

    started_job = Signal(Job)
    progressed = Signal(Job, Progress)
    finished_job = Signal(Job, object)
    failed_job = Signal(Job, Exception)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobs")
        self._turn = Condition()
        self._waiting: deque[Job] = deque()
        self._control: JobControl | None = None
        self._paused = False
        self._stopping = False
        self._last_report = 0.0

    def submit(self, job: Job) -> None:
        """Puts a job at the end of the queue."""
        with self._turn:
            self._waiting.append(job)
            self._turn.notify()

    def waiting(self) -> tuple[Job, ...]:
        """The jobs that have not begun."""
        with self._turn:
            return tuple(self._waiting)

    @property
    def paused(self) -> bool:
        """True while jobs are held."""
        return self._paused

    def pause(self) -> None:
        """Holds the running job and those after it."""
        with self._turn:
            self._paused = True
            if self._control:
                self._control.pause()

    def resume(self) -> None:
        """Lets the jobs go on."""
        with self._turn:
            self._paused = False
            if self._control:
                self._control.resume()

    def cancel(self) -> None:
        """Ends the running job; what it has done is kept."""
        with self._turn:
            if self._control:
                self._control.cancel()

    def stop(self) -> None:
        """Ends the running job, drops those that wait, and returns when the thread is gone."""
        with self._turn:
            self._stopping = True
            self._waiting.clear()
            if self._control:
                self._control.cancel()
                self._control.resume()
            self._turn.notify()
        self.wait()

    def run(self) -> None:
        while (job := self._next()) is not None:
            self._do(job)

    def _next(self) -> Job | None:
        with self._turn:
            if not self._waiting and not self._stopping:
                self.idle.emit()
            while not self._waiting and not self._stopping:
                self._turn.wait()
            if self._stopping:
                return None
            self._control = JobControl()
            if self._paused:
                self._control.pause()
            return self._waiting.popleft()

    def _do(self, job: Job) -> None:
        control = self._control
        assert control is not None
        self._last_report = 0.0
        self.started_job.emit(job)
        try:
            result = job.work(lambda progress: self._report(job, progress), control)
        except Cancelled:
            self.finished_job.emit(job, None)
        except Exception as error:  # noqa: BLE001 -- handed to the window, which tells the user
            self.failed_job.emit(job, error)
        else:
            self.finished_job.emit(job, result)
        with self._turn:
            self._control = None

    def _report(self, job: Job, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last_report >= REPORT_EVERY_S or progress.done == progress.total:
            self._last_report = now
            self.progressed.emit(job, progress)


class QueryThread(QThread):
    """Answers questions; of those that wait only the newest is kept. Owned by the window."""

    answered = Signal(int, object)
    """The question's number, and what its function returned."""
    failed = Signal(int, Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queries")
        self._turn = Condition()
        self._newest: tuple[int, Callable[[], object]] | None = None
        self._asked = 0
        self._stopping = False

    def ask(self, question: Callable[[], object]) -> int:
        """Puts a question in place of the one that waits; returns its number."""
        with self._turn:
            self._asked += 1
            self._newest = (self._asked, question)
            self._turn.notify()
            return self._asked

    def superseded(self) -> bool:
        """True once the running question's answer will not be wanted: a newer one waits, or the window closes."""
        return self._newest is not None or self._stopping

    def stop(self) -> None:
        """Lets the running question end, drops the waiting one, and returns when the thread is gone."""
        with self._turn:
            self._stopping = True
            self._turn.notify()
        self.wait()

    def run(self) -> None:
        while (asked := self._next()) is not None:
            number, question = asked
            try:
                answer = question()
            except Cancelled:
                continue
            except Exception as error:  # noqa: BLE001 -- handed to the window, which reports it
                self.failed.emit(number, error)
            else:
                self.answered.emit(number, answer)

    def _next(self) -> tuple[int, Callable[[], object]] | None:
        with self._turn:
            while self._newest is None and not self._stopping:
                self._turn.wait()
            asked, self._newest = self._newest, None
            return None if self._stopping else asked
