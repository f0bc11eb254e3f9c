"""Texts cut into search terms, the same way for names and for questions.

`kick_808`, `Kick808` and "kick 808" all become `kick`, `808`. Scripts written without spaces become single
characters, which a phrase of characters finds again at any length; an emoji is a term of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from soundbrowser.catalogue.texts import nfc

_ASCII_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u312f"
    "\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")
_STROKES = str.maketrans(
    dict(zip("øØłŁđĐðÐħĦŧŦı", "oOlLdDdDhHtTi", strict=True)) | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
"""Letters that no decomposition takes apart, and that are typed without their strokes all the same."""
_FOLDED_SCRIPTS = 0x0530
"""Latin, Greek and Cyrillic lie below; their accents do not tell words apart."""
_SHORTEST_ROOT = 4
_LONGEST_ENDING = 3
"""Letters that a word may have more than its root: `break` in `breaking`, `door` in `doors`."""


def terms(text: str) -> list[str]:
    """The search terms of a text in their order: lower case, no accents, no punctuation."""
    if text.isascii():
        return [piece.lower() for piece in _ASCII_PIECE.findall(text)]
    return list(_unicode_terms(text))


def runs(pieces: Sequence[str]) -> list[str]:
    """Each two neighbours written as one word, so that `thunder_storm` is found as `thunderstorm`."""
    return [left + right for left, right in pairwise(pieces) if is_spelled(left) and is_spelled(right)]


def is_spelled(term: str) -> bool:
    """True for a term of letters or digits, which may be the beginning of a longer one; False for a lone character."""
    return not _UNSPACED.match(term) and term[0].isalnum()


def roots(term: str) -> list[str]:
    """Shorter words that a word may come from, the longest first; no dictionary tells which of them are words."""
    shortest = max(_SHORTEST_ROOT, len(term) - _LONGEST_ENDING)
    return [term[:length] for length in range(len(term) - 1, shortest - 1, -1)] if term.isalpha() else []


@lru_cache(maxsize=4096)
def _unicode_terms(text: str) -> tuple[str, ...]:
    found: list[str] = []
    before = _Kind.NONE
    for character in _plain(text):
        kind = _kind(character)
        if kind is before and kind in (_Kind.LETTER, _Kind.DIGIT):
            found[-1] += character
        elif kind is not _Kind.NONE:
            found.append(character)
        before = kind
    return tuple(_fold(part) for piece in found for part in _camel_parts(piece))


def _plain(text: str) -> str:
    """NFKC without accents where accents do not tell words apart."""
    composed = unicodedata.normalize("NFKC", nfc(text)).translate(_STROKES)
    return _ACCENTS.sub("", "".join(map(_unaccented, composed)))


def _unaccented(character: str) -> str:
    if character < "\x80":
        return character
    if ord(character) < _FOLDED_SCRIPTS or "\u1e00" <= character <= "\u1fff":
        return unicodedata.normalize("NFKD", character)
    return character


class _Kind(Enum):
    """What a character is to the cutting."""

    LETTER = 0
    DIGIT = 1
    ALONE = 2
    NONE = 3


def _kind(character: str) -> _Kind:
    category = unicodedata.category(character)
    if category[0] == "P":
        return _Kind.NONE
    if _UNSPACED.match(character):
        return _Kind.ALONE
    if category[0] in "LM":
        return _Kind.LETTER
    if category[0] == "N":
        return _Kind.DIGIT
    return _Kind.ALONE if category == "So" and character != "\ufffd" else _Kind.NONE


def _camel_parts(piece: str) -> list[str]:
    """`KickÖl` cut where a capital follows a small letter, or begins a word after capitals."""
    cuts = [0]
    for at in range(1, len(piece)):
        begins = piece[at].isupper() and (piece[at - 1].islower() or piece[at + 1 : at + 2].islower())
        if begins and piece[at - 1].isalpha():
            cuts.append(at)
    return [piece[left:right] for left, right in zip(cuts, [*cuts[1:], len(piece)], strict=True)]


def _fold(piece: str) -> str:
    return unicodedata.normalize("NFKC", piece.casefold())
