"""The card that travels with a model: what it learned from, what it can do, and where it is weak."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from soundbrowser.training.corpus import TEST_SOURCES, Clip

CARD = "MODEL_CARD.md"
LAST_SECTIONS = "## Where it is weak"
TEMPLATE = Path(__file__).parent / "data" / "model_card.md"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the template is filled with."""

    name: str
    learned: Sequence[Clip]
    """Clips that were learned from."""
    sets_table: str
    """Measures on the test part, as Markdown."""
    class_line: str
    text_line: str
    notice: str
    """The notice that must travel with the starting weights."""


def model_card(facts: CardFacts) -> str:
    """The card as Markdown."""
    values: Mapping[str, str] = {
        "name": facts.name,
        "clips": str(len(facts.learned)),
        "sources": str(len({clip.source for clip in facts.learned})),
        "test_sources": ", ".join(sorted(TEST_SOURCES)),
        "sets_table": facts.sets_table,
        "class_line": facts.class_line,
        "text_line": facts.text_line,
        "licences": licences_table(facts.learned),
        "notice": facts.notice.strip(),
    }
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def with_section(card: str, heading: str, body: str) -> str:
    """The card with this section in place of the one of the same heading, or before what it is weak in."""
    title = f"## {heading}"
    before, found, rest = card.partition(f"{title}\n")
    if not found:
        before, _, rest = card.partition(LAST_SECTIONS)
        return f"{before}{title}\n\n{body}\n\n{LAST_SECTIONS}{rest}"
    _, following, after = rest.partition("\n## ")
    return f"{before}{title}\n\n{body}\n{following}{after}"


def licences_table(clips: Sequence[Clip]) -> str:
    """Each source with its repository, how many of its clips were learned from, and their licences as stated."""
    rows: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for clip in clips:
        rows[clip.source, clip.repository][_cell(clip.licence)] += 1
    lines = ["| source | repository | clips | licences as stated |", "| --- | --- | --- | --- |"]
    for (source, repository), licences in sorted(rows.items()):
        stated = "; ".join(f"{licence} ({count})" for licence, count in licences.most_common())
        lines.append(f"| {source} | {repository} | {licences.total()} | {stated} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
