"""Which of the user's clips are held out of a fine-tuning: whole folders where the folders allow it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import TuningError
from soundbrowser.domain.tuning import LEAST_CLIPS, TuneExample, TunePair

HELD_SHARE = 0.2
MOST_HELD = 0.5


def check_examples(examples: Sequence[TuneExample], pairs: Sequence[TunePair]) -> None:
    """TuningError when there are neither labels nor corrections, or too few clips for a label."""
    if not examples and not pairs:
        raise TuningError(
            "There is nothing to learn: choose a label or corrections whose sounds were listened to with this model."
        )
    counts = Counter(example.label for example in examples)
    poor = [f"“{label}” ({count})" for label, count in counts.items() if count < LEAST_CLIPS]
    if poor:
        raise TuningError(f"A label needs at least {LEAST_CLIPS} clips; these have fewer: {', '.join(poor)}.")


def held_out(examples: Sequence[TuneExample], seed: int = 0) -> NDArray[np.bool_]:
    """(n,) True for clips to measure on: of each label about a fifth, at least one, at most half."""
    return _held([(example.label, example.group) for example in examples], seed)


def held_out_pairs(pairs: Sequence[TunePair], seed: int = 0) -> NDArray[np.bool_]:
    """(n,) True for corrections to measure on: about a fifth of what fits a question, and of what does not.

    Fewer than `LEAST_CLIPS` of a kind are all learned from.
    """
    return _held([(f"{pair.fits} {pair.text}", pair.group) for pair in pairs], seed, least=LEAST_CLIPS)


def _held(keys: Sequence[tuple[str, str]], seed: int, least: int = 1) -> NDArray[np.bool_]:
    """`keys` name the word and the folder of each clip."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, (word, _group) in enumerate(keys):
        rows[word].append(row)
    held = np.zeros(len(keys), np.bool_)
    for of_word in rows.values():
        if len(of_word) >= least:
            held[_held_of_word([keys[row][1] for row in of_word], of_word, rng)] = True
    return held


def _held_of_word(groups: Sequence[str], rows: Sequence[int], rng: np.random.Generator) -> list[int]:
    wanted = max(1, round(HELD_SHARE * len(rows)))
    chosen: list[int] = []
    for group, size in sorted(Counter(groups).items(), key=lambda item: (item[1], item[0])):
        if len(chosen) >= wanted or len(chosen) + size > MOST_HELD * len(rows):
            break
        chosen += [row for row, of in zip(rows, groups, strict=True) if of == group]
    return chosen or [rows[i] for i in rng.permutation(len(rows))[:wanted]]
