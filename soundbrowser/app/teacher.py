"""Teaching the model away from the Qt thread: one training or switch at a time, watched by whoever is interested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from soundbrowser.domain.errors import Cancelled, SoundbrowserError
from soundbrowser.domain.sound import Collection, Sound
from soundbrowser.domain.tuning import Correction, Label, ModelVersion, TuneReport, TuneStep
from soundbrowser.library import JobControl


class TeachingLibrary(Protocol):
    """What can be taught: `soundbrowser.library.Library`."""

    def labels(self) -> list[Label]: ...
    def collections(self) -> list[Collection]: ...
    def corrections(self) -> list[Correction]: ...
    def sounds(self, ids: Sequence[int]) -> list[Sound]: ...
    def forget_corrections(self, question: str, ids: Sequence[int]) -> None: ...
    def versions(self) -> list[ModelVersion]: ...
    def fine_tune(
        self,
        labels: Sequence[Label],
        report: Callable[[TuneStep], None],
        control: JobControl | None,
        corrections: Sequence[Correction],
    ) -> TuneReport: ...
    def keep(self, version: str) -> None: ...
    def discard(self, version: str) -> None: ...
    def switch(self, version: str) -> None: ...
    def unheard(self, version: str) -> int: ...


class Phase(Enum):
    """What the teacher is at."""

    IDLE = auto()
    TRAINING = auto()
    TRAINED = auto()
    """A candidate waits for a decision."""
    APPLYING = auto()
    """Another model is being put to use, or a version removed."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A question whose answers were corrected."""

    words: str
    corrections: tuple[Correction, ...]
    names: tuple[str, ...]
    """The sounds' file names."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be learned from, and which models there are."""

    labels: tuple[Label, ...]
    collections: frozenset[str]
    """Names of labels that are collections; the others are tags."""
    corrected: tuple[Corrected, ...]
    versions: tuple[ModelVersion, ...]


