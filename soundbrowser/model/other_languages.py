"""Words of other languages: a second table, of words and groups of letters, in the space of the English one.

A word's vector is the sum of its features' rows (Bojanowski et al., TACL 2017), learned towards the English table's
vectors of what the word means. Which words of a text are read this way is decided word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.vectors import F16, F32
from soundbrowser.model.features import Word
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.words import pieces_of

LANGUAGES = "languages.safetensors"
FEATURES = "languages.txt"
LEAST_EVIDENCE = 0.2
"""In typical words: a shorter vector comes from endings and particles, and the word says nothing."""
OUTVOTED = 2
"""More than so many sure English words to each of another language make a sentence English."""

# When a word that neither table has is taken for one of another language.
SHORTEST = 6
"""Letters; shorter ones say too little."""
SPLINTERS = 3
"""Least number of pieces that it falls into in English."""
FAMILIAR, FAMILIAR_WITH_ACCENTS = 0.5, 0.3
"""Share of its groups of letters that are known here."""
UNLIKE_ENGLISH, UNLIKE_ENGLISH_IF_FAMILIAR = 0.15, 0.05
"""Share of its groups that are known here and occur in no English word."""
_STUTTER = re.compile(r"(\w{2,})\1")
"""Sound words are nobody's language ("ratatatat")."""


@dataclass(frozen=True, slots=True, eq=False)
class LanguageTable:
    """As `languages.safetensors` holds it."""

    rows: NDArray[np.int8]
    """(n, k), one for each line of `languages.txt`."""
    scales: F16
    """(n,) a row's quantisation step and weight in one."""
    basis: F16
    """(k, dim) orthonormal directions of the English table's space that the rows are written in."""
    lengths: F32
    """(2,) of the sum that makes the typical everyday word, and of its English translation's, which it is given."""
    shared: NDArray[np.bool_]
    """(n,) which rows are words of English texts about sounds too, or groups of letters within those."""

    @classmethod
    def load(cls, folder: ModelFolder) -> LanguageTable:
        stored = folder.tensors(LANGUAGES)
        return cls(**{name: stored[name] for name in cls.__slots__})

    def tensors(self) -> dict[str, NDArray[Any]]:
        """By their names in the file."""
        return {name: getattr(self, name) for name in self.__slots__}


class OtherLanguages:
    """Reads the words of a text that are not English."""

    def __init__(self, features: Sequence[str], table: LanguageTable, pieces: Sequence[str]) -> None:
        """`pieces` are those of the English table, in order."""
        if not len(features) == len(table.rows) == len(table.scales) == len(table.shared):
            raise ModelDamaged(
                f"The table of other languages has {len(table.rows)} rows and {len(table.scales)} scales for "
                f"{len(features)} features, {len(table.shared)} of them marked."
            )
        self._row_of = {feature: row for row, feature in enumerate(features)}
        self._rows = table.rows
        self._scales = table.scales.astype(np.float32)
        made, wanted = table.lengths
        self._basis = table.basis.astype(np.float32) * (wanted / made)
        self._least = LEAST_EVIDENCE * float(made)
        self._english = frozenset(pieces)
        self._shared = table.shared

    @classmethod
    def load(cls, folder: ModelFolder, pieces: Sequence[str]) -> OtherLanguages | None:
        """None for a model that reads English only."""
        if LANGUAGES not in folder.files:
            return None
        features = folder.file(FEATURES).read_text(encoding="utf-8").split("\n")
        return cls(features, LanguageTable.load(folder), pieces)

    def among(self, words: Sequence[Word]) -> list[Word]:
        """Those words that are to be read here.

        These are the runs without spaces, and the words that only this table has. A word that both have is read like
        its company: here where no word is English alone. A sentence that is mostly English is all English.
        """
        spaced = [word for word in words if word.spaced]
        english = [word for word in spaced if self._is_only_english(word)]
        foreign = {word for word in spaced if self._is_foreign(word)}
        if not foreign and not english:
            foreign = {word for word in spaced if self._looks_foreign(word)}
        if len(english) > OUTVOTED * len(foreign):
            foreign = set()
        elif foreign and not english:
            foreign = {word for word in spaced if word.text.isalpha()}
        return [word for word in words if not word.spaced or word in foreign]

    def total(self, words: Iterable[Word]) -> F32:
        """(dim,) sum of the words' vectors, zeros where nothing is known of them."""
        vectors = np.stack([self._vector(word) for word in words])
        lengths = np.linalg.norm(vectors, axis=1)
        return np.asarray(vectors[lengths >= self._least].sum(axis=0) @ self._basis, np.float32)

    def _vector(self, word: Word) -> F32:
        ids = [self._row_of[feature] for feature in word.features if feature in self._row_of]
        return np.asarray(self._scales[ids] @ self._rows[ids].astype(np.float32), np.float32)

    def _is_foreign(self, word: Word) -> bool:
        """A word that this table has and English texts have not, or one in letters that English cannot spell."""
        row = self._row_of.get(word.whole)
        if row is not None:
            return word.text.isalpha() and not self._shared[row]
        return word.foreign_letters and not pieces_of(word.text, self._english)

    def _is_only_english(self, word: Word) -> bool:
        return word.text.isalpha() and word.text in self._english and word.whole not in self._row_of

    def _looks_foreign(self, word: Word) -> bool:
        """For words that neither table has."""
        if word.whole in self._row_of or word.text in self._english or not word.groups:
            return False
        if word.foreign_letters:
            return self._familiar(word) >= FAMILIAR_WITH_ACCENTS
        if len(word.text) < SHORTEST or _STUTTER.search(word.text):
            return False
        if len(pieces_of(word.text, self._english)) < SPLINTERS:
            return False
        enough = UNLIKE_ENGLISH_IF_FAMILIAR if self._familiar(word) >= FAMILIAR else UNLIKE_ENGLISH
        return self._unlike_english(word) >= enough

    def _familiar(self, word: Word) -> float:
        return float(np.mean([group in self._row_of for group in word.groups]))

    def _unlike_english(self, word: Word) -> float:
        rows = [self._row_of.get(group) for group in word.groups]
        return float(np.mean([row is not None and not self._shared[row] for row in rows]))
