"""How much of the teacher a word table keeps, and how well it finds the same thing said in other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.vectors import F32
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.text_sources import SharedTexts

PAIRS = 40_000
NEIGHBOURS = 10
LEAST_RECALL, LEAST_MIX = 0.73, 0.74
"""Gates of the open tier, the texts that anyone may learn from."""


class TableRefused(SoundbrowserError):
    """A word table is worse than what may be shipped."""


@dataclass(frozen=True, slots=True)
class TextMeasures:
    """What a word table is worth; each figure is 0 … 1."""

    mix: float
    """Spearman correlation with the teacher's cosine over pairs of held-out captions, half of them near neighbours."""
    recall_at_1: float
    """A phrase finds its paraphrase among 400."""
    recall_at_10: float
    plain_recall_at_10: float
    odd_recall_at_10: float
    """Onomatopoeia, slang and rare words alone."""
    caption_class_at_10: float
    """A held-out caption has one of its clip's classes among its ten nearest class names."""

    def check(self) -> None:
        """Refuses a table below the gates."""
        if self.recall_at_10 < LEAST_RECALL or self.mix < LEAST_MIX:
            raise TableRefused(f"The word table is too weak: recall {self.recall_at_10:.3f}, mix {self.mix:.3f}.")


def measure_text(encoder: TextEncoder, shared: SharedTexts, teacher: TeacherCache) -> TextMeasures:
    """All measures of one table."""
    kinds, ones, others = zip(*shared.paraphrases(), strict=True)
    ranks = _ranks(encode_known(encoder, ones), encode_known(encoder, others))
    plain = np.asarray([kind == "plain" for kind in kinds])
    captions = shared.held_out_captions()
    texts = [caption.text for caption in captions]
    return TextMeasures(
        mix=_mix(encode_known(encoder, texts), teacher.vectors(texts)),
        recall_at_1=float((ranks < 1).mean()),
        recall_at_10=float((ranks < NEIGHBOURS).mean()),
        plain_recall_at_10=float((ranks[plain] < NEIGHBOURS).mean()),
        odd_recall_at_10=float((ranks[~plain] < NEIGHBOURS).mean()),
        caption_class_at_10=_caption_classes(encoder, shared),
    )


def spearman(one: F32, other: F32) -> float:
    """Rank correlation of two lists without ties."""
    ranks = [np.argsort(np.argsort(values)).astype(np.float64) for values in (one, other)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def encode_known(encoder: TextEncoder, texts: Sequence[str]) -> F32:
    """Like the encoder, but a text without any known word is a row of zeros: it finds nothing."""
    rows = np.zeros((len(texts), encoder.dim), np.float32)
    known = [row for row, text in enumerate(texts) if encoder.known(text)]
    rows[known] = encoder.encode([texts[row] for row in known])
    return rows


def _ranks(ones: F32, others: F32) -> F32:
    scores = ones @ others.T
    own = np.diag(scores)[:, None]
    return np.asarray((scores > own).sum(axis=1) + ((scores == own).sum(axis=1) - 1) / 2, np.float32)


def _mix(made: F32, wanted: F32, seed: int = 0) -> float:
    rng = np.random.default_rng(seed)
    left = rng.integers(len(wanted), size=PAIRS)
    right = rng.integers(len(wanted), size=PAIRS)
    near = wanted @ wanted.T
    np.fill_diagonal(near, -1)
    nearest = np.argpartition(-near, 20, axis=1)[:, :20]
    half = PAIRS // 2
    right[:half] = nearest[left[:half], rng.integers(20, size=half)]
    return spearman((made[left] * made[right]).sum(axis=1), (wanted[left] * wanted[right]).sum(axis=1))


def _caption_classes(encoder: TextEncoder, shared: SharedTexts) -> float:
    names = encode_known(encoder, [entry.name for entry in shared.classes()])
    labelled: Sequence[tuple[str, tuple[int, ...]]] = [
        (caption.text, caption.labels) for caption in shared.held_out_captions() if caption.labels
    ]
    asked = encode_known(encoder, [text for text, _ in labelled])
    nearest = np.argsort(-(asked @ names.T), axis=1)[:, :NEIGHBOURS]
    return float(np.mean([bool(set(row) & set(labels)) for row, (_, labels) in zip(nearest, labelled, strict=True)]))
