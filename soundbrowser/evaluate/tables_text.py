"""An evaluation as lines of text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from soundbrowser.evaluate.measures import Measure
from soundbrowser.evaluate.results import CorpusFacts, CostRow, ModelFacts, PaperTable, Reliability, Report, Row

LISTED = 20
"""Files, leaks and words that are named one by one; more of them are counted."""


def lines(report: Report) -> Iterator[str]:
    """What was measured, then every table."""
    yield from _facts(report.corpus)
    for model in report.models:
        yield from _model(model)
    yield ""
    yield from table(_heading(report.models), [_cells(row) for row in report.rows])
    if report.paper is not None:
        yield from _paper(report.paper, report.models)
    for place, model in enumerate(report.models if report.robustness else ()):
        yield from _robustness(model, report.robustness, place)
    for model, kinds in zip(report.models, report.calibration, strict=False):
        yield from _calibration(model, kinds)
    yield ""
    yield "In brackets: 95 % intervals from drawing the questions anew 1000 times; those of differences are paired."


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as what is in them, the first one to the left."""
    widths = [max(len(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    for number, row in enumerate((heading, *rows)):
        others = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *others)).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def interval(measure: Measure, *, signed: bool = False) -> str:
    """0.512 (0.480 – 0.544); a dash where there is no value."""
    if not measure.questions or math.isnan(measure.mean):
        return "–"
    form = "+.3f" if signed else ".3f"
    return f"{measure.mean:{form}} ({measure.low:{form}} – {measure.high:{form}})"


def _facts(corpus: CorpusFacts) -> Iterator[str]:
    said = [f"{corpus.labels} labels"] * bool(corpus.labels) + [f"{corpus.captions} captions"] * bool(corpus.captions)
    yield f"{corpus.name}: {corpus.form}; {corpus.clips} clips, {', '.join(said)}"
    yield f"asked about and searched: {corpus.searched} clips"
    yield (
        f"classifier: {corpus.asked} clips asked about, {corpus.database} in the database ({corpus.rule})"
        + f"; {corpus.unseen} of a label that the database lacks are left out" * bool(corpus.unseen)
    )
    yield from _some(
        "in both sides, left out of the database",
        [f"{leak.database} = {leak.asked} ({leak.same})" for leak in corpus.leaks],
    )
    if corpus.unjudged:
        yield (
            f"{corpus.unjudged} clips are known by their bytes alone: too short, silent or steady to be recognised in "
            "another encoding, or not to be decoded"
        )
    yield from _some("cannot be listened to", [f"{p.path}: {p.reason}" for p in corpus.problems])


def _model(model: ModelFacts) -> Iterator[str]:
    yield f"model {model.name} ({model.tower_version}): {model.path}"
    yield from _some("texts of which it knows no word", model.unknown)


def _some(what: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{len(items)} {what}:"
        yield from (f"  {item}" for item in items[:LISTED])
    if len(items) > LISTED:
        yield f"  and {len(items) - LISTED} more"


def _heading(models: Sequence[ModelFacts]) -> list[str]:
    names = [model.name for model in models]
    return ["measure", "questions", *names, *(f"{name} − {names[0]}" for name in names[1:])]


def _cells(row: Row) -> list[str]:
    values = [interval(measure) for measure in row.measures]
    questions = max(measure.questions for measure in row.measures)
    return [row.name, str(questions), *values, *(interval(d, signed=True) for d in row.differences)]


def _paper(paper: PaperTable, models: Sequence[ModelFacts]) -> Iterator[str]:
    rows = [(*_cells(one.row), " / ".join(f"{value:.3f}" for value in one.printed) or "–") for one in paper.rows]
    yield ""
    yield "The table of Elizalde, Zarar, Raj (ICASSP 2019), MAP@3; theirs are for MFCC / WAL-Net on FSDKaggle2018"
    yield ""
    yield from table([*_heading(models), "the paper"], rows)
    yield ""
    yield f"unseen classes: {paper.unseen}"
    yield "the same as in the paper:"
    yield from (f"  {line}" for line in paper.same)
    yield "not the same:"
    yield from (f"  {line}" for line in paper.different)


def _calibration(model: ModelFacts, kinds: Sequence[Reliability]) -> Iterator[str]:
    yield ""
    yield f"{model.name}: do the chances come true, over the ten best answers to each question?"
    for one in kinds:
        yield ""
        asked = f"{one.error.questions} questions in {one.kind}"
        yield f"expected calibration error of {asked}: {interval(one.error)}"
        rows = [
            (f"{bin_.low:.1f} – {bin_.high:.1f}", str(bin_.answers), f"{bin_.chance:.3f}", f"{bin_.right:.3f}")
            for bin_ in one.bins
        ]
        yield from table(["shown as", "answers", "mean chance", "right"], rows)


def _robustness(model: ModelFacts, rows: Sequence[CostRow], place: int) -> Iterator[str]:
    names = [cost.name for cost in max((row.costs[place] for row in rows), key=len)]
    before = {cost.name: interval(cost.before) for cost in rows[0].costs[place]}
    cells = [("as they are", str(rows[0].clips), *(before[name] for name in names))]
    for row in rows:
        found = {cost.name: interval(cost.difference, signed=True) for cost in row.costs[place]}
        cells.append((row.name, str(row.clips), *(found.get(name, "") for name in names)))
    yield ""
    yield f"{model.name}: what altered sounds and blurred words cost (differences to the first line)"
    yield ""
    yield from table(["altered", "clips", *names], cells)
