"""The one door of this room: measures models on a corpus and reports what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from soundbrowser.evaluate.bench import Bench, Ears, compared, sample, set_up
from soundbrowser.evaluate.corpora import read_corpus
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused
from soundbrowser.evaluate.corpus_library import of_library
from soundbrowser.evaluate.division import divide
from soundbrowser.evaluate.hearing import Heard, from_library
from soundbrowser.evaluate.leaks import without_leaks
from soundbrowser.evaluate.paper import paper_table, require_table
from soundbrowser.evaluate.reliability import calibration
from soundbrowser.evaluate.results import CorpusFacts, ModelFacts, Report
from soundbrowser.evaluate.retrieval import label_marks, measure
from soundbrowser.evaluate.robustness import costs
from soundbrowser.evaluate.subject import Subject
from soundbrowser.library import JobControl, Library
from soundbrowser.library.reporting import Report as Told
from soundbrowser.library.reporting import quiet


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured on what."""

    models: tuple[Path, ...]
    """At least one; the others are compared with the first."""
    corpus: Path | None = None
    """None for the tags and collections of the library."""
    library: Path | None = None
    """Its vectors are used, and files are decoded for their acoustic prints alone; None listens."""
    seed: int = 0
    most: int | None = None
    """So many clips, drawn by lot; None for all."""
    paper: bool = False
    """The paper's table too."""
    robustness: bool = False
    """What altered sounds and blurred words cost, too; every clip is listened to once for each alteration."""
    calibration: bool = False
    """Whether the chances come true, too."""
    unseen: tuple[str, ...] = ()
    """Labels that its rows of unseen classes ask for; empty for parts of all labels in turn."""


def evaluate(wishes: Wishes, told: Told = quiet, control: JobControl | None = None) -> Report:
    """Measures; raises CorpusRefused, ModelNotFound, ModelDamaged, LibraryNotFound, Cancelled."""
    subjects = [Subject(model) for model in wishes.models]
    with ExitStack() as stack:
        ears = stack.enter_context(Ears(told, control))
        library = None
        if wishes.library is not None:
            library = stack.enter_context(Library.open(wishes.library, create=False, require_model=False))

        def listen(subject: Subject, clips: Sequence[CorpusClip]) -> Heard:
            return from_library(clips, library, subject.folder) if library else ears.of(subject).listen(clips)

        corpus = _corpus(wishes, library)
        _require_sense(wishes, corpus)
        bench = set_up(corpus, subjects, listen, wishes.seed)
        return _measured(wishes, without_leaks(bench, ears.of(subjects[0])), ears)


def _measured(wishes: Wishes, bench: Bench, ears: Ears) -> Report:
    return replace(
        _report(bench),
        paper=paper_table(bench, wishes.unseen) if wishes.paper else None,
        robustness=costs(bench, ears) if wishes.robustness else (),
        calibration=calibration(bench) if wishes.calibration else (),
    )


def _require_sense(wishes: Wishes, corpus: Corpus) -> None:
    """Refuses before anything is listened to what no listening could make possible. Raises CorpusRefused."""
    division = divide(corpus.clips, [clip.path for clip in corpus.clips], wishes.seed)
    if (wishes.robustness or wishes.calibration) and not corpus.labels:
        raise CorpusRefused("What was asked for can only be told of labels; this corpus has captions alone.")
    if wishes.paper:
        require_table(corpus.labels, division, wishes.unseen)


def _corpus(wishes: Wishes, library: Library | None) -> Corpus:
    if wishes.corpus is not None:
        return sample(read_corpus(wishes.corpus), wishes.most, wishes.seed)
    assert library is not None
    return sample(of_library(library), wishes.most, wishes.seed)


def _report(bench: Bench) -> Report:
    values = [measure(judge, bench.division) for judge in bench.judges]
    return Report(
        corpus=_corpus_facts(bench),
        models=_model_facts(bench),
        seed=bench.seed,
        rows=compared(values, bench.seed),
    )


def _corpus_facts(bench: Bench) -> CorpusFacts:
    clips, division = bench.heard.clips, bench.division
    there = {label for row in division.database for label in clips[row].labels}
    return CorpusFacts(
        name=bench.corpus.name,
        form=bench.corpus.form,
        clips=len(clips),
        labels=len(label_marks(bench.heard).texts),
        captions=len(bench.corpus.of(clips).captions),
        searched=int(division.searched.size),
        asked=int(division.asked.size),
        database=int(division.database.size),
        rule=division.rule,
        unseen=sum(not there.intersection(clips[row].labels) for row in division.asked),
        leaks=division.leaks,
        problems=bench.problems,
        unjudged=bench.unjudged,
    )


def _model_facts(bench: Bench) -> tuple[ModelFacts, ...]:
    """Models of one name, such as versions of it, go by their tower versions."""
    configs = [judge.subject.folder.config for judge in bench.judges]
    names = Counter(config.name for config in configs)
    texts = [*bench.corpus.labels, *bench.corpus.captions]
    return tuple(
        ModelFacts(
            name=config.name if names[config.name] == 1 else config.tower_version,
            path=str(judge.subject.folder.path),
            encoder_version=config.encoder_version,
            tower_version=config.tower_version,
            unknown=tuple(judge.subject.unknown(texts)),
        )
        for judge, config in zip(bench.judges, configs, strict=True)
    )
