"""Rows of a CSV file with a heading, by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.evaluate.corpus import CorpusRefused


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; columns are asked for by their names in lower case."""

    file: Path
    line: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """The first of these columns that says something; empty when none does."""
        return next((value for name in names if (value := self.cells.get(name, "").strip())), "")

    def need(self, *names: str) -> str:
        """The same; raises CorpusRefused when none says anything."""
        if not (value := self.get(*names)):
            raise CorpusRefused(f"Line {self.line} of “{self.file}” says nothing under “{names[0]}”.")
        return value


def columns(file: Path) -> list[str]:
    """The heading of a CSV file in lower case."""
    for row in _lines(file):
        return [cell.strip().lower() for cell in row[1]]
    raise CorpusRefused(f"“{file}” is empty.")


def rows(file: Path) -> Iterator[Row]:
    """All lines below the heading that are not empty."""
    lines = _lines(file)
    heading = [cell.strip().lower() for cell in next(lines, (0, []))[1]]
    for line, cells in lines:
        if len(cells) != len(heading):
            raise CorpusRefused(
                f"Line {line} of “{file}” has {len(cells)} columns, its heading {len(heading)}; "
                "texts with commas in them need quotes."
            )
        yield Row(file, line, dict(zip(heading, cells, strict=True)))


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
            reader = csv.reader(opened)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except (OSError, csv.Error) as error:
        raise CorpusRefused(f"The list “{file}” cannot be read: {error}.") from error
