"""Child processes kept warm; one that crashes, stalls or swells costs the file it was at, and is replaced."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from pathlib import Path

from soundbrowser.domain.errors import Cancelled, ProcessesFailed
from soundbrowser.workers.child import ChildSettings
from soundbrowser.workers.handle import Handle
from soundbrowser.workers.limits import ahead
from soundbrowser.workers.messages import Failed, Outcome, Task

LOOK_S = 0.2
"""How often the time limits and the wish to stop are looked at."""
CLOSING_S = 1.0
"""How long closing waits for a run in another thread to notice; one whose reader went away never does."""
MOST_FAILED_STARTS = 3
MOST_ON_GPU = 4
"""Children that share a GPU; each holds its own copy of the network and of the driver's context."""


def never() -> bool:
    """Nobody wishes to stop."""
    return False


class Pool:
    """Runs tasks in spawned processes. One `run` at a time; others wait for it."""

    def __init__(
        self,
        model: Path,
        *,
        processes: int | None = None,
        device: str = "auto",
        time_limit_s: float = 60.0,
        memory_limit_mb: int = 2048,
    ) -> None:
        """Starts nothing yet. `processes` None takes all cores, or a few on a GPU."""
        self._settings = ChildSettings(str(model), _settled(device), memory_limit_mb, time_limit_s)
        most = (os.cpu_count() or 1) if self._settings.device == "cpu" else min(os.cpu_count() or 1, MOST_ON_GPU)
        self._most = max(1, processes or most)
        self._failed_starts = 0
        self._children: list[Handle] = []
        self._lock = threading.RLock()
        self._closed = False

    def ask(self, task: Task) -> Outcome:
        """Does one task and waits for it; a fine-tuning's steps are left out. Raises Cancelled when it is closed."""
        outcomes = list(self.run([task]))
        if not outcomes:
            raise Cancelled("The question was dropped; what should have answered it was closed.")
        return outcomes[-1]

    def run(self, tasks: Iterable[Task], cancelled: Callable[[], bool] = never) -> Iterator[Outcome]:
        """Outcomes as they come, in no order. Ends early once `cancelled`, looked at several times a second.

        What the children were at is dropped when the iteration ends early. Raises ProcessesFailed when no child starts.
        """
        with self._lock:
            queue = _Queue(tasks)
            try:
                while not (self._closed or cancelled()) and self._feed(queue):
                    yield from self._gather(queue)
            finally:
                self._drop_busy()

    def close(self) -> None:
        """Ends the children, whatever they are at; a `run` in another thread ends with them."""
        self._closed = True
        children = list(self._children)
        for child in children:
            child.kill()
        running_ended = self._lock.acquire(timeout=CLOSING_S)
        for child in children:
            child.end()
        if running_ended:
            self._children.clear()
            self._lock.release()

    def _feed(self, queue: _Queue) -> bool:
        """Hands out tasks; False when there is nothing to do and nothing in hand."""
        for lost in [child for child in self._children if child.has_ended_idle()]:
            lost.end()
            self._children.remove(lost)
        while queue and (child := self._free(queue.first())) is not None:
            child.give(queue.pop())
        return bool(queue) or any(child.held for child in self._children)

    def _free(self, task: Task) -> Handle | None:
        best = min(self._children, key=lambda child: len(child.held), default=None)
        if best is not None and not best.held:
            return best
        if len(self._children) < self._most:
            self._children.append(Handle(self._settings))
            return self._children[-1]
        return best if best is not None and len(best.held) < ahead(task) else None

    def _gather(self, queue: _Queue) -> Iterator[Outcome]:
        busy = [child for child in self._children if child.held]
        ready = wait([child.outcomes for child in busy], timeout=LOOK_S)
        for child in [child for child in busy if child.outcomes in ready]:
            try:
                outcome = child.receive()
            except (EOFError, OSError):
                yield from self._bury(child, queue)
                continue
            self._failed_starts = 0
            if outcome is not None:
                yield outcome
        for child in [child for child in self._children if child.is_late(time.monotonic())]:
            child.timed_out = True
            yield from self._bury(child, queue)

    def _bury(self, child: Handle, queue: _Queue) -> Iterator[Outcome]:
        """Replaces a lost child: the task it was at failed, those it held ahead go back to the queue."""
        child.end()
        if child in self._children:
            self._children.remove(child)
        if self._closed or not child.held:
            return
        if not child.started:
            self._note_failed_start(child)
            queue.put_back(child.held)
            return
        victim, *rest = child.held
        queue.put_back(rest)
        kind, reason = child.cause_of_death()
        yield Failed(victim.key, victim.path, reason, kind)

    def _note_failed_start(self, child: Handle) -> None:
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise ProcessesFailed(f"The processes that listen to sounds do not start here: {child.ending()}.")

    def _drop_busy(self) -> None:
        for child in [child for child in self._children if child.held]:
            child.end()
            self._children.remove(child)


class _Queue:
    """Tasks not yet handed out, drawn from the caller's iterable only as they are needed."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._more = iter(tasks)
        self._next: deque[Task] = deque()

    def __bool__(self) -> bool:
        if not self._next:
            self._next.extend(task for task in [next(self._more, None)] if task is not None)
        return bool(self._next)

    def first(self) -> Task:
        return self._next[0]

    def pop(self) -> Task:
        return self._next.popleft()

    def put_back(self, tasks: Iterable[Task]) -> None:
        self._next.extendleft(reversed(list(tasks)))


def _settled(device: str) -> str:
    """ "auto" becomes "cpu" where no driver is there; whether a driver works is the child's to find out."""
    if device != "auto":
        return device
    from soundbrowser.model.devices import gpu_may_be_there

    return "auto" if gpu_may_be_there() else "cpu"
