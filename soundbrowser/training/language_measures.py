"""What questions in other languages bring, beside what the same questions bring in English."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from soundbrowser.domain.vectors import F16, F32
from soundbrowser.evaluate.measures import Measure, summarise
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.corpus import Clip, Part
from soundbrowser.training.language_texts import DATA, FOUR, QUERIES
from soundbrowser.training.text_measures import encode_known
from soundbrowser.training.text_sources import SharedTexts
from soundbrowser.training.waveforms import WaveformCache

BEST = 10
CAPTIONS = 1000
"""Korean captions that look for their English originals among each other."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question, in English and in other languages."""

    english: str
    others: Mapping[str, str]
    classes: frozenset[int]
    """AudioSet classes, any of which is right."""


@dataclass(frozen=True, slots=True)
class LanguageMeasures:
    """One set of questions in one language."""

    queries: str
    """Which set."""
    language: str
    held_out: Measure
    """Share of the English question's ten best sounds among the ten best, over sounds that no step learned from."""
    everything: Measure
    """The same over all sounds."""
    class_at_10: float
    """Share of the questions of which a right class is among the ten nearest of 527 names."""


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """All that is known of other languages."""

    languages: tuple[LanguageMeasures, ...]
    captions_at_10: float
    """Share of Korean captions, never learned from, that find their English original among the ten best of 1,000."""


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """Where questions are asked: joint vectors, some of them held out."""

    model: JointModel
    sounds: F32
    held_out: NDArray[np.bool_]

    def best(self, text: str) -> tuple[set[int], set[int]]:
        """The ten best among the held-out sounds, and among all."""
        scores = self.sounds @ self.model.text_query(text).vector
        return _first(np.where(self.held_out, scores, -np.inf)), _first(scores)


def measure_languages(
    folder: ModelFolder, shared: SharedTexts, clips: Sequence[Clip], waveforms: WaveformCache
) -> LanguageReport:
    """Embeds all clips as the app does, and asks our own questions and the shared examples."""
    model, text = JointModel.load(folder), TextEncoder.load(folder)
    held_out = np.asarray([clip.part is Part.TEST for clip in clips])
    answers = _Answers(model, model.project(_base(folder, waveforms)), held_out)
    names = text.encode([entry.name for entry in shared.classes()])
    sets = {"ours": DATA / QUERIES, "examples": shared.root / "text/sentences/multilingual_examples.csv"}
    found = [
        _measure(name, language, read_queries(path), answers, text, names)
        for name, path in sets.items()
        for language in FOUR
    ]
    return LanguageReport(tuple(found), _captions_at_10(text, shared))


def read_queries(path: Path) -> list[Query]:
    """A table of questions: columns en, ko, ja, de, es, audioset_index."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Query(
                row["en"],
                {language: row[language] for language in FOUR},
                frozenset(map(int, row["audioset_index"].split(";"))),
            )
            for row in csv.DictReader(lines)
        ]


def table(report: LanguageReport) -> str:
    """The measures as a Markdown table and a sentence."""
    lines = [
        "| questions | language | same ten, held-out sources | same ten, all sounds | class among ten of 527 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in report.languages:
        cells = [row.queries, row.language, _cell(row.held_out), _cell(row.everything), f"{row.class_at_10:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", captions_line(report)])


def captions_line(report: LanguageReport) -> str:
    """What captions say that nobody of us wrote, as a sentence."""
    return (
        f"Of {CAPTIONS:,} Korean captions, which nothing learned from, {report.captions_at_10:.3f} find their English "
        "original among the ten best."
    )


def as_document(report: LanguageReport) -> dict[str, object]:
    """For `measures.json`."""
    return asdict(report)


def _measure(
    name: str, language: str, queries: Sequence[Query], answers: _Answers, text: TextEncoder, names: F32
) -> LanguageMeasures:
    shares = [_shares(query.english, query.others[language], answers) for query in queries]
    nearest = text.encode([query.others[language] for query in queries]) @ names.T
    right = [bool(query.classes & _first(row)) for query, row in zip(queries, nearest, strict=True)]
    return LanguageMeasures(
        queries=name,
        language=language,
        held_out=summarise([share for share, _ in shares]),
        everything=summarise([share for _, share in shares]),
        class_at_10=float(np.mean(right)),
    )


def _shares(english: str, other: str, answers: _Answers) -> tuple[float, float]:
    (held, everything), (held_too, everything_too) = answers.best(english), answers.best(other)
    return len(held & held_too) / BEST, len(everything & everything_too) / BEST


def _first(scores: F32) -> set[int]:
    return set(np.argsort(-scores, kind="stable")[:BEST].tolist())


def _base(folder: ModelFolder, waveforms: WaveformCache) -> F16:
    embedder = open_embedder(folder, "cpu")
    rows: Iterable[int] = tqdm(range(len(waveforms)), desc="embed", unit="clip")
    return np.stack([embedder.embed(waveforms[row]).base[0] for row in rows])


def _captions_at_10(text: TextEncoder, shared: SharedTexts) -> float:
    with (shared.root / "text/multilingual/captions_ko_en.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[:CAPTIONS]
    scores = encode_known(text, [row["ko"] for row in rows]) @ encode_known(text, [row["en"] for row in rows]).T
    ranks = (scores > np.diag(scores)[:, None]).sum(axis=1)
    return float((ranks < BEST).mean())


def _cell(measure: Measure) -> str:
    return f"{measure.mean:.3f} ({measure.low:.3f} – {measure.high:.3f})"
