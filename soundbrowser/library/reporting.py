"""Turns single steps of a job into reports with a rate and the time left, not too many a second."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from soundbrowser.domain.progress import Progress, Stage

Report = Callable[[Progress], None]

WINDOW_S = 5.0
"""The rate is that of the last seconds, so that it follows a drive that gets slower."""
EVERY_S = 0.1


def quiet(progress: Progress) -> None:
    """Reports to nobody."""


class Reporter:
    """Counts the steps of one stage."""

    def __init__(
        self, report: Report, stage: Stage, total: int | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._stage = stage
        self._total = total
        self._clock = clock
        self._done = 0
        self._marks = deque([(clock(), 0)])
        self._said = -EVERY_S
        self._say("")

    def step(self, current: str = "", count: int = 1) -> None:
        """`count` more are done; `current` is the file at hand."""
        self._done += count
        now = self._clock()
        if now - self._said >= EVERY_S or self._done == self._total:
            self._mark(now)
            self._say(current)

    def finish(self) -> None:
        """The stage is over: as many as were done were all."""
        self._total = self._done
        self._say("")

    def _mark(self, now: float) -> None:
        self._marks.append((now, self._done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW_S:
            self._marks.popleft()

    def _say(self, current: str) -> None:
        self._said = self._clock()
        rate = self._rate()
        left = (self._total - self._done) / rate if self._total is not None and rate > 0 else None
        self._report(Progress(self._stage, self._done, self._total, rate, left, current))

    def _rate(self) -> float:
        (began, before), (ended, after) = self._marks[0], self._marks[-1]
        return (after - before) / (ended - began) if ended > began else 0.0
