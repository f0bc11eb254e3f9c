"""What a text of any script is cut into: whole words and their neighbouring letters, or runs of CJK and their pieces."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

WORD_GRAMS = (4, 5)
"""Lengths of the letter groups of a word, its two boundary marks included."""
RUN_GRAMS = (1, 2, 3)
"""Lengths of the character groups of a run that is written without spaces."""
LONGEST_RUN = 100
"""Characters; what is longer is no word but a paste, and is cut here."""
BEGIN, END = "<", ">"


class Script(Enum):
    """Writing systems that are cut differently."""

    SPACED = "letters with spaces between the words"
    HAN = "han"
    HIRAGANA = "hiragana"
    KATAKANA = "katakana"
    HANGUL = "hangul"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a spaced script, or a run of characters of the others."""

    text: str
    """Folded: compatibility forms, lower case, without marks where the script has spaces."""
    spaced: bool
    marked: bool
    """Whether it was written with accents, umlauts or letters that no English word has."""

    def features(self) -> list[str]:
        """Each once: the word between its marks and its letter groups, or the run, its parts and their characters."""
        if self.spaced:
            bounded = f"{BEGIN}{self.text}{END}"
            return list(dict.fromkeys([bounded, *_grams(bounded, WORD_GRAMS)]))
        parts = ("".join(part) for _, part in itertools.groupby(self.text, _script))
        return list(dict.fromkeys([self.text, *parts, *_grams(self.text, RUN_GRAMS)]))


def read_words(text: str) -> list[Word]:
    """The words of a text in order; digits count as letters, everything else parts words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    runs = itertools.groupby(folded, _kind)
    return [_word("".join(run)[:LONGEST_RUN], kind) for kind, run in runs if kind is not None]


def _word(run: str, spaced: bool) -> Word:
    if not spaced:
        return Word(run, spaced=False, marked=False)
    bare = "".join(c for c in unicodedata.normalize("NFD", run) if unicodedata.category(c) != "Mn")
    return Word(bare, spaced=True, marked=not run.isascii())


def _kind(character: str) -> bool | None:
    """True for letters of a spaced script and for the marks on them, False for the others, None between words."""
    script = _script(character)
    return None if script is None else script is Script.SPACED


def _script(character: str) -> Script | None:
    if character.isascii():
        return Script.SPACED if character.isalnum() else None
    code = ord(character)
    for script, ranges in _RANGES.items():
        if any(low <= code <= high for low, high in ranges):
            return script
    return Script.SPACED if character.isalnum() or unicodedata.category(character) == "Mn" else None


_RANGES = {
    Script.HAN: ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F), (0x3005, 0x3007)),
    Script.HIRAGANA: ((0x3041, 0x3096), (0x309D, 0x309F)),
    Script.KATAKANA: ((0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF)),
    Script.HANGUL: ((0xAC00, 0xD7AF), (0x1100, 0x11FF), (0x3131, 0x318E)),
}


def _grams(text: str, lengths: tuple[int, ...]) -> Iterator[str]:
    for length in lengths:
        yield from (text[start : start + length] for start in range(len(text) - length + 1))
