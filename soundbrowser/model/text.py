"""Texts to vectors with numpy alone: the weighted mean of a text's pieces, out of int8 tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import ModelDamaged, UnknownWords
from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.features import read_words
from soundbrowser.model.other_languages import OtherLanguages
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.words import pieces_of, words_of

VOCABULARY = "vocabulary.txt"
TABLE = "text.safetensors"


class TextEncoder:
    """Rows of a piece table; a row's scale carries both its quantisation step and the piece's weight in a mean."""

    def __init__(
        self, pieces: Sequence[str], rows: NDArray[np.int8], scales: F16, others: OtherLanguages | None = None
    ) -> None:
        if not len(pieces) == len(rows) == len(scales):
            raise ModelDamaged(
                f"The word table has {len(rows)} rows and {len(scales)} scales for {len(pieces)} pieces."
            )
        self._row_of = {piece: row for row, piece in enumerate(pieces)}
        self._rows = rows
        self._scales = scales.astype(np.float32)
        self._others = others

    @classmethod
    def load(cls, folder: ModelFolder) -> TextEncoder:
        """Reads the tables of a model."""
        pieces = folder.file(VOCABULARY).read_text(encoding="utf-8").split("\n")
        table = folder.tensors(TABLE)
        return cls(pieces, table["rows"], table["scales"], OtherLanguages.load(folder, pieces))

    @property
    def dim(self) -> int:
        """Length of a text vector."""
        return int(self._rows.shape[1])

    def known(self, text: str) -> bool:
        """True when at least one word of the text is in a table."""
        ids, others = self._read(text)
        return bool(ids) or (others is not None and bool(others.any()))

    def _read(self, text: str) -> tuple[list[int], F32 | None]:
        """Rows of the English words' pieces, and the sum of the others' vectors where there are any.

        A text without words of other languages is read as if there were no table of them, bit for bit.
        """
        words = read_words(text) if self._others else []
        others = self._others.among(words) if self._others else []
        if not self._others or not others:
            return self._ids(words_of(text)), None
        return self._ids([word.text for word in words if word not in others]), self._others.total(others)

    def _ids(self, words: Sequence[str]) -> list[int]:
        """Rows of the words' pieces; words that are not wholly covered by pieces are left out."""
        return [self._row_of[piece] for word in words for piece in pieces_of(word, self._row_of)]

    def encode(self, texts: Sequence[str]) -> F32:
        """(n, dim) unit rows; UnknownWords for the first text of which no word is known."""
        return np.stack([self._encode_one(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def total(self, text: str) -> F32:
        """(dim,) before it is scaled to length 1; zeros where no word is known."""
        ids, others = self._read(text)
        total = self._scales[ids] @ self._rows[ids].astype(np.float32)
        return np.asarray(total if others is None else total + others, np.float32)

    def _encode_one(self, text: str) -> F32:
        total = self.total(text)
        length = float(np.linalg.norm(total))
        if not length > 0:
            raise UnknownWords(f"No word of “{text}” is known to the model.")
        return np.asarray(total / length, np.float32)


def quantise(table: F32, weights: F32) -> tuple[NDArray[np.int8], F16]:
    """(n, dim) rows and (n,) weights ≥ 0 → int8 rows and float16 scales, up to 1, with the weights folded in."""
    steps = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    rows = np.round(table / steps[:, None]).astype(np.int8)
    scales = steps * weights
    return rows, (scales / scales.max()).astype(np.float16)
