"""Short work away from the Qt thread: one function in, one answer back on the Qt thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

_T = TypeVar("_T")
_POOL = QThreadPool()
_POOL.setMaxThreadCount(2)


class Task(QObject):
    """One piece of work under way; lives on the Qt thread. `forget` drops its answer."""

    _answered = Signal(object, object)

    def __init__(
        self,
        owner: QObject,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._owner: QObject | None = owner
        self._done = done
        self._failed = failed
        self._answered.connect(self._deliver)
        _alive.add(self)

    def forget(self) -> None:
        """The answer is no longer wanted; work that has not begun is not done."""
        self._owner = None

    @property
    def wanted(self) -> bool:
        """False once it was forgotten."""
        return self._owner is not None

    @Slot(object, object)
    def _deliver(self, result: object, error: Exception | None) -> None:
        _alive.discard(self)
        if self._owner is None or not shiboken6.isValid(self._owner):
            return
        if error is not None:
            self._failed(error)
        else:
            self._done(result)


class _Run(QRunnable):
    def __init__(self, task: Task, work: Callable[[], object]) -> None:
        super().__init__()
        self._task = task
        self._work = work

    def run(self) -> None:
        if not self._task.wanted:
            self._task._answered.emit(None, None)
            return
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 -- handed to `failed`, which tells the user
            self._task._answered.emit(None, error)
        else:
            self._task._answered.emit(result, None)


_alive: set[Task] = set()


def run_in_background(
    owner: QObject,
    work: Callable[[], _T],
    done: Callable[[_T], None],
    failed: Callable[[Exception], None],
) -> Task:
    """Runs `work` on another thread; `done` or `failed` is called on the Qt thread, unless `owner` is gone by then."""
    task = Task(owner, done, failed)
    _POOL.start(_Run(task, work))
    return task


def wait_for_background(milliseconds: int) -> bool:
    """Waits until no work runs (when the window closes, and in tests); False when the time was too short."""
    return _POOL.waitForDone(milliseconds)
