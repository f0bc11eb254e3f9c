"""Models side by side on one corpus: all judge the same clips, so that they compare question by question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import numpy as np

from soundbrowser.domain.progress import Problem
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused
from soundbrowser.evaluate.division import Division, divide
from soundbrowser.evaluate.hearing import Ear, Heard
from soundbrowser.evaluate.judging import Judge
from soundbrowser.evaluate.measures import F64, difference, summarise
from soundbrowser.evaluate.results import Row
from soundbrowser.evaluate.subject import Subject
from soundbrowser.library import JobControl
from soundbrowser.library.reporting import Report, quiet

_Name = TypeVar("_Name", bound=str)
Listen = Callable[[Subject, Sequence[CorpusClip]], Heard]


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What is measured."""

    corpus: Corpus
    judges: tuple[Judge, ...]
    """One a model, all on the same clips in the same order."""
    division: Division
    problems: tuple[Problem, ...]
    """Clips that one of the models could not listen to."""
    seed: int
    unjudged: int = 0
    """Clips that hold too little to be recognised in other bytes, or could not be read for it."""

    @property
    def heard(self) -> Heard:
        """The clips as the first model heard them."""
        return self.judges[0].heard


class Ears:
    """Child processes that listen, one set for each encoder; as a context it ends them."""

    def __init__(self, report: Report = quiet, control: JobControl | None = None, processes: int | None = None) -> None:
        self._report = report
        self._control = control
        self._processes = processes
        self._ears: dict[str, Ear] = {}

    def of(self, subject: Subject) -> Ear:
        """Those that hear with a model's encoder."""
        if subject.encoder_version not in self._ears:
            self._ears[subject.encoder_version] = Ear(subject.folder, self._report, self._control, self._processes)
        return self._ears[subject.encoder_version]

    def __enter__(self) -> Ears:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for ear in self._ears.values():
            ear.close()


def set_up(corpus: Corpus, subjects: Sequence[Subject], listen: Listen, seed: int = 0) -> Bench:
    """Lets the models listen, each encoder once, and keeps the clips that all of them heard.

    Raises CorpusRefused when these are none, or the corpus's sides cannot be told.
    """
    by_encoder: dict[str, Heard] = {}
    for subject in subjects:
        if subject.encoder_version not in by_encoder:
            by_encoder[subject.encoder_version] = listen(subject, corpus.clips)
    paths = set.intersection(*({clip.path for clip in heard.clips} for heard in by_encoder.values()))
    if not paths:
        raise CorpusRefused("There is no sound that all of the models could listen to.")
    common = {version: heard.of(paths) for version, heard in by_encoder.items()}
    judges = tuple(Judge(subject, common[subject.encoder_version]) for subject in subjects)
    first = judges[0].heard
    problems = {problem.path: problem for heard in by_encoder.values() for problem in heard.problems}
    division = divide(first.clips, first.fingerprints, seed)
    return Bench(corpus, judges, division, tuple(problems.values()), seed)


def sample(corpus: Corpus, most: int | None, seed: int) -> Corpus:
    """At most so many of the clips, drawn by lot, in the corpus's order."""
    if most is None or most >= len(corpus.clips):
        return corpus
    chosen = np.sort(np.random.default_rng(seed).permutation(len(corpus.clips))[:most])
    return corpus.of(tuple(corpus.clips[row] for row in chosen))


def compared(values: Sequence[Mapping[_Name, F64]], seed: int) -> tuple[Row, ...]:
    """A row for each measure, from the values question by question of each model."""
    first, *others = values
    return tuple(
        Row(
            str(name),
            tuple(summarise(one[name], seed) for one in values),
            tuple(difference(first[name], other[name], seed) for other in others),
        )
        for name in first
    )
