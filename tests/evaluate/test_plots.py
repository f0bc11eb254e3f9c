"""Plots as the documents they are."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from soundbrowser.evaluate.measures import Measure
from soundbrowser.evaluate.plots import PlotNotWritten, plots, require_place, save_plots
from soundbrowser.evaluate.results import Bin, CorpusFacts, Cost, CostRow, ModelFacts, Reliability, Report

SVG = "{http://www.w3.org/2000/svg}"
FACTS = CorpusFacts("made", "by hand", 3, 2, 0, 3, 1, 2, "a rule", 0, (), ())


def cost(name: str, difference: float) -> Cost:
    measure = Measure(0.5, 0.4, 0.6, 10)
    return Cost(name, measure, measure, Measure(difference, difference - 0.05, difference + 0.05, 10))


@pytest.fixture
def report() -> Report:
    models = tuple(ModelFacts(name, name, "e", "t", ()) for name in ("first <&>", "second"))
    rows = tuple(
        CostRow(name, 3, ((cost("mAP", -0.1), cost("accuracy", -0.2)), (cost("mAP", 0.0), cost("accuracy", 0.25))))
        for name in ("softer", "echo")
    )
    found = Reliability("words", Measure(0.1, 0.05, 0.2, 4), (Bin(0.1, 0.2, 30, 0.15, 0.3), Bin(0.8, 0.9, 10, 0.85, 1)))
    return Report(FACTS, models, 0, (), None, rows, ((found,), (found,)))


def test_every_figure_is_a_dot(report: Report) -> None:
    document = ElementTree.fromstring(plots(report))
    dots = document.findall(f"{SVG}circle")
    assert len(dots) == 2 + 2 * 2 * 2 + 2 * 2  # a legend; costs of two rows, models, measures; two bins for each model
    words = {text.text for text in document.findall(f"{SVG}text")}
    assert {"first <&>", "softer", "echo", "mAP, difference", "accuracy, difference"} <= words
    width, height = float(document.get("width", 0)), float(document.get("height", 0))
    for dot in dots:
        assert 0 < float(dot.get("cx", -1)) < width
        assert 0 < float(dot.get("cy", -1)) < height


def test_a_better_model_s_dot_lies_further_right(report: Report) -> None:
    document = ElementTree.fromstring(plots(report))
    _, _, worse, *_ = document.findall(f"{SVG}circle")
    better = document.findall(f"{SVG}circle")[3]
    assert float(better.get("cx", 0)) > float(worse.get("cx", 0))


def test_what_was_not_asked_for_is_not_drawn(report: Report) -> None:
    alone = Report(FACTS, report.models, 0, (), None, (), report.calibration)
    words = [text.text for text in ElementTree.fromstring(plots(alone)).findall(f"{SVG}text")]
    assert "softer" not in words
    assert any("expected calibration error 0.100" in str(word) for word in words)


def test_a_place_that_allows_no_plot(report: Report, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere" / "plot.svg"):
        with pytest.raises(PlotNotWritten, match=str(place)):
            require_place(place)
        with pytest.raises(PlotNotWritten, match=str(place)):
            save_plots(report, place)
    require_place(tmp_path / "plot.svg")
    save_plots(report, tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").startswith("<svg")
