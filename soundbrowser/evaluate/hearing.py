"""Clips to base vectors: child processes listen to the files, or a library has done so before."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.progress import Problem, Stage
from soundbrowser.domain.recordings import AcousticPrint, Likeness
from soundbrowser.domain.vectors import F16, Ids
from soundbrowser.evaluate.corpus import CorpusClip, CorpusRefused
from soundbrowser.evaluate.recordings import Pair
from soundbrowser.library import JobControl, Library
from soundbrowser.library.losses import require_working_model
from soundbrowser.library.reporting import Report, Reporter, quiet
from soundbrowser.model.store import ModelFolder
from soundbrowser.workers.messages import (
    Compared,
    CompareTask,
    Embedded,
    EmbedTask,
    Failed,
    Outcome,
    Printed,
    PrintTask,
    Task,
)
from soundbrowser.workers.pool import Pool


class Alter(Protocol):
    """A way to alter sounds."""

    @property
    def suffix(self) -> str:
        """Of the files it writes."""
        ...

    def __call__(self, source: str, target: Path) -> None:
        """Writes an altered copy of a sound file; raises UnreadableSound."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The clips that an encoder could listen to, in the order of the corpus, and what it made of them."""

    clips: tuple[CorpusClip, ...]
    fingerprints: tuple[str, ...]
    """One a clip: equal for equal content, as in the catalogue."""
    base: F16
    """(rows, base_dim) base vectors, those of one clip in one run: the whole sound, then its windows if it is long."""
    bounds: Ids
    """(clips + 1,) where each clip's rows begin, and where the last one's end."""
    problems: tuple[Problem, ...] = ()
    """Clips that are left out, and why."""
    prints: tuple[AcousticPrint | None, ...] = ()
    """One a clip, None where none could be taken; empty where nobody listened, as with the vectors of a library."""

    @property
    def whole(self) -> F16:
        """(clips, base_dim) the vector of each whole sound."""
        return self.base[self.bounds[:-1]]

    def of(self, paths: Collection[str]) -> Heard:
        """Only the clips at these paths, in the same order; the problems stay."""
        rows = [row for row, clip in enumerate(self.clips) if clip.path in paths]
        parts = [self.base[self.bounds[row] : self.bounds[row + 1]] for row in rows]
        prints = [self.fingerprints[row] for row in rows]
        heard = _stacked(tuple(self.clips[row] for row in rows), prints, parts, self.problems)
        return replace(heard, prints=tuple(self.prints[row] for row in rows) if self.prints else ())


class Ear:
    """Listens with one model, in child processes that stay warm until it is closed."""

    def __init__(
        self,
        model: ModelFolder,
        report: Report = quiet,
        control: JobControl | None = None,
        processes: int | None = None,
    ) -> None:
        self._pool = Pool(model.path, processes=processes)
        self._report = report
        self._control = control or JobControl()

    def close(self) -> None:
        """Ends the child processes."""
        self._pool.close()

    def listen(self, clips: Sequence[CorpusClip], alter: Alter | None = None) -> Heard:
        """Hears each clip, or an altered copy of it, which is deleted again.

        A file that cannot be read is a problem and no failure; raises ModelDamaged, Cancelled, and CorpusRefused when
        no file at all could be read.
        """
        heard: dict[int, Embedded] = {}
        reasons: dict[int, str] = {}
        with TemporaryDirectory(prefix="soundbrowser-") as folder:
            tasks = _tasks(clips, alter, Path(folder), reasons)
            for outcome in self._outcomes(tasks, Stage.EMBED, [clip.path for clip in clips]):
                assert isinstance(outcome, Embedded | Failed)
                if isinstance(outcome, Failed):
                    require_working_model(outcome)
                    reasons[outcome.key] = outcome.reason
                else:
                    heard[outcome.key] = outcome
                if alter is not None:
                    _copy(Path(folder), outcome.key, alter).unlink(missing_ok=True)
        return _collected(clips, heard, reasons)

    def prints(self, clips: Sequence[CorpusClip]) -> tuple[AcousticPrint | None, ...]:
        """Decodes each clip for its acoustic print alone; None for one that cannot be read. Raises Cancelled."""
        tasks = (PrintTask(key, clip.path) for key, clip in enumerate(clips))
        outcomes = self._outcomes(tasks, Stage.FINGERPRINT, [clip.path for clip in clips])
        found = {outcome.key: outcome.acoustic for outcome in outcomes if isinstance(outcome, Printed)}
        return tuple(found.get(key) for key in range(len(clips)))

    def compare(self, clips: Sequence[CorpusClip], pairs: Sequence[Pair]) -> list[Likeness | None]:
        """How far the waveforms of each pair agree; None where one cannot be read any more. Raises Cancelled."""
        tasks = (
            CompareTask(
                key,
                clips[pair.asked].path,
                pair.asked_begin_s,
                clips[pair.other].path,
                pair.other_begin_s,
                pair.seconds,
            )
            for key, pair in enumerate(pairs)
        )
        outcomes = self._outcomes(tasks, Stage.COMPARE, [clips[pair.asked].path for pair in pairs])
        found = {outcome.key: outcome.likeness for outcome in outcomes if isinstance(outcome, Compared)}
        return [found.get(key) for key in range(len(pairs))]

    def _outcomes(self, tasks: Iterable[Task], stage: Stage, paths: Sequence[str]) -> Iterator[Outcome]:
        reporter = Reporter(self._report, stage, len(paths))
        for outcome in self._pool.run(tasks, lambda: self._control.cancelled):
            yield outcome
            reporter.step(paths[outcome.key])
            self._control.check()
        self._control.check()


