"""Recordings that are on both sides of a split in files of other bytes: found, and left out of the database."""

from __future__ import annotations

from dataclasses import replace

from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.division import without_recordings
from soundbrowser.evaluate.hearing import Ear
from soundbrowser.evaluate.recordings import is_same, proposed


def without_leaks(bench: Bench, ear: Ear) -> Bench:
    """The bench with a database without the recordings that are asked about.

    Clips whose acoustic prints listening did not bring are decoded for them, by no model. Raises Cancelled.
    """
    clips, division = bench.heard.clips, bench.division
    if not division.database.size:
        return bench
    prints = bench.heard.prints or ear.prints(clips)
    pairs = list(proposed(prints, division.asked, division.database))
    found: dict[int, tuple[float, int]] = {}
    for pair, likeness in zip(pairs, ear.compare(clips, pairs) if pairs else (), strict=True):
        if likeness is not None and is_same(likeness):
            found[pair.other] = max(found.get(pair.other, (0.0, -1)), (likeness.agreement, pair.asked))
    same = {row: asked for row, (_, asked) in found.items()}
    unjudged = sum(one is None or not one.telling for one in prints)
    return replace(bench, division=without_recordings(division, clips, same), unjudged=unjudged)
