"""A CSV file of sounds with labels, captions or both."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from soundbrowser.evaluate.corpus import Corpus, CorpusClip, CorpusRefused, Split, spoken
from soundbrowser.evaluate.tables import Row, columns, rows

FILE = ("file", "path", "filename", "file_name", "fname")
LABEL, LABELS = "label", "labels"
CAPTION = re.compile(r"captions?(_?\d+)?")
SPLIT, SOURCE = "split", "source"
TEST_NAMES = frozenset({"test", "eval", "evaluation"})
TRAIN_NAMES = frozenset({"train", "training", "dev", "development", "val", "valid", "validation"})
FORM = (
    "a heading that names a column “file” (or path, filename, fname) and “label”, “labels” (several, with ; or , "
    "between them) or “caption”"
)


@dataclass(slots=True)
class _Said:
    """What the lines about one file add up to."""

    labels: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    split: Split | None = None
    source: str = ""


def read(file: Path) -> Corpus:
    """The clips of `file`; paths start at its folder, several lines about one file are taken together.

    Without a column “source” a clip's source is the folder that it lies in. Raises CorpusRefused.
    """
    named = columns(file)
    captions = [name for name in named if CAPTION.fullmatch(name)]
    if not any(name in named for name in FILE) or not (captions or LABEL in named or LABELS in named):
        raise CorpusRefused(f"“{file}” is no list of named sounds: it needs {FORM}.")
    said: defaultdict[str, _Said] = defaultdict(_Said)
    for row in rows(file):
        _add(said[os.path.abspath(file.parent / row.need(*FILE))], row, captions)  # noqa: PTH100 -- links stay
    if not said:
        raise CorpusRefused(f"“{file}” has a heading and nothing below it.")
    clips = tuple(_clip(path, what) for path, what in said.items())
    kinds = [kind for kind, there in (("labels", any(c.labels for c in clips)), ("captions", bool(captions))) if there]
    return Corpus(file.stem, f"CSV file with {' and '.join(kinds)}", clips)


def _add(said: _Said, row: Row, captions: list[str]) -> None:
    said.labels += [spoken(row.get(LABEL))] if row.get(LABEL) else []
    said.labels += [spoken(label) for label in re.split(r"[;,]", row.get(LABELS)) if label.strip()]
    said.captions += [row.get(name) for name in captions if row.get(name)]
    said.split = _side(row) or said.split
    said.source = row.get(SOURCE) or said.source


def _side(row: Row) -> Split | None:
    name = row.get(SPLIT).lower()
    if not name:
        return None
    if name in TEST_NAMES or name in TRAIN_NAMES:
        return Split.TEST if name in TEST_NAMES else Split.TRAIN
    raise CorpusRefused(f"Line {row.line} of “{row.file}”: “{name}” is no side of a split; write train or test.")


def _clip(path: str, said: _Said) -> CorpusClip:
    if not said.labels and not said.captions:
        raise CorpusRefused(f"Nothing is said of “{path}”: it has neither a label nor a caption.")
    return CorpusClip(
        path=path,
        labels=tuple(dict.fromkeys(said.labels)),
        captions=tuple(dict.fromkeys(said.captions)),
        split=said.split,
        source=said.source or os.path.dirname(path),  # noqa: PTH120 -- bytes may be odd
    )
