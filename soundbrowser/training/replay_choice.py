"""Chooses the replay set: sounds of every category and source, with their phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from soundbrowser.domain.vectors import F32
from soundbrowser.model.replay import Replay
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.captions import bare_caption
from soundbrowser.training.corpus import Clip, Part, to_learn_from

LEARNED, GENERAL = 1800, 500


def choose_replay(
    clips: Sequence[Clip], parts: tuple[Part, ...], base: F32, text: TextEncoder, seed: int = 0
) -> Replay:
    """Sounds to learn from again out of the learned parts, sounds to measure on out of those never learned from."""
    rng = np.random.default_rng(seed)
    others = tuple(part for part in Part if part not in parts)
    learned = _drawn(to_learn_from(clips, parts), LEARNED, text, rng)
    general = _drawn(to_learn_from(clips, others), GENERAL, text, rng)
    chosen = [*learned, *general]
    names = [bare_caption(clip).lower() for clip in chosen]
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return Replay(
        base=base[[clip.index for clip in chosen]].astype(np.float16),
        phrases=text.encode(list(places)).astype(np.float16),
        phrase_of=np.asarray([places[name] for name in names], np.int64),
        general=np.arange(len(chosen)) >= len(learned),
    )


def _drawn(clips: Sequence[Clip], count: int, text: TextEncoder, rng: np.random.Generator) -> list[Clip]:
    """At random, large sources and many takes of one sound held back."""
    known = [clip for clip in clips if text.known(bare_caption(clip))]
    sources, takes = Counter(c.source for c in known), Counter(c.take_group for c in known)
    weights = np.asarray([sources[clip.source] ** -0.5 / takes[clip.take_group] for clip in known])
    rows = rng.choice(len(known), min(count, len(known)), replace=False, p=weights / weights.sum())
    return [known[row] for row in sorted(rows)]
