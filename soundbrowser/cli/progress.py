"""Progress on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TextIO

from tqdm import tqdm

from soundbrowser.cli.texts import clock
from soundbrowser.domain.progress import Progress, Stage

EVERY_S = 10.0
UNITS = {Stage.FETCH: " MB", Stage.TUNE: " steps"}
"""Of what is counted, where it is no sounds."""
WIDTH, HEIGHT = 80, 24
"""Size of a terminal that does not say how large it is."""


class Shown:
    """Shows the reports of a job; as a context it clears up after itself."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._stage: Stage | None = None
        self._bar: tqdm[None] | None = None
        self._said = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """One report."""
        if self._stream.isatty():
            self._draw(progress)
        elif time.monotonic() - self._said >= EVERY_S:
            self._said = time.monotonic()
            print(line(progress), file=self._stream, flush=True)

    def __enter__(self) -> Shown:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_bar()

    def _draw(self, progress: Progress) -> None:
        if progress.total is None and not progress.done:
            return
        if progress.stage is not self._stage:
            self._end_bar()
            self._stage = progress.stage
            self._bar = tqdm(
                desc=progress.stage.value,
                unit=UNITS.get(progress.stage, " sounds"),
                file=self._stream,
                ncols=os.get_terminal_size(self._stream.fileno()).columns or WIDTH,
                nrows=HEIGHT,
                mininterval=0,
                miniters=0,
            )
        assert self._bar is not None
        self._bar.total = progress.total
        self._bar.n = progress.done
        self._bar.refresh()

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def line(progress: Progress) -> str:
    """A report as one line of text."""
    done = f"{progress.done}" if progress.total is None else f"{progress.done} of {progress.total}"
    rate = f", {progress.rate:.0f} a second" if progress.rate else ""
    left = f", {clock(progress.seconds_left)} left" if progress.seconds_left else ""
    return f"{progress.stage.value}: {done}{rate}{left}"
