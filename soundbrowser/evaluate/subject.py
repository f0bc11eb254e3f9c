"""A model that is measured: its folder, its joint space, and how it reads texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from soundbrowser.domain.errors import UnknownWords
from soundbrowser.domain.vectors import F32
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder


class Subject:
    """One model; whatever its kind, only what every kind can do is asked of it."""

    def __init__(self, path: Path) -> None:
        """Raises ModelNotFound or ModelDamaged."""
        self.folder = ModelFolder.open(path)
        self.joint = JointModel.load(self.folder)
        self._read: dict[str, F32 | None] = {}

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.folder.config.name

    @property
    def encoder_version(self) -> str:
        """Models of one encoder hear alike."""
        return self.folder.config.encoder_version

    def text_vector(self, text: str) -> F32 | None:
        """(text_dim,) of unit length; None when the model knows no word of the text."""
        if text not in self._read:
            try:
                self._read[text] = self._encode([text])[0]
            except UnknownWords:
                self._read[text] = None
        return self._read[text]

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """The texts of which it knows no word."""
        return [text for text in texts if self.text_vector(text) is None]

    @cached_property
    def _encode(self) -> Callable[[Sequence[str]], F32]:
        """A word table needs no network beside it."""
        if self.joint.reads_words:
            return TextEncoder.load(self.folder).encode
        return open_embedder(self.folder, "cpu").embed_text
