"""The plots of an evaluation: what alterations cost, and whether chances come true, one below the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.evaluate.results import Cost, CostRow, ModelFacts, Reliability, Report
from soundbrowser.evaluate.svg import INK, Drawing

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Told apart by colour-blind eyes too (Okabe, Ito 2008); more models than colours begin anew."""
MARGIN, GAP = 24.0, 36.0
HEAD, FOOT = 76.0, 48.0
NAMES, PANEL, LINE = 210.0, 230.0, 30.0
SQUARE = 260.0
SMALL, STEP = 11.0, 0.1
LEAST_REACH = 0.1
"""A cost axis reaches at least so far, lest chance look like an effect."""


class PlotNotWritten(SoundbrowserError):
    """A plot's place allows no writing."""


def plots(report: Report) -> str:
    """One SVG document with a part for the robustness and one for the calibration, as far as they were asked for."""
    panels = max((len(costs) for row in report.robustness for costs in row.costs), default=0)
    kinds = max((len(kinds) for kinds in report.calibration), default=0)
    widths = (NAMES + panels * (PANEL + GAP), kinds * (SQUARE + 2 * GAP) + GAP)
    cost_height = HEAD + LINE * len(report.robustness) + FOOT if report.robustness else 0.0
    square_height = HEAD + SQUARE + FOOT
    drawing = Drawing(2 * MARGIN + max(widths), 2 * MARGIN + cost_height + square_height * len(report.calibration))
    if report.robustness:
        _draw_costs(drawing, MARGIN, report.models, report.robustness)
    for number, (model, found) in enumerate(zip(report.models, report.calibration, strict=False)):
        top = MARGIN + cost_height + number * square_height
        for place, one in enumerate(found):
            _draw_diagram(drawing, MARGIN + GAP + place * (SQUARE + 2 * GAP), top, model, one)
    return drawing.document()


def require_place(file: Path) -> None:
    """Raises PlotNotWritten where no file can be, so that nobody waits for a plot that cannot be kept."""
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise PlotNotWritten(f"The plot “{file}” cannot be written: its folder is not there, or it is one itself.")


def save_plots(report: Report, file: Path) -> None:
    """Writes them; raises PlotNotWritten."""
    try:
        file.write_text(plots(report), encoding="utf-8")
    except OSError as error:
        raise PlotNotWritten(f"The plot “{file}” cannot be written: {error.strerror}.") from error


def _draw_costs(drawing: Drawing, top: float, models: Sequence[ModelFacts], rows: Sequence[CostRow]) -> None:
    """A panel for each measure; a line for each alteration; a dot and its interval for each model."""
    drawing.text(MARGIN, top + 16, "What altered sounds and blurred words cost", size=16, bold=True)
    for place, model in enumerate(models):
        at = MARGIN + NAMES + place * PANEL
        drawing.dot(at, top + 34, colour=_colour(place))
        drawing.text(at + 10, top + 38, model.name)
    reach = _reach(rows)
    for number, row in enumerate(rows):
        drawing.text(MARGIN + NAMES - 12, top + HEAD + LINE * (number + 0.5) + 4, row.name, anchor="end")
    measures = list(dict.fromkeys(cost.name for row in rows for costs in row.costs for cost in costs))
    for column, name in enumerate(measures):
        left = MARGIN + NAMES + column * (PANEL + GAP)
        _draw_axis(drawing, left, top, name, len(rows), reach)
        for number, row in enumerate(rows):
            for place, costs in enumerate(row.costs):
                shift = (place - (len(row.costs) - 1) / 2) * 8
                at = top + HEAD + LINE * (number + 0.5) + shift
                for cost in costs:
                    if cost.name == name:
                        _draw_cost(drawing, left, at, cost, reach, _colour(place))


def _draw_axis(drawing: Drawing, left: float, top: float, name: str, rows: int, reach: float) -> None:
    bottom = top + HEAD + LINE * rows
    drawing.text(left + PANEL / 2, top + HEAD - 10, f"{name}, difference", anchor="middle", bold=True)
    steps = round(reach / STEP)
    every = max(1, math.ceil(steps / 4))
    for step in range(-steps, steps + 1):
        at = _across(left, step * STEP, reach)
        if step % every == 0:
            drawing.line(at, top + HEAD, at, bottom, colour=INK if step == 0 else "#d8d8d8")
            drawing.text(at, bottom + 16, f"{step * STEP:+.1f}" if step else "0", anchor="middle", size=SMALL)


def _draw_cost(drawing: Drawing, left: float, at: float, cost: Cost, reach: float, colour: str) -> None:
    found = cost.difference
    if not found.questions:
        return
    low, mean, high = (_across(left, value, reach) for value in (found.low, found.mean, found.high))
    drawing.line(low, at, high, at, colour=colour, width=2)
    drawing.dot(mean, at, colour=colour)


def _draw_diagram(drawing: Drawing, left: float, top: float, model: ModelFacts, found: Reliability) -> None:
    """Right answers over what was shown; the larger a dot, the more answers it stands for."""
    upper, lower = top + HEAD, top + HEAD + SQUARE
    drawing.text(left, top + 22, f"{model.name}, questions in {found.kind}", size=16, bold=True)
    drawing.text(left, top + 44, _error(found))
    for tenth in range(0, 11, 2):
        along = SQUARE * tenth / 10
        drawing.line(left + along, upper, left + along, lower)
        drawing.line(left, lower - along, left + SQUARE, lower - along)
        drawing.text(left + along, lower + 16, f"{tenth / 10:.1f}", anchor="middle", size=SMALL)
        drawing.text(left - 6, lower - along + 4, f"{tenth / 10:.1f}", anchor="end", size=SMALL)
    drawing.text(left + SQUARE / 2, lower + 34, "chance that was shown → share that was right", anchor="middle")
    drawing.line(left, lower, left + SQUARE, upper, colour=INK)
    most = max((one.answers for one in found.bins), default=1)
    for one in found.bins:
        at = (left + SQUARE * one.chance, lower - SQUARE * one.right)
        drawing.line(at[0], lower - SQUARE * one.chance, *at, colour=COLOURS[0], width=2)
        drawing.dot(*at, colour=COLOURS[0], radius=2.5 + 6 * math.sqrt(one.answers / most))


def _error(found: Reliability) -> str:
    error = found.error
    if not error.questions:
        return "no question could be asked"
    return f"expected calibration error {error.mean:.3f} ({error.low:.3f} – {error.high:.3f})"


def _reach(rows: Sequence[CostRow]) -> float:
    """How far the axes reach to either side: whole steps."""
    ends = [
        abs(end)
        for row in rows
        for costs in row.costs
        for cost in costs
        for end in (cost.difference.low, cost.difference.high)
        if math.isfinite(end)
    ]
    return STEP * math.ceil(max([LEAST_REACH, *ends]) / STEP - 1e-9)


def _across(left: float, value: float, reach: float) -> float:
    return left + PANEL * (value + reach) / (2 * reach)


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
