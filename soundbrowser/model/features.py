"""What a text of any script is cut into: whole words and their groups of letters, or unspaced runs and their pieces."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

LETTER_GROUPS = (4, 5)
"""Lengths of the groups of a spaced word, which count its two ends."""
RUN_GROUPS = (2, 3)
"""Lengths of the groups of a run of characters, which count its two ends."""
LONGEST = 100
"""Characters of one word; what is longer is no word, and is cut here."""
BEGIN, END = "<", ">"


class Script(Enum):
    """Writing systems that are cut differently."""

    SPACED = auto()
    """Letters, with spaces between the words."""
    HAN = auto()
    HIRAGANA = auto()
    KATAKANA = auto()
    HANGUL = auto()


_RANGES = {
    Script.HAN: ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F)),
    Script.HIRAGANA: ((0x3041, 0x3096), (0x309D, 0x309F)),
    Script.KATAKANA: ((0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF)),
    Script.HANGUL: ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7AF)),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a spaced script, or a run of characters of the others."""

    text: str
    """In lower case and compatibility form; without accents where the script has spaces."""
    spaced: bool
    foreign_letters: bool = False
    """Whether it was written with accents, umlauts, or letters outside ASCII."""

    @property
    def whole(self) -> str:
        """The feature that stands for the word itself."""
        return f"{BEGIN}{self.text}{END}"

    @property
    def groups(self) -> list[str]:
        """The other features, each once: groups of letters; or a run's parts of one script, ideograms, groups."""
        if self.spaced:
            return _without(self.whole, _groups(self.whole, LETTER_GROUPS))
        parts = (f"{BEGIN}{''.join(part)}{END}" for _, part in itertools.groupby(self.text, _script))
        ideograms = (one for one in self.text if _script(one) is Script.HAN)
        return _without(self.whole, itertools.chain(parts, ideograms, _groups(self.whole, RUN_GROUPS)))

    @property
    def features(self) -> list[str]:
        """The word itself, then its groups."""
        return [self.whole, *self.groups]


def read_words(text: str) -> list[Word]:
    """The words of a text in order; letters and digits make words, everything else parts them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [
        _word("".join(run)[:LONGEST], spaced)
        for spaced, run in itertools.groupby(folded, _is_spaced)
        if spaced is not None
    ]


def _word(run: str, spaced: bool) -> Word:
    if not spaced:
        return Word(run, spaced=False)
    bare = "".join(one for one in unicodedata.normalize("NFD", run) if unicodedata.category(one) != "Mn")
    return Word(bare, spaced=True, foreign_letters=not run.isascii())


def _is_spaced(character: str) -> bool | None:
    script = _script(character)
    return None if script is None else script is Script.SPACED


def _script(character: str) -> Script | None:
    if character.isascii():
        return Script.SPACED if character.isalnum() else None
    code = ord(character)
    for script, ranges in _RANGES.items():
        if any(low <= code <= high for low, high in ranges):
            return script
    is_letter = character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
    return Script.SPACED if is_letter else None


def _groups(text: str, lengths: Sequence[int]) -> Iterator[str]:
    for length in lengths:
        yield from (text[start : start + length] for start in range(len(text) - length + 1))


def _without(whole: str, features: Iterator[str]) -> list[str]:
    return [feature for feature in dict.fromkeys(features) if feature != whole]