def from_library(clips: Sequence[CorpusClip], library: Library, model: ModelFolder) -> Heard:
    """The vectors that a library keeps of the clips; those that it has not heard with this encoder are problems.

    Raises CorpusRefused when it has heard none of them.
    """
    sounds = [library.sound_at(clip.path) or library.sound_at(os.path.realpath(clip.path)) for clip in clips]
    stored = library.base_vectors([sound.id for sound in sounds if sound], model.config.encoder_version)
    order = np.argsort(stored.sound_ids, kind="stable")
    ids = stored.sound_ids[order]
    kept: list[int] = []
    parts: list[F16] = []
    problems: list[Problem] = []
    for place, sound in enumerate(sounds):
        begin, end = np.searchsorted(ids, [sound.id, sound.id + 1]) if sound else (0, 0)
        if begin < end:
            kept.append(place)
            parts.append(stored.base[order[begin:end]])
        else:
            problems.append(Problem(clips[place].path, _why_unheard(sound is not None, model)))
    prints = [found.fingerprint for place in kept if (found := sounds[place])]
    return _stacked(tuple(clips[place] for place in kept), prints, parts, tuple(problems))


def _why_unheard(known: bool, model: ModelFolder) -> str:
    if not known:
        return "It is not in the library; index its folder first."
    return f"The library has not listened to it with the encoder {model.config.encoder_version}."


def _tasks(
    clips: Sequence[CorpusClip], alter: Alter | None, folder: Path, reasons: dict[int, str]
) -> Iterator[EmbedTask]:
    for key, clip in enumerate(clips):
        if alter is None:
            yield EmbedTask(key, clip.path, printed=True)
            continue
        copy = _copy(folder, key, alter)
        try:
            alter(clip.path, copy)
        except UnreadableSound as error:
            reasons[key] = error.reason
        else:
            yield EmbedTask(key, str(copy))


def _copy(folder: Path, key: int, alter: Alter) -> Path:
    return folder / f"{key}{alter.suffix}"


def _collected(clips: Sequence[CorpusClip], heard: dict[int, Embedded], reasons: dict[int, str]) -> Heard:
    kept = sorted(heard)
    problems = tuple(Problem(clips[key].path, reasons[key]) for key in sorted(reasons))
    stacked = _stacked(
        tuple(clips[key] for key in kept),
        [heard[key].fingerprint for key in kept],
        [heard[key].vectors.base for key in kept],
        problems,
    )
    return replace(stacked, prints=tuple(heard[key].acoustic for key in kept))


def _stacked(
    clips: tuple[CorpusClip, ...], fingerprints: Sequence[str], parts: Sequence[F16], problems: tuple[Problem, ...]
) -> Heard:
    if not clips:
        first = f" “{problems[0].path}”: {problems[0].reason}" if problems else ""
        raise CorpusRefused(f"None of the sounds could be listened to.{first}")
    bounds = np.cumsum([0, *map(len, parts)]).astype(np.int64)
    return Heard(clips, tuple(fingerprints), np.concatenate(parts), bounds, problems)
