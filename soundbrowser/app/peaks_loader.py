"""Fetches a sound's columns in the background: the stored thumbnail at once, the fine ones when they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from soundbrowser.app.background import Task, run_in_background
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.vectors import Peaks


class PeaksSource(Protocol):
    """What knows waveforms: `soundbrowser.library.Library`."""

    def thumbnails(self, ids: Sequence[int]) -> dict[int, Peaks]: ...
    def waveform(self, path: str, columns: int, start_s: float = 0, end_s: float | None = None) -> Peaks: ...


class PeaksLoader(QObject):
    """Answers for the sound asked about last, never for an older one.

    Signals: `coarse` (Peaks of the whole sound), `fine` (Peaks, Span), `failed` (a sentence).
    """

    coarse = Signal(object)
    fine = Signal(object, object)
    failed = Signal(str)

    def __init__(self, source: PeaksSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._coarse: Task | None = None
        self._fine: Task | None = None

    def forget(self) -> None:
        """Wants no answer any more."""
        for task in (self._coarse, self._fine):
            if task is not None:
                task.forget()
        self._coarse = self._fine = None

    def begin(self, sound: Sound) -> None:
        """Asks for another sound's thumbnail."""
        self.forget()
        self._coarse = run_in_background(
            self, lambda: self._source.thumbnails([sound.id]).get(sound.id), self._got_coarse, self._failed
        )

    def refine(self, sound: Sound, columns: int, span: Span) -> None:
        """Asks for the part `span` in `columns` columns; an older wish for a part is dropped."""
        if self._fine is not None:
            self._fine.forget()
        end = None if span.end_s >= sound.duration_s else span.end_s
        self._fine = run_in_background(
            self,
            lambda: self._source.waveform(sound.path, columns, span.start_s, end),
            lambda peaks: self._got_fine(peaks, span),
            self._failed,
        )

    def _got_coarse(self, peaks: Peaks | None) -> None:
        if peaks is not None:
            self.coarse.emit(peaks)

    def _got_fine(self, peaks: Peaks, span: Span) -> None:
        if self._coarse is not None:
            self._coarse.forget()
        self.fine.emit(peaks, span)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error))
