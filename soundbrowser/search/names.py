"""What a sound's name says for it: how well words match, as a chance, and which letters matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from soundbrowser.catalogue.terms import is_spelled, terms
from soundbrowser.domain.matches import NameMatch, NameMatchKind

CHANCE = {
    NameMatchKind.EXACT: 0.97,
    NameMatchKind.PHRASE: 0.93,
    NameMatchKind.WORDS: 0.88,
    NameMatchKind.PREFIXES: 0.7,
    NameMatchKind.ELSEWHERE: 0.6,
}
"""How far a match of all words is trusted. A person who types a name means that name."""
SOME_WORDS = 0.6
"""Trust in a name that holds all words but the little ones; a name that holds fewer counts by its share."""
LITTLE = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "out",
        "over",
    }
    | {"the", "through", "to", "under", "up", "with"}
)
"""Words that tell no sounds apart."""


def content_words(words: Iterable[str]) -> list[str]:
    """The terms of a question that names may hold, each once, in order; little words only if there is no other."""
    found = list(dict.fromkeys(term for word in words for term in terms(word)))
    return [term for term in found if term not in LITTLE] or found


def chance_of(match: NameMatch) -> float:
    """The chance that a sound whose name matches so is what was meant."""
    return CHANCE[match.kind]


def partial_chance(name: str, words: Sequence[str]) -> float:
    """The chance that a name with only some of the words stands for; 0 when it has none."""
    here = terms(name)
    held = sum(_held(word, here) for word in words)
    return SOME_WORDS * (held / len(words)) ** 2 if words else 0.0


def _held(word: str, here: Sequence[str]) -> bool:
    return word in here or (is_spelled(word) and len(word) > 2 and any(term.startswith(word) for term in here))


def spans(name: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Ranges of characters of a name that the words matched, in order and without overlaps."""
    found: list[tuple[int, int]] = []
    for word in sorted(set(words), key=len, reverse=True):
        for match in re.finditer(re.escape(word), name, re.IGNORECASE):
            if all(match.end() <= start or match.start() >= end for start, end in found):
                found.append(match.span())
    return tuple(sorted(found))
