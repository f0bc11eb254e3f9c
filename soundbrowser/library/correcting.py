"""Corrections: what the user says of single answers. They count at once, and fine-tuning learns from them."""

from __future__ import annotations

from collections.abc import Sequence

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import QueryError
from soundbrowser.domain.tuning import Correction
from soundbrowser.search.parse import parse


class Correcting:
    """The part of the library that is told what fits and what does not.

    A question here is its words: filters do not matter, and one that pushes words away (`crowd -laugh`) has no words
    of which a sound could be said to be right or wrong.
    """

    _catalogue: Catalogue

    @staticmethod
    def words_of(question: str) -> str:
        """The words of a question that its answers can be corrected for; empty where there are none."""
        return parse(question).plain_words

    def not_a_match(self, question: str, ids: Sequence[int]) -> None:
        """Hides sounds from the answers to these words, whatever the filters. Inverse: `forget_corrections`."""
        self._correct(question, ids, fits=False)

    def more_like_this(self, question: str, ids: Sequence[int]) -> None:
        """Leans the answers to these words towards sounds like these. Inverse: `forget_corrections`."""
        self._correct(question, ids, fits=True)

    def forget_corrections(self, question: str, ids: Sequence[int]) -> None:
        """Takes back what was said of these sounds as answers to these words. QueryError."""
        words = self._plain_words(question)
        with self._catalogue.write() as writer:
            writer.forget_corrections(words, ids)

    def corrections(self, question: str = "") -> list[Correction]:
        """What was said of answers, the newest first; or of the answers to one question. QueryError."""
        return (
            self._catalogue.corrections_of(self._plain_words(question)) if question else self._catalogue.corrections()
        )

    def _correct(self, question: str, ids: Sequence[int], *, fits: bool) -> None:
        words = self._plain_words(question)
        with self._catalogue.write() as writer:
            writer.correct(words, ids, fits=fits)

    def _plain_words(self, question: str) -> str:
        words = self.words_of(question)
        if not words:
            raise QueryError(f"“{question}” has no plain words that an answer could be right or wrong for.")
        return words
