"""What the synonyms of UCS mean one by one in other languages, which its tables do not say."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from soundbrowser.training.text_sources import Category

COGNATE_LENGTH, COGNATE_LIKENESS = 5, 0.84
"""From where on two spellings are taken for the same word ("Akkordeon", accordion)."""
COGNATE_VOTE = 0.7
"""Against a translation in our own list, which counts 1."""
OTHER_SCRIPTS = frozenset({"ja", "ko", "ru", "uk", "ar", "zh-Hans", "zh-Hant"})


@dataclass(frozen=True, slots=True)
class Saying:
    """A text, and what it means."""

    language: str
    """Codes as UCS has them: ko, pt-br, zh-Hans …"""
    text: str
    meaning: str
    """In English."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One category of UCS in another language."""

    cat_id: str
    language: str
    category: str
    subcategory: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The texts of UCS in other languages."""

    named: list[Saying]
    """Those whose own meaning was found."""
    belonging: list[Saying]
    """Those that are only known to belong to a category, and the categories' names: they mean its English name."""


class WordList:
    """Our own list, to look meanings up in."""

    def __init__(self, words: Iterable[Saying]) -> None:
        self._meanings: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for word in words:
            self._meanings[word.language, word.text.casefold()].append(word.meaning)

    def meanings(self, language: str, text: str) -> Sequence[str]:
        """All meanings of a text, none if it is not in the list."""
        return self._meanings.get((language, text.casefold()), ())


def synonyms_of(translations: Iterable[Translation], categories: Iterable[Category], words: WordList) -> Synonyms:
    """All texts of all languages.

    The translators went through one list of synonyms a category, so that rows of the same length say the same in the
    same places: what one language's word means, by our list or by its spelling, the words in its place mean too.
    """
    by_category: defaultdict[str, list[Translation]] = defaultdict(list)
    for translation in translations:
        by_category[translation.cat_id].append(translation)
    found = Synonyms([], [])
    for category in categories:
        here = by_category[category.cat_id]
        length = Counter(len(one.synonyms) for one in here).most_common(1)[0][0] if here else 0
        meanings = _meanings([one for one in here if len(one.synonyms) == length], category, words)
        for one in here:
            _sort(one, meanings if len(one.synonyms) == length else {}, category, found)
    return found


def _meanings(parallel: Sequence[Translation], category: Category, words: WordList) -> dict[int, str]:
    """Place to meaning, for those places of which any language's word is understood."""
    found = {}
    for place in range(len(parallel[0].synonyms) if parallel else 0):
        votes: defaultdict[str, float] = defaultdict(float)
        for one in parallel:
            for meaning, vote in _votes(one.language, one.synonyms[place], category, words).items():
                votes[meaning] += vote
        if votes:
            found[place] = max(votes, key=lambda meaning: votes[meaning])
    return found


def _sort(translation: Translation, meanings: Mapping[int, str], category: Category, found: Synonyms) -> None:
    language = translation.language
    for place, text in enumerate(translation.synonyms):
        kind = found.named if place in meanings else found.belonging
        kind.append(Saying(language, text, meanings.get(place, category.title)))
    names = (f"{translation.category} {translation.subcategory}", translation.subcategory)
    found.belonging.extend(Saying(language, text, category.title) for text in names)


def _votes(language: str, word: str, category: Category, words: WordList) -> dict[str, float]:
    known = words.meanings(language, word)
    votes = {meaning: 1 / len(known) for meaning in known}
    if language not in OTHER_SCRIPTS and len(word) >= COGNATE_LENGTH:
        for alike in difflib.get_close_matches(word.casefold(), category.synonyms, 1, COGNATE_LIKENESS):
            if len(alike) >= COGNATE_LENGTH:
                votes[alike] = votes.get(alike, 0) + COGNATE_VOTE
    return votes
