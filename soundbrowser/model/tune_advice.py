"""Whether a fine-tuned version is worth keeping, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence

from soundbrowser.domain.tuning import Measure

GENERAL_LOSS = 0.01
"""What general search may lose before a version is not recommended."""
WORTH_KEEPING = 0.02
"""What one of the user's own measures must gain, and none may lose."""


def is_better(own: Sequence[Measure], general: Measure) -> bool:
    """True for a version to keep: something of the user's gained, nothing lost."""
    gains = [_gain(measure) for measure in own]
    return max(gains) >= WORTH_KEEPING and min(gains) > -WORTH_KEEPING and _gain(general) >= -GENERAL_LOSS


def advice(labels: Measure | None, corrections: Measure | None, general: Measure) -> str:
    """A few short sentences: what the figures mean, and what to do."""
    told = [("Your words are found", labels), ("Your corrections are heeded", corrections)]
    mine = [(what, _gain(measure)) for what, measure in told if measure is not None]
    if _gain(general) < -GENERAL_LOSS:
        points = f"{-100 * _gain(general):.1f} points of 100"
        return f"Everyday words are found worse than before, by {points}. Better discard it."
    for what, gain in mine:
        if gain <= -WORTH_KEEPING:
            return f"{what} worse than before, by {-100 * gain:.0f} points of 100. Better discard it."
    better = [f"{what} better, by {100 * gain:.0f} points of 100." for what, gain in mine if gain >= WORTH_KEEPING]
    if not better:
        return f"{mine[0][0]} no better than before. More clips may help. Better discard it."
    return f"{' '.join(better)} Everyday words are found as before. Keep it."


def _gain(measure: Measure) -> float:
    return measure.after - measure.before
