"""What a sound's name says for it: how well words match, as a chance, and which letters matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.terms import is_spelled, roots, terms
from soundbrowser.domain.matches import NameMatchKind, TermForm
from soundbrowser.domain.vectors import Ids

CHANCE = {
    NameMatchKind.EXACT: 0.97,
    NameMatchKind.PHRASE: 0.93,
    NameMatchKind.WORDS: 0.88,
    NameMatchKind.PREFIXES: 0.7,
    NameMatchKind.ELSEWHERE: 0.6,
}
"""How far a match of all words is trusted. A person who types a name means that name."""
SOME_WORDS = 0.6
"""Trust in a name that holds all but a vanishing share of the words; fewer count by the square of their share."""
MOST_PIECES = 12
"""Words of a longer question are no longer looked up one by one."""
SHORTEST_BEGINNING = 3
"""Letters from which a word may stand for another form of it."""
LITTLE = frozenset(
    "a an and at by for from in into is it of off on onto or out over the through to under up with".split()  # noqa: SIM905
)
"""Words that tell no sounds apart."""
_CHANCES = np.array([CHANCE[kind] for kind in sorted(CHANCE)])


def _nobody() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class NameEvidence:
    """What names say to one question."""

    sound_ids: Ids = field(default_factory=_nobody)
    """(n,) ascending: sounds whose names say anything for them."""
    chances: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """(n,)"""
    required: Ids | None = None
    """Sounds that hold every phrase; None where no phrase is asked for."""
    unwanted: Ids = field(default_factory=_nobody)
    """Sounds with a word in their name that is, or begins with, one that is pushed away."""

    def of(self, sound_ids: Ids) -> NDArray[np.float64]:
        """(n,) the chance by name of each sound; 0 where the name says nothing."""
        if not self.sound_ids.size:
            return np.zeros(sound_ids.size)
        at = np.minimum(np.searchsorted(self.sound_ids, sound_ids), self.sound_ids.size - 1)
        return np.where(self.sound_ids[at] == sound_ids, self.chances[at], 0.0)


def evidence(
    catalogue: Catalogue, words: Sequence[str], phrases: Sequence[str], unwanted: Sequence[str]
) -> NameEvidence:
    """Looks up a question's words; phrases in quotes must be there, words may be missing."""
    telling = telling_words(words)
    ids, chances = _all_words(catalogue, telling, phrases)
    some, some_chances = _some_words(catalogue, list(dict.fromkeys(pieces((*telling, *phrases)))))
    every, chance = _best_of(np.concatenate([ids, some]), np.concatenate([chances, some_chances]))
    return NameEvidence(
        every,
        chance,
        catalogue.name_kinds((), phrases).sound_ids if phrases else None,
        np.unique(np.concatenate([_nobody(), *(_pushed_away(catalogue, word) for word in unwanted)])),
    )


def telling_words(words: Sequence[str]) -> list[str]:
    """The words that names may be told apart by; the little ones only if there is no other."""
    return [word for word in words if not LITTLE.issuperset(terms(word))] or list(words)


def pieces(words: Iterable[str]) -> Iterator[str]:
    """What is looked up by itself: each spelled term, and each run of characters of a script without spaces."""
    for word in words:
        for spelled, run in groupby(terms(word), is_spelled):
            if spelled:
                yield from run
            else:
                yield "".join(run)


def _all_words(catalogue: Catalogue, words: Sequence[str], phrases: Sequence[str]) -> tuple[Ids, NDArray[np.float64]]:
    found = catalogue.name_kinds(words, phrases)
    return found.sound_ids, _CHANCES[found.kinds]


def _some_words(catalogue: Catalogue, wanted: Sequence[str]) -> tuple[Ids, NDArray[np.float64]]:
    """Names that hold some of several words."""
    if not 1 < len(wanted) <= MOST_PIECES:
        return _nobody(), np.empty(0)
    held = [catalogue.with_term(piece, TermForm.ANY if _may_begin(piece) else TermForm.SAME) for piece in wanted]
    ids, counts = np.unique(np.concatenate(held), return_counts=True)
    return ids, SOME_WORDS * (counts / len(wanted)) ** 2


def _pushed_away(catalogue: Catalogue, word: str) -> Ids:
    """Names with the word, or one that begins with it: who wants no `laugh` wants no `laughing` either."""
    return catalogue.with_term(word, TermForm.LONGER if _may_begin(word) else TermForm.SAME)


def _may_begin(piece: str) -> bool:
    return len(piece) >= SHORTEST_BEGINNING and is_spelled(piece)


def _best_of(ids: Ids, chances: NDArray[np.float64]) -> tuple[Ids, NDArray[np.float64]]:
    """Each id once, ascending, with its greatest chance."""
    order = np.lexsort((-chances, ids))
    every, first = np.unique(ids[order], return_index=True)
    return every, chances[order][first]


class Highlighter:
    """Finds the letters of names that a question's words matched: where words begin like them, or are their roots."""

    def __init__(self, words: Iterable[str]) -> None:
        wanted = set(pieces(words))
        whole = {root for word in wanted for root in roots(word)} - wanted
        self._pattern = re.compile(f"(?:{_any_of(wanted)})|(?P<whole>{_any_of(whole)})", re.IGNORECASE)

    def spans(self, name: str) -> tuple[tuple[int, int], ...]:
        """Ranges of characters, in order and without overlaps; each begins where a word of the name does."""
        found: list[tuple[int, int]] = []
        at = 0
        while match := self._pattern.search(name, at):
            start, end = match.span()
            begins = _begins_word(name, start) or (bool(found) and found[-1][1] == start)
            lit = begins and (match["whole"] is None or end == len(name) or _begins_word(name, end))
            if lit:
                found.append((start, end))
            at = end if lit else start + 1
        return tuple(found)


def _any_of(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first; one that matches nothing where there is none."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


def _begins_word(name: str, at: int) -> bool:
    """Also within `BigKick` and `Kick808`."""
    if at == 0 or not is_spelled(name[at]):
        return True
    before, here = name[at - 1], name[at]
    if before.isalpha() and here.isalpha():
        return not is_spelled(before) or (before.islower() and here.isupper())
    return not (before.isdigit() and here.isdigit())
