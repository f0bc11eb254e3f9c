"""Words and their pieces: how a text is cut before its vectors are looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST_WORD = 100
_STRETCHED = re.compile(r"(\w)\1{2,}")
_CJK = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


def words_of(text: str) -> list[str]:
    """Lower case, marks dropped, cut at spaces and punctuation, CJK characters alone (BERT's rules); no punctuation."""
    return "".join(_spaced(character) for character in unicodedata.normalize("NFD", text.lower())).split()


def pieces_of(word: str, known: Container[str]) -> list[str]:
    """The pieces of a word, none when a part of it is not known; "bzzzz" is read as "bzz" or "bz" if that is one."""
    if len(word) > LONGEST_WORD:
        return []
    twice, once = _STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)
    whole = next((spelling for spelling in (word, twice, once) if spelling in known), None)
    return [whole] if whole else _longest_matches(twice, known)


def _longest_matches(word: str, known: Container[str]) -> list[str]:
    """WordPiece: the longest piece from the left each time, `##` before every piece but the first."""
    pieces: list[str] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in known), None)
        if end is None:
            return []
        pieces.append(prefix + word[start:end])
        start = end
    return pieces


def _spaced(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Mn" or (category.startswith("C") and not character.isspace()):
        return ""
    if character.isspace() or category.startswith(("P", "S")):
        return " "
    code = ord(character)
    return f" {character} " if any(low <= code <= high for low, high in _CJK) else character
