"""Tasks that do to a child process what bad files do, in a module of their own so that a child can import it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.domain.tuning import TuneStep
from soundbrowser.workers import child
from soundbrowser.workers.messages import Outcome, Probed, TuneAdvanced


@dataclass(frozen=True, slots=True)
class Misdeed:
    """What the child is to do; unpickling it in the child also teaches the child how."""

    key: int
    path: str

    def __reduce__(self) -> tuple[Callable[[int, str], Misdeed], tuple[int, str]]:
        return learned, (self.key, self.path)


def learned(key: int, path: str) -> Misdeed:
    """A misdeed, in a process that now knows how to do it."""
    child._HANDLERS[Misdeed] = _do  # type: ignore[index]
    return Misdeed(key, path)


def _do(_child: object, task: Misdeed, report: Callable[[Outcome], None]) -> Outcome:
    deed, _, value = task.path.partition(" ")
    _DEEDS.get(deed, lambda _value: None)(value)
    for step in range(3 if deed == "steps" else 0):
        report(TuneAdvanced(task.key, TuneStep(step, 3, 0.5, 0.5)))
    return Probed(task.key, None, str(os.getpid()))  # type: ignore[arg-type]


def _hang(_value: str) -> None:
    while True:
        time.sleep(1)


def _swell(_value: str) -> None:
    held = [bytearray(os.urandom(1 << 20)) for _ in range(4000)]
    raise AssertionError(len(held))


def _fail(_value: str) -> None:
    raise ZeroDivisionError("by a broken header")


def wait_for_file(name: str) -> None:
    """Returns when there is such a file."""
    while not Path(name).exists():
        time.sleep(0.005)


def _hold(name: str) -> None:
    Path(name).touch()
    _hang("")


_DEEDS: dict[str, Callable[[str], None]] = {
    "crash": lambda _value: os.abort(),
    "exit": lambda _value: os._exit(3),
    "hang": _hang,
    "swell": _swell,
    "fail": _fail,
    "wait": wait_for_file,
    "hold": _hold,
}
