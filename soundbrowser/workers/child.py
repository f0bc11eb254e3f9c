"""The child process: takes tasks from a pipe, answers each, and ends when its parent does."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound, SoundbrowserError, UnreadableSound
from soundbrowser.workers.limits import seconds_for
from soundbrowser.workers.memory import resident_mb, restrict
from soundbrowser.workers.messages import (
    AddAdvanced,
    AddModelTask,
    Alive,
    ClipEmbedded,
    ClipTask,
    Compared,
    CompareTask,
    Embedded,
    EmbedTask,
    Failed,
    FailureKind,
    ModelAdded,
    Outcome,
    Printed,
    PrintTask,
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
    WordsEmbedded,
    WordsTask,
)

if TYPE_CHECKING:
    from soundbrowser.domain.tuning import TuneStep
    from soundbrowser.model.embed import Embedder

EXIT_TOO_BIG = 77
TOO_BIG = "It needs more memory than is allowed for one file."
LAST_RESORT_S = 30.0
"""A child that its parent could not stop in time stops itself this much later."""
Report = Callable[[Outcome | Alive], None]
Handler = Callable[["Child", Task, Report], Outcome]


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """What a child is told when it starts."""

    model: str
    device: str
    memory_limit_mb: int
    time_limit_s: float


class Child:
    """Does tasks; the model is opened when the first task needs it, and kept."""

    def __init__(self, settings: ChildSettings) -> None:
        self._settings = settings

    @cached_property
    def embedder(self) -> Embedder:
        """The model's ear. Raises ModelNotFound or ModelDamaged, whatever is wrong: no file is to blame."""
        from soundbrowser.model.embed import open_embedder
        from soundbrowser.model.store import ModelFolder

        folder = ModelFolder.open(Path(self._settings.model))
        try:
            return open_embedder(folder, self._settings.device)
        except SoundbrowserError:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise ModelDamaged(f"The model “{self._settings.model}” does not run on this machine ({said}).") from error

    def answer(self, task: Task, report: Report) -> Outcome:
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
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    nowhere = _silence()
    if settings.device == "cpu":
        restrict(settings.memory_limit_mb)
    threading.Thread(target=_watch, args=(settings.memory_limit_mb,), daemon=True).start()
    child = Child(settings)
    try:
        outcomes.send(Alive())
        while True:
            task: Task = tasks.recv()
            with _last_resort(seconds_for(task, settings.time_limit_s), nowhere) as begin_anew:

                def report(message: Outcome | Alive, begin_anew: Callable[[], None] = begin_anew) -> None:
                    begin_anew()
                    outcomes.send(message)

                outcomes.send(child.answer(task, report))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


@contextmanager
def _last_resort(seconds: float, nowhere: TextIO) -> Iterator[Callable[[], None]]:
    """Ends the process from a thread of C, should a decoder spin with Python's lock held and the parent be gone."""

    def begin() -> None:
        faulthandler.dump_traceback_later(seconds + LAST_RESORT_S, exit=True, file=nowhere)

    begin()
    try:
        yield begin
    finally:
        faulthandler.cancel_dump_traceback_later()


def _silence() -> TextIO:
    """Decoders print warnings of their own; a terminal shows our sentences only."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    sys.stdout = sys.stderr = nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115 -- for as long as the process lives
    return nowhere


def _watch(memory_limit_mb: int) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    while not wait([parent.sentinel], timeout=0.1):
        if resident_mb() > memory_limit_mb:
            os._exit(EXIT_TOO_BIG)
    os._exit(0)


def _probe(_child: Child, task: Task, _report: Report) -> Outcome:
    from soundbrowser.audio.probe import fingerprint, probe

    assert isinstance(task, ProbeTask)
    return Probed(task.key, probe(task.path), fingerprint(task.path))


def _embed(child: Child, task: Task, report: Report) -> Outcome:
    from soundbrowser.workers.listening import listen

    assert isinstance(task, EmbedTask)
    heard = listen(task.path, child.embedder, lambda: report(Alive()), printed=task.printed)
    return Embedded(task.key, heard.header, heard.fingerprint, heard.vectors, heard.thumbnail, heard.acoustic)


def _print(_child: Child, task: Task, report: Report) -> Outcome:
    from soundbrowser.workers.listening import take_print

    assert isinstance(task, PrintTask)
    return Printed(task.key, take_print(task.path, lambda: report(Alive())))


def _compare(_child: Child, task: Task, _report: Report) -> Outcome:
    from soundbrowser.audio.likeness import likeness_of_files

    assert isinstance(task, CompareTask)
    found = likeness_of_files(task.path, task.begin_s, task.other, task.other_begin_s, task.seconds)
    return Compared(task.key, found)


def _embed_clips(child: Child, task: Task, _report: Report) -> Outcome:
    from soundbrowser.workers.listening import listen_to_region

    assert isinstance(task, ClipTask)
    vectors = tuple(listen_to_region(region, child.embedder) for region in task.regions)
    return ClipEmbedded(task.key, vectors, child.embedder.encoder_version)


def _embed_words(child: Child, task: Task, _report: Report) -> Outcome:
    assert isinstance(task, WordsTask)
    return WordsEmbedded(task.key, child.embedder.embed_text(task.texts), child.embedder.encoder_version)


def _draw(_child: Child, task: Task, _report: Report) -> Outcome:
    from soundbrowser.audio.peaks import peaks_of_file

    assert isinstance(task, WaveformTask)
    return Waveform(task.key, peaks_of_file(task.path, task.columns, task.start_s, task.end_s))


def _write_region(_child: Child, task: Task, _report: Report) -> Outcome:
    from soundbrowser.audio.region import write_region

    assert isinstance(task, RegionTask)
    return RegionWritten(task.key, str(write_region(task.path, task.start_s, task.end_s, Path(task.target))))


def _tune(_child: Child, task: Task, report: Report) -> Outcome:
    from soundbrowser.model.finetune import fine_tune
    from soundbrowser.model.store import ModelFolder

    assert isinstance(task, TuneTask)
    folder = ModelFolder.open(Path(task.model))

    def tell(step: TuneStep) -> None:
        report(TuneAdvanced(task.key, step))

    return Tuned(task.key, fine_tune(folder, task.examples, Path(task.output), tell, task.pairs))


def _add_model(_child: Child, task: Task, report: Report) -> Outcome:
    from soundbrowser.model.clap_add import add_model

    assert isinstance(task, AddModelTask)
    add_model(task.source, Path(task.output), lambda progress: report(AddAdvanced(task.key, progress)))
    return ModelAdded(task.key, task.output)


_HANDLERS: dict[type[Task], Handler] = {
    ProbeTask: _probe,
    EmbedTask: _embed,
    PrintTask: _print,
    CompareTask: _compare,
    ClipTask: _embed_clips,
    WaveformTask: _draw,
    RegionTask: _write_region,
    TuneTask: _tune,
    WordsTask: _embed_words,
    AddModelTask: _add_model,
}