class Teacher(QObject):
    """Owned by the window, so that a training outlives its dialog; `close` before the window goes.

    Signals: `offered` (Offer), `phase_changed`, `stepped` (TuneStep), `trained` (TuneReport), `model_changed`,
    `forgotten` (a correction was), `failed` (a sentence).
    """

    offered = Signal(object)
    phase_changed = Signal()
    stepped = Signal(object)
    trained = Signal(object)
    model_changed = Signal()
    listening_wanted = Signal(str)
    """A version (a model with an encoder of its own) that a job should switch to."""
    removal_wanted = Signal(str)
    """A version in use; the factory model has sounds to hear before a job can remove it."""
    forgotten = Signal()
    failed = Signal(str)
    _answered = Signal(object, object)
    _stepped = Signal(object)

    def __init__(self, library: TeachingLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="teaching")
        self._closed = False
        self._control: JobControl | None = None
        self.phase = Phase.IDLE
        self.steps: list[TuneStep] = []
        self.labels: tuple[Label, ...] = ()
        self.corrections: tuple[Correction, ...] = ()
        """What the running or the last training learns from, beside the labels."""
        self.report: TuneReport | None = None
        self._answered.connect(self._on_answer)
        self._stepped.connect(self._on_step)

    # -- verbs --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads what there is to learn from; `offered` answers."""
        self._do(self._read_offer, self.offered.emit)

    def train(self, labels: Sequence[Label], corrections: Sequence[Correction] = ()) -> None:
        """Begins a training on these labels and corrections."""
        control = self._control = JobControl()
        self.labels, self.corrections, self.report = tuple(labels), tuple(corrections), None
        self.steps.clear()
        self._enter(Phase.TRAINING)
        self._do(lambda: self._library.fine_tune(labels, self._stepped.emit, control, corrections), self._on_trained)

    def forget(self, correction: Correction) -> None:
        """Takes a correction back; `forgotten` and `offered` answer."""
        self._do(lambda: self._library.forget_corrections(correction.text, [correction.sound_id]), self._on_forgotten)

    def stop(self) -> None:
        """Ends the running training; nothing is changed by it."""
        if self._control is not None:
            self._control.cancel()

    def keep(self) -> None:
        """Searches with the candidate from now on."""
        if self.report is not None:
            version = self.report.version
            self._apply(lambda: self._library.keep(version))

    def discard(self) -> None:
        """Forgets the candidate."""
        if self.report is not None:
            self.remove(self.report.version)

    def switch(self, version: str) -> None:
        """Searches with another version; `listening_wanted` when sounds must be listened to with it before."""
        self._enter(Phase.APPLYING)
        self._do(lambda: self._switched(version), lambda waits: self._on_applied_or(waits, self.listening_wanted))

    def remove(self, version: str) -> None:
        """Forgets a version; `removal_wanted` when the factory model must listen to sounds before."""
        self._enter(Phase.APPLYING)
        self._do(lambda: self._removed(version), lambda waits: self._on_applied_or(waits, self.removal_wanted))

    def close(self) -> None:
        """Ends whatever runs and waits for it; what is asked for afterwards is not done."""
        self._closed = True
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    # -- between the threads ------------------------------------------------------------------------------------

    def _read_offer(self) -> Offer:
        collections = frozenset(collection.name for collection in self._library.collections())
        labels, versions = tuple(self._library.labels()), tuple(self._library.versions())
        return Offer(labels, collections, tuple(self._corrected()), versions)

    def _corrected(self) -> Iterator[Corrected]:
        said = self._library.corrections()
        names = {sound.id: sound.name for sound in self._library.sounds([one.sound_id for one in said])}
        for words in dict.fromkeys(one.text for one in said):
            its = tuple(one for one in said if one.text == words)
            yield Corrected(words, its, tuple(names[one.sound_id] for one in its))

    def _apply(self, change: Callable[[], None]) -> None:
        self._enter(Phase.APPLYING)
        self._do(change, lambda _none: self._on_applied())

    def _switched(self, version: str) -> str:
        """Switches, or says which version has to listen first."""
        if self._library.unheard(version):
            return version
        self._library.switch(version)
        return ""

    def _removed(self, version: str) -> str:
        """Removes, or says which version is in use and has heard what the factory model has not."""
        known = self._library.versions()
        if any(one.version == version and one.active for one in known) and self._library.unheard(known[0].version):
            return version
        self._library.discard(version)
        return ""

    def _on_applied_or(self, waits: object, wanted: SignalInstance) -> None:
        if not waits:
            return self._on_applied()
        self._enter(Phase.IDLE)
        return wanted.emit(waits)

    def _do(self, work: Callable[[], object], done: Callable[[object], object]) -> None:
        if self._closed:  # an answer, the teacher's own or another's, came while the window closed
            return
        self._thread.submit(work).add_done_callback(lambda future: self._report_back(future, done))

    def _report_back(self, future: Future[object], done: Callable[[object], object]) -> None:
        if not future.cancelled():
            self._answered.emit(future, done)

    def _on_answer(self, future: Future[object], done: Callable[[object], object]) -> None:
        error = future.exception()
        if error is None:
            done(future.result())
            return
        if self.phase is not Phase.IDLE:
            self._enter(Phase.TRAINED if self.phase is Phase.APPLYING and self.report else Phase.IDLE)
        if isinstance(error, SoundbrowserError | OSError):
            if not isinstance(error, Cancelled):
                self.failed.emit(str(error))
        else:
            raise error

    def _on_step(self, step: TuneStep) -> None:
        self.steps.append(step)
        self.stepped.emit(step)

    def _on_trained(self, report: object) -> None:
        assert isinstance(report, TuneReport)
        self.report = report
        self._enter(Phase.TRAINED)
        self.trained.emit(report)

    def _on_forgotten(self, _nothing: object) -> None:
        self.forgotten.emit()
        self.load()

    def _on_applied(self) -> None:
        self.report = None
        self._enter(Phase.IDLE)
        self.model_changed.emit()
        self.load()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.phase_changed.emit()
