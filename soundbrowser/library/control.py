"""How a running job is held, let go on and ended from another thread."""

from __future__ import annotations

from threading import Event

from soundbrowser.domain.errors import Cancelled


class JobControl:
    """Handed to a job by whoever started it; any thread may call any method."""

    def __init__(self) -> None:
        self._going = Event()
        self._going.set()
        self._cancelled = Event()

    def pause(self) -> None:
        """Holds the job at its next step."""
        self._going.clear()

    def resume(self) -> None:
        """Lets a held job go on."""
        self._going.set()

    def cancel(self) -> None:
        """Ends the job at its next step, held or not; what it has committed is kept."""
        self._cancelled.set()
        self._going.set()

    @property
    def paused(self) -> bool:
        """True while the job is held."""
        return not self._going.is_set()

    @property
    def cancelled(self) -> bool:
        """True once the job is to end."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Called by the job at every step: waits while held, raises Cancelled when it is to end."""
        self._going.wait()
        if self._cancelled.is_set():
            raise Cancelled("The job was stopped; what it had done is kept.")
