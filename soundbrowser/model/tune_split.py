"""Which of the user's clips are held out of a fine-tuning: whole folders where the folders allow it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.tuning import LEAST_CLIPS, TuneExample

HELD_SHARE = 0.2
MOST_HELD = 0.5


def check_examples(examples: Sequence[TuneExample]) -> None:
    """TuningError when there are no labels or too few clips for one."""
    if not examples:
        raise TuningError("There is nothing to learn: choose at least one label with clips that were listened to.")
    counts = Counter(example.label for example in examples)
    poor = [f"“{label}” ({count})" for label, count in counts.items() if count < LEAST_CLIPS]
    if poor:
        raise TuningError(f"A label needs at least {LEAST_CLIPS} clips; these have fewer: {', '.join(poor)}.")


def held_out(examples: Sequence[TuneExample], seed: int = 0) -> NDArray[np.bool_]:
    """(n,) True for clips to measure on: of each label about a fifth, at least one, at most half."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        rows[example.label].append(row)
    held = np.zeros(len(examples), np.bool_)
    for of_label in rows.values():
        held[_held_of_label([examples[row].group for row in of_label], of_label, rng)] = True
    return held


def _held_of_label(groups: Sequence[str], rows: Sequence[int], rng: np.random.Generator) -> list[int]:
    wanted = max(1, round(HELD_SHARE * len(rows)))
    chosen: list[int] = []
    for group, size in sorted(Counter(groups).items(), key=lambda item: (item[1], item[0])):
        if len(chosen) >= wanted or len(chosen) + size > MOST_HELD * len(rows):
            break
        chosen += [row for row, of in zip(rows, groups, strict=True) if of == group]
    return chosen or [rows[i] for i in rng.permutation(len(rows))[:wanted]]
