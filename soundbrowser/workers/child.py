"""The child process: takes tasks from a pipe, answers each, and ends when its parent does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound, SoundbrowserError, UnreadableSound
from soundbrowser.workers.memory import resident_mb, restrict
from soundbrowser.workers.messages import (
    ClipEmbedded,
    ClipTask,
    Embedded,
    EmbedTask,
    Failed,
    FailureKind,
    Outcome,
    Probed,
    ProbeTask,
    RegionTask,
    RegionWritten,
    Task,
    TuneAdvanced,
    Tuned,
    TuneTask,
    Waveform,
    WaveformTask,
)

if TYPE_CHECKING:
    pass

EXIT_TOO_BIG = 77
TOO_BIG = "It needs more memory than is allowed for one file."
Handler = Callable[["Child", Task, Callable[[Outcome], None]], Outcome]


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """What a child is told when it starts."""

    model: str
    device: str
    memory_limit_mb: int


class Child:
    """Does tasks; the model is opened when the first task needs it, and kept."""

    def __init__(self, settings: ChildSettings) -> None:
        self._settings = settings

    @cached_property
    def embedder(self):  # type: ignore[no-untyped-def]
        """The model's ear."""
        from soundbrowser.model.embed import open_embedder
        from soundbrowser.model.store import ModelFolder

        return open_embedder(ModelFolder.open(Path(self._settings.model)), self._settings.device)

    def answer(self, task: Task, report: Callable[[Outcome], None]) -> Outcome:
        """The outcome of a task; what goes wrong with a file is an outcome too."""
        try:
            return _HANDLERS[type(task)](self, task, report)
        except UnreadableSound as error:
            return Failed(task.key, task.path, error.reason, FailureKind.UNREADABLE)
        except (ModelNotFound, ModelDamaged) as error:
            return Failed(task.key, task.path, str(error), FailureKind.MODEL)
        except SoundbrowserError as error:
            return Failed(task.key, task.path, str(error), FailureKind.REFUSED)
        except MemoryError:
            return Failed(task.key, task.path, TOO_BIG, FailureKind.TOO_BIG)
        except OSError as error:
            reason = f"The system could not read or write it ({error.strerror or error})."
            return Failed(task.key, task.path, reason, FailureKind.UNREADABLE)
        except Exception as error:  # noqa: BLE001 -- whatever a file's bytes provoke costs this file alone
            reason = f"The decoder failed on it ({type(error).__name__}: {error})."
            return Failed(task.key, task.path, reason, FailureKind.CRASHED)


def serve(tasks: Connection, outcomes: Connection, settings: ChildSettings) -> None:
    """Runs in the child until its parent closes the pipe or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _silence()
    if settings.device == "cpu":
        restrict(settings.memory_limit_mb)
    threading.Thread(target=_watch, args=(settings.memory_limit_mb,), daemon=True).start()
    child = Child(settings)
    try:
        while True:
            outcomes.send(child.answer(tasks.recv(), outcomes.send))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _silence() -> None:
    """Decoders print warnings of their own; a terminal shows our sentences only."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 -- for as long as the process lives


def _watch(memory_limit_mb: int) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    while not wait([parent.sentinel], timeout=0.1):
        if resident_mb() > memory_limit_mb:
            os._exit(EXIT_TOO_BIG)
    os._exit(0)


def _probe(_child: Child, task: Task, _report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.audio.probe import fingerprint, probe

    assert isinstance(task, ProbeTask)
    return Probed(task.key, probe(task.path), fingerprint(task.path))


def _embed(child: Child, task: Task, _report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.workers.listening import listen

    assert isinstance(task, EmbedTask)
    heard = listen(task.path, child.embedder)
    return Embedded(task.key, heard.header, heard.fingerprint, heard.vectors, heard.thumbnail)


def _embed_clips(child: Child, task: Task, _report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.workers.listening import listen_to_region

    assert isinstance(task, ClipTask)
    return ClipEmbedded(task.key, tuple(listen_to_region(region, child.embedder) for region in task.regions))


def _draw(_child: Child, task: Task, _report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.audio.peaks import peaks_of_file

    assert isinstance(task, WaveformTask)
    return Waveform(task.key, peaks_of_file(task.path, task.columns, task.start_s, task.end_s))


def _write_region(_child: Child, task: Task, _report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.audio.region import write_region

    assert isinstance(task, RegionTask)
    return RegionWritten(task.key, str(write_region(task.path, task.start_s, task.end_s, Path(task.target))))


def _tune(_child: Child, task: Task, report: Callable[[Outcome], None]) -> Outcome:
    from soundbrowser.model.finetune import fine_tune
    from soundbrowser.model.store import ModelFolder

    assert isinstance(task, TuneTask)
    folder = ModelFolder.open(Path(task.model))
    done = fine_tune(folder, task.examples, Path(task.output), lambda step: report(TuneAdvanced(task.key, step)))
    return Tuned(task.key, done)


_HANDLERS: dict[type[Task], Handler] = {
    ProbeTask: _probe,
    EmbedTask: _embed,
    ClipTask: _embed_clips,
    WaveformTask: _draw,
    RegionTask: _write_region,
    TuneTask: _tune,
}
