"""Reads a question as a power user types it: words, "phrases", -without, and operators such as tag: or len:<2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from soundbrowser.domain.query import Filters, Query
from soundbrowser.search.operators import FilterDraft

_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<key>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+|"|(?(key)(?=\s|$)|(?!))))'
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»＂", '"'))
"""Quotation marks as keyboards and word processors make them."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question taken apart."""

    words: tuple[str, ...] = ()
    """In the order typed, operators left out."""
    phrases: tuple[str, ...] = ()
    """Texts in quotes: an answer's name, folder, tags or note must hold each of them."""
    without: tuple[str, ...] = ()
    """Words behind a minus."""
    filters: Filters = field(default_factory=Filters)

    @property
    def semantic_text(self) -> str:
        """What the model is asked."""
        return " ".join((*self.words, *self.phrases))

    @property
    def plain_words(self) -> str:
        """The same where the words alone say what is wanted, so that an answer can be right or wrong for them."""
        return "" if self.without else self.semantic_text


def texts_of(query: Query) -> tuple[str, ...]:
    """Every text of a question that a model is asked, each once."""
    asked = parse(query.text)
    return tuple(dict.fromkeys(text for text in (asked.semantic_text, *asked.without, *query.without) if text))


def parse(text: str) -> ParsedQuery:
    """Takes any text; what is no operator is a word, so nothing typed is ever an error."""
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    draft = FilterDraft()
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        minus, key, quoted = bool(piece["minus"]), piece["key"], piece["quoted"]
        value = (quoted if quoted is not None else piece["plain"]).strip()
        if key and draft.take(key.lower(), value.strip('"'), minus):
            continue
        whole = f"{key}:{value}" if key else value
        if not any(character.isalnum() or ord(character) > 0x7F for character in whole):
            continue
        target = without if minus else phrases if quoted is not None and not key else words
        target.append(whole)
    return ParsedQuery(tuple(words), tuple(phrases), tuple(without), draft.filters())
