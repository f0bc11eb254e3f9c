"""Texts to vectors with numpy alone: the weighted mean of a text's pieces, out of an int8 table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import ModelDamaged, UnknownWords
from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.words import pieces_of, words_of

VOCABULARY = "vocabulary.txt"
TABLE = "text.safetensors"


class TextEncoder:
    """Rows of a piece table; a row's scale carries both its quantisation step and the piece's weight in a mean."""

    def __init__(self, pieces: Sequence[str], rows: NDArray[np.int8], scales: F16) -> None:
        if not len(pieces) == len(rows) == len(scales):
            raise ModelDamaged(
                f"The word table has {len(rows)} rows and {len(scales)} scales for {len(pieces)} pieces."
            )
        self._row_of = {piece: row for row, piece in enumerate(pieces)}
        self._rows = rows
        self._scales = scales.astype(np.float32)

    @classmethod
    def load(cls, folder: ModelFolder) -> TextEncoder:
        """Reads the table of a model."""
        pieces = folder.file(VOCABULARY).read_text(encoding="utf-8").split("\n")
        table = folder.tensors(TABLE)
        return cls(pieces, table["rows"], table["scales"])

    @property
    def dim(self) -> int:
        """Length of a text vector."""
        return int(self._rows.shape[1])

    def known(self, text: str) -> bool:
        """True when at least one word of the text is in the table."""
        return bool(self.ids(text))

    def ids(self, text: str) -> list[int]:
        """Rows of the text's pieces; words that are not wholly covered by pieces are left out."""
        row_of = self._row_of
        return [row_of[piece] for word in words_of(text) for piece in pieces_of(word, row_of)]

    def encode(self, texts: Sequence[str]) -> F32:
        """(n, dim) unit rows; UnknownWords for the first text of which no word is known."""
        return np.stack([self._encode_one(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def _encode_one(self, text: str) -> F32:
        ids = self.ids(text)
        total = self._scales[ids] @ self._rows[ids].astype(np.float32)
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
