"""Single questions to child processes while somebody waits: one answer each, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from soundbrowser.domain.errors import Cancelled, ModelDamaged, QueryError, UnreadableSound
from soundbrowser.library.listeners import listeners
from soundbrowser.library.models import Models
from soundbrowser.workers.messages import ClipTask, Failed, FailureKind, Outcome, Task, WordsTask
from soundbrowser.workers.pool import Pool


class Interactive:
    """Two children, one for questions and one for waveforms, so that a question waits for no scan and no drawing."""

    def __init__(self, models: Models, device: str) -> None:
        """Nothing starts before the first question."""
        self._models = models
        self._device = device
        self._pools: dict[bool, Pool] = {}
        self._listens_with = Path()
        self._lock = Lock()
        self._closed = False

    def ask(self, task: Task) -> Outcome:
        """Waits for the answer; raises UnreadableSound for the file's fault, QueryError for the question's.

        Raises Cancelled when the children are ended meanwhile, and for every question after `close`.
        """
        pool = self._listener() if isinstance(task, ClipTask | WordsTask) else self._drawer()
        answer = pool.ask(task)
        if not isinstance(answer, Failed):
            return answer
        if answer.kind is FailureKind.MODEL:
            raise ModelDamaged(answer.reason)
        if answer.kind is FailureKind.REFUSED:
            raise QueryError(answer.reason)
        raise UnreadableSound(answer.path, answer.reason)

    def restart(self) -> None:
        """Ends the children; the next question starts others, with the model that is then in use."""
        self._end(for_good=False)

    def close(self) -> None:
        """Ends the children for good; a question that was still waiting in another thread starts none."""
        self._end(for_good=True)

    def _end(self, *, for_good: bool) -> None:
        with self._lock:
            self._closed = self._closed or for_good
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _listener(self) -> Pool:
        """With the model in use: another process may have switched the library to another one since."""
        model = self._models.folder()
        with self._lock:
            stale = self._pools.pop(True, None) if model.path != self._listens_with else None
            self._listens_with = model.path
        if stale is not None:
            stale.close()
        return self._pool(True, lambda: listeners(model, self._device, 1))

    def _drawer(self) -> Pool:
        return self._pool(False, lambda: Pool(self._models.path(), processes=1, device="cpu"))

    def _pool(self, listens: bool, start: Callable[[], Pool]) -> Pool:
        with self._lock:
            if self._closed:
                raise Cancelled("The question was dropped; the library was closed.")
            if listens not in self._pools:
                self._pools[listens] = start()
            return self._pools[listens]
