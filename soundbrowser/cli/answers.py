"""Answers as lines of text and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from soundbrowser.cli.texts import clock, printable

if TYPE_CHECKING:
    from soundbrowser.domain.query import Answers, Hit

WEAK_LINE = "      -- weak matches below --"


def as_json(answers: Answers) -> str:
    """A JSON list on one line, best first; ASCII alone, so that any name survives any terminal."""
    return json.dumps([_fields(hit) for hit in answers.hits])


def show(answers: Answers, *, as_list: bool) -> None:
    """Prints the answers; what there is to say about them goes to stderr."""
    if answers.notice:
        print(answers.notice, file=sys.stderr)
    if as_list:
        print(as_json(answers))
        return
    for line in _lines(answers):
        print(line)
    if not answers.hits:
        print(f"Nothing found among {answers.total} sounds.")


def _fields(hit: Hit) -> dict[str, Any]:
    duration = hit.sound.duration_s
    return {
        "path": hit.sound.path,
        "name": hit.sound.name,
        "score": hit.score,
        "start_s": hit.start_s,
        "end_s": min(hit.end_s, duration),
        "duration_s": duration,
        "why": {"name": hit.evidence.name, "meaning": hit.evidence.meaning, "sound": hit.evidence.sound},
    }


def _lines(answers: Answers) -> Iterator[str]:
    strong = True
    for hit in answers.hits:
        if strong and hit.weak:
            yield WEAK_LINE
            strong = False
        yield _line(hit)


def _line(hit: Hit) -> str:
    leading = hit.evidence.leading()
    why = f" ({leading.value})" if leading else ""
    whole = hit.start_s <= 0 and hit.end_s >= hit.sound.duration_s - 0.01
    part = clock(hit.sound.duration_s) if whole else f"{hit.start_s:.2f}-{hit.end_s:.2f} s"
    return f"{hit.score:5.2f}  {printable(hit.sound.name)}  {part}{why}  {printable(hit.sound.path)}"
