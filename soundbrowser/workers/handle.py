"""A child process as its parent holds it: its pipes, what it was given, and how it ended."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from soundbrowser.workers.child import EXIT_TOO_BIG, TOO_BIG, ChildSettings, serve
from soundbrowser.workers.limits import seconds_for
from soundbrowser.workers.messages import AddAdvanced, Alive, FailureKind, Outcome, Task, TuneAdvanced

_SPAWN = multiprocessing.get_context("spawn")
GRACE_S = 0.5
STARTING_S = 60.0
"""A first start from a slow disk, before any task begins."""
_starting = threading.Lock()


class Handle:
    """A running child. The parent's copies of the child's pipe ends are closed, so that an end of file means death."""

    def __init__(self, settings: ChildSettings) -> None:
        task_reader, self._tasks = _SPAWN.Pipe(duplex=False)
        self.outcomes, outcome_writer = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(
            target=serve, args=(task_reader, outcome_writer, settings), name="soundbrowser listener", daemon=True
        )
        with _interrupts_blocked(), _without_main():
            self._process.start()
        task_reader.close()
        outcome_writer.close()
        self.held: deque[Task] = deque()
        self.deadline = 0.0
        self.timed_out = False
        self.started = False
        """True once it took up its work; one that ends before that had no file to blame."""
        self._least_s = settings.time_limit_s
        self._exit_code: int | None = None
        self._ending = threading.Lock()

    def give(self, task: Task) -> None:
        """Hands a task over; its time runs once those before it are done."""
        self.held.append(task)
        if len(self.held) == 1:
            self._begin_anew()
        try:
            self._tasks.send(task)
        except OSError:
            return  # it died; the parent hears of that on the other pipe

    def receive(self) -> Outcome | None:
        """The next outcome, None for a sign of life; raises EOFError when the child is gone."""
        message: Outcome | Alive = self.outcomes.recv()
        if isinstance(message, Alive):
            self.started = True
        elif not isinstance(message, TuneAdvanced | AddAdvanced):
            self.held.popleft()
        self._begin_anew()
        return None if isinstance(message, Alive) else message

    def _begin_anew(self) -> None:
        if self.held:
            starting = 0.0 if self.started else STARTING_S
            self.deadline = time.monotonic() + starting + seconds_for(self.held[0], self._least_s)

    def is_late(self, now: float) -> bool:
        """True when its time is up and it has not answered; the asker may have been away for longer than it took."""
        return self._exit_code is None and bool(self.held) and now > self.deadline and not self.outcomes.poll()

    def has_ended_idle(self) -> bool:
        """True when it ended without having been given anything, as when the system needed its memory."""
        with self._ending:
            return self._exit_code is None and not self.held and not self._process.is_alive()

    def kill(self) -> None:
        """Stops the child and leaves its pipes to whoever reads them; any thread may call it."""
        with self._ending:
            if self._exit_code is None:
                self._process.kill()

    def end(self) -> None:
        """Ends the child at once and forgets it; of two threads the second one waits for the first."""
        with self._ending:
            if self._exit_code is None:
                self._end()

    def _end(self) -> None:
        self._tasks.close()
        if not self.timed_out:
            self._process.join(GRACE_S if not self.held else 0.05)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
            self._exit_code = -int(getattr(signal, "SIGKILL", 9))
        else:
            self._exit_code = self._process.exitcode or 0
        self.outcomes.close()
        self._process.close()

    def cause_of_death(self) -> tuple[FailureKind, str]:
        """Why the child was lost, as a kind and a sentence for the user."""
        if self.timed_out:
            return FailureKind.TIMED_OUT, "The decoder got stuck on it and was stopped."
        if self._exit_code == EXIT_TOO_BIG:
            return FailureKind.TOO_BIG, TOO_BIG
        return FailureKind.CRASHED, f"The decoder crashed on it ({self.ending()})."

    def ending(self) -> str:
        """How it ended, in a few words."""
        if self.timed_out:
            return "no answer"
        return _exit_words(self._exit_code or 0)


def _exit_words(code: int) -> str:
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """A Ctrl-C goes to the whole process group; a child that is just starting must inherit that it is not meant."""
    if sys.platform == "win32":
        yield
    else:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned child would import the parent's main script again, and run one that guards nothing."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
