"""Texts in other languages beside their meaning in English: what the second word table is learned from."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.training.language_synonyms import Saying, Translation, WordList, synonyms_of
from soundbrowser.training.text_sources import SharedTexts

DATA = Path(__file__).parent / "data"
WORDS, PHRASES, QUERIES = "everyday_words.csv", "everyday_phrases.csv", "other_language_queries.csv"
GLUE = "language_glue.csv"
FOUR = ("ko", "ja", "de", "es")
"""The languages of our own lists, which get the most of the table."""
COMPOSED, COMPOSED_ELSEWHERE = 25_000, 5_000
"""Made-up phrases a language: of the four, of the others."""
COMPOSED_SIZES = (1, 2, 2, 2, 3, 3)
"""Words in a made-up phrase; each size as likely as it is often here."""


@dataclass(frozen=True, slots=True)
class Glue:
    """What stands between, before and after words in a language."""

    between: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """All there is to learn from, by kind, so that each kind can be given its share."""

    words: list[Saying]
    phrases: list[Saying]
    synonyms: list[Saying]
    """UCS synonyms whose own meaning was found."""
    categories: list[Saying]
    """UCS texts that mean their category."""
    captions: list[Saying]
    composed: list[Saying]
    """Words strung together at random."""

    def kinds(self) -> tuple[list[Saying], ...]:
        """In the order of the fields."""
        return self.words, self.phrases, self.synonyms, self.categories, self.captions, self.composed


def lessons(shared: SharedTexts, seed: int = 0) -> Lessons:
    """Everything that may be learned from.

    The questions that are measured with are left out as they stand, but for single words of our list: a language
    cannot be measured on words that are kept from it.
    """
    words = sayings(WORDS)
    synonyms = synonyms_of(_translations(shared), shared.categories(), WordList(words))
    composed = compose([*words, *synonyms.named], random.Random(seed))
    held = {query.text.casefold() for query in sayings(QUERIES)}
    found = (sayings(PHRASES), synonyms.named, synonyms.belonging, _captions(shared), composed)
    return Lessons(words, *([one for one in kind if one.text.casefold() not in held] for kind in found))


def sayings(file: str) -> list[Saying]:
    """One of our own lists: a column `en`, and one for each of the four languages with alternatives."""
    return [
        Saying(language, text, row["en"])
        for row in _rows(DATA / file)
        for language in FOUR
        for text in _parts(row[language])
    ]


def compose(words: Iterable[Saying], rng: random.Random) -> list[Saying]:
    """Made-up phrases in every language of the words; they mean what their words mean."""
    vocabulary: defaultdict[str, list[Saying]] = defaultdict(list)
    for word in words:
        vocabulary[word.language].append(word)
    glue = _glue()
    return [
        _string_together(vocabulary[language], glue[language], rng)
        for language in sorted(vocabulary)
        for _ in range(COMPOSED if language in FOUR else COMPOSED_ELSEWHERE)
    ]


def _string_together(vocabulary: Sequence[Saying], glue: Glue, rng: random.Random) -> Saying:
    chosen = [rng.choice(vocabulary) for _ in range(rng.choice(COMPOSED_SIZES))]
    text = chosen[0].text
    for word in chosen[1:]:
        text += rng.choice(glue.between) + word.text
    whole = rng.choice(glue.before) + text + rng.choice(glue.after)
    return Saying(chosen[0].language, whole, " ".join(word.meaning for word in chosen))


def _glue() -> dict[str, Glue]:
    def parts(cell: str) -> tuple[str, ...]:
        return tuple(cell.replace("_", " ").split("; "))

    return {
        row["language"]: Glue(parts(row["between"]), parts(row["before"]), parts(row["after"]))
        for row in _rows(DATA / GLUE)
    }


def _translations(shared: SharedTexts) -> list[Translation]:
    rows = _rows(shared.root / "text/ucs/ucs_translations.csv")
    return [
        Translation(row["CatID"], row["language"], row["category"], row["subcategory"], tuple(_parts(row["synonyms"])))
        for row in rows
    ]


def _captions(shared: SharedTexts) -> list[Saying]:
    """The Japanese ones; the Korean ones state no licence and are measured with only."""
    return [Saying("ja", row["ja"], row["en"]) for row in _rows(shared.root / "text/multilingual/captions_ja_en.csv")]


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
