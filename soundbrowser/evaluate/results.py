"""What an evaluation found, as values that can be printed, drawn and kept."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from soundbrowser.domain.progress import Problem
from soundbrowser.evaluate.division import Leak
from soundbrowser.evaluate.measures import Measure


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Which model was measured."""

    name: str
    path: str
    encoder_version: str
    tower_version: str
    unknown: tuple[str, ...]
    """Labels and captions of which it knows no word; it finds nothing for them."""


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What the models were measured on."""

    name: str
    form: str
    clips: int
    """Those that could be listened to."""
    labels: int
    captions: int
    searched: int
    """Clips that are asked about and searched."""
    asked: int
    """Clips that the classifier is asked about."""
    database: int
    """Clips that it answers from."""
    rule: str
    """How the two sides were made."""
    unseen: int
    """Clips that the classifier is asked about and of which the database holds no label; they are left out."""
    leaks: tuple[Leak, ...]
    problems: tuple[Problem, ...]
    unjudged: int = 0
    """Clips that are known by their bytes alone: too short, silent or steady to be recognised in another encoding, or
    not to be decoded, as when a library's file is gone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: a value for each model, and how much more each further model has than the first."""

    name: str
    measures: tuple[Measure, ...]
    differences: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of the paper's table."""

    row: Row
    printed: tuple[float, ...]
    """What the paper prints: for MFCC and for WAL-Net, or one figure for both; empty where it has none."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """The paper's table for the models, and what to know when the figures are held against the paper's."""

    rows: tuple[PaperRow, ...]
    unseen: str
    """Which labels are taken to be unseen."""
    same: tuple[str, ...]
    different: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers that are shown with about the same chance."""

    low: float
    high: float
    answers: int
    chance: float
    """Mean of what is shown."""
    right: float
    """Share of them that is right."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the chances that are shown lie from the truth, for one kind of question."""

    kind: str
    error: Measure
    """Expected calibration error."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """One measure of one model, before and after; the difference is drawn in pairs."""

    name: str
    before: Measure
    after: Measure
    difference: Measure


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one alteration costs."""

    name: str
    clips: int
    """Those whose altered copies could be listened to."""
    costs: tuple[tuple[Cost, ...], ...]
    """For each model its measures."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was asked for."""

    corpus: CorpusFacts
    models: tuple[ModelFacts, ...]
    seed: int
    rows: tuple[Row, ...]
    paper: PaperTable | None = None
    robustness: tuple[CostRow, ...] = ()
    """When asked for."""
    calibration: tuple[tuple[Reliability, ...], ...] = ()
    """For each model, when asked for."""


def as_document(report: Report) -> Any:
    """For JSON: dataclasses as objects, and null where there is no number."""
    return _plain(asdict(report))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
