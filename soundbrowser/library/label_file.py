"""Labels out of a CSV file: a path and a label a line, a heading or not."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.tuning import Label

HEADING = ["path", "label"]


def read_labels(file: Path, sound_at: Callable[[str], Sound | None]) -> list[Label]:
    """The labels in `file`; relative paths start at its folder.

    Raises TuningError for a file that cannot be read, a line of another form, or a path that is not in the library.
    """
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, path, label in _lines(file):
        sound = sound_at(os.path.abspath(file.parent / path))  # noqa: PTH100 -- links stay as the user named them
        if sound is None:
            raise TuningError(f"Line {number} of “{file}”: “{path}” is not in the library; index its folder first.")
        members[label].append(sound.id)
    return [Label(label, tuple(dict.fromkeys(ids))) for label, ids in members.items()]


def _lines(file: Path) -> Iterator[tuple[int, str, str]]:
    try:
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
            for number, fields in enumerate(csv.reader(opened), start=1):
                cells = [cell.strip() for cell in fields]
                if not any(cells) or (number == 1 and [cell.lower() for cell in cells] == HEADING):
                    continue
                if len(cells) != len(HEADING) or not all(cells):
                    raise TuningError(f"Line {number} of “{file}” is not of the form path,label.")
                yield number, cells[0], cells[1]
    except (OSError, csv.Error) as error:
        raise TuningError(f"The labels in “{file}” cannot be read: {error}.") from error
