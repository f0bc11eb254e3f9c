"""Adding a bigger model away from the Qt thread: one at a time, watched by whoever is interested."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from soundbrowser.app.background import run_in_background
from soundbrowser.domain.errors import Cancelled, SoundbrowserError
from soundbrowser.domain.progress import Progress
from soundbrowser.domain.tuning import BiggerModel, ModelVersion
from soundbrowser.library import JobControl


class AddingLibrary(Protocol):
    """What models can be added to: `soundbrowser.library.Library`."""

    def bigger_model(self) -> BiggerModel: ...
    def add_model(
        self, source: str, report: Callable[[Progress], None], control: JobControl | None
    ) -> ModelVersion: ...


class Adder(QObject):
    """Owned by the window, so that a download outlives its dialog; `close` before the window goes.

    A download waits for no job: it has a thread of its own. Signals: `offered` (BiggerModel), `changed` (the state
    below), `added` (ModelVersion), `failed` (a sentence).
    """

    offered = Signal(object)
    changed = Signal()
    added = Signal(object)
    failed = Signal(str)
    _answered = Signal(object)
    _progressed = Signal(object)

    def __init__(self, library: AddingLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="adding")
        self._control: JobControl | None = None
        self.source = ""
        """What is being added, or was the last time."""
        self.progress: Progress | None = None
        self.version: ModelVersion | None = None
        """What the last one became, until it is dealt with."""
        self.error: Exception | None = None
        """Why the last one was not added, until it is dealt with; Cancelled when it was stopped."""
        self._answered.connect(self._on_answer)
        self._progressed.connect(self._on_progress)

    @property
    def running(self) -> bool:
        """True while a model is being added."""
        return self._control is not None

    @property
    def stopping(self) -> bool:
        """True from `stop` until it has ended."""
        return self._control is not None and self._control.cancelled

    def load(self) -> None:
        """Asks what is offered; `offered` answers."""
        run_in_background(self, self._library.bigger_model, self.offered.emit, _bug)

    def add(self, source: str) -> None:
        """Begins, or goes on with what was stopped; nothing while one is being added."""
        if self.running:
            return
        control = self._control = JobControl()
        self.source, self.progress, self.version, self.error = source, None, None, None
        self.changed.emit()
        future = self._thread.submit(lambda: self._library.add_model(source, self._progressed.emit, control))
        future.add_done_callback(self._report_back)

    def stop(self) -> None:
        """Ends it; what has been downloaded is kept, and `add` goes on from there."""
        if self._control is not None:
            self._control.cancel()
            self.changed.emit()

    def forget(self) -> None:
        """The user has seen how the last one ended."""
        self.version, self.error = None, None

    def close(self) -> None:
        """Ends whatever runs and waits for it."""
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    # -- between the threads ------------------------------------------------------------------------------------

    def _report_back(self, future: Future[ModelVersion]) -> None:
        if not future.cancelled():
            self._answered.emit(future)

    def _on_answer(self, future: Future[ModelVersion]) -> None:
        self._control = None
        error = future.exception()
        if error is None:
            self.version = future.result()
            self.changed.emit()
            self.added.emit(self.version)
        elif isinstance(error, SoundbrowserError | OSError):
            self.error = error
            self.changed.emit()
            if not isinstance(error, Cancelled):
                self.failed.emit(str(error))
        else:
            self.changed.emit()
            raise error

    def _on_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()


def _bug(error: Exception) -> None:
    raise error
