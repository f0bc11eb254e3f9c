"""What a paper preset learns from: files with a class each, kept apart by source."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.audio.files import fingerprint
from soundbrowser.evaluate.corpus import Corpus
from soundbrowser.evaluate.division import divide
from soundbrowser.training.captions import thing
from soundbrowser.training.corpus import Part, read_corpus


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """One file and the words that are its class."""

    path: Path
    label: str
    learned: bool
    """False for clips that are only measured on."""
    source: str


def shared_clips(sounds: Path) -> list[LabelledClip]:
    """The shared folder's clips with the thing that each caption names as its class; test sources are held out.

    Clips without a stated licence are never learned from.
    """
    chosen = [clip for clip in read_corpus(sounds) if clip.licensed or clip.part is Part.TEST]
    return [LabelledClip(clip.path, thing(clip), clip.part is not Part.TEST, clip.source) for clip in chosen]


def corpus_clips(corpus: Corpus, seed: int = 0) -> list[LabelledClip]:
    """A corpus's clips with their first label, or else caption, as their class.

    The corpus's own sides, or whole sources drawn by lot; a sound that is on both sides is only measured on.
    """
    there = [clip for clip in corpus.clips if Path(clip.path).is_file()]
    division = divide(there, [fingerprint(clip.path) for clip in there], seed)
    sides = [(row, True) for row in division.database] + [(row, False) for row in division.asked]
    return [
        LabelledClip(Path(clip.path), (*clip.labels, *clip.captions)[0], learned, clip.source)
        for row, learned in sorted(sides)
        for clip in (there[row],)
    ]


def write_list(clips: Sequence[LabelledClip], file: Path) -> None:
    """A CSV file of the clips and their sides, which `soundbrowser evaluate` reads."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["file", "label", "split", "source"])
        for clip in clips:
            table.writerow([clip.path.absolute(), clip.label, "train" if clip.learned else "test", clip.source])


def digest(clips: Sequence[LabelledClip]) -> str:
    """Names the caches of a corpus: other files, classes or sides give another name."""
    lines = "\n".join(f"{clip.path}\t{clip.label}\t{clip.learned}" for clip in clips)
    return hashlib.sha256(lines.encode()).hexdigest()[:10]
