"""The presets of the paper: a corpus in, a model folder out; every step is kept and taken up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.model.paper_embed import PaperFeatures
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.audio_step import starting_weights
from soundbrowser.training.paper.clips import LabelledClip, digest
from soundbrowser.training.paper.features import AudioFeatures, mfcc_features, walnet_features
from soundbrowser.training.paper.folder import Trained, write_paper_model
from soundbrowser.training.paper.pairs import Features
from soundbrowser.training.paper.shared_network import SharedNetwork, SharedRecipe, SharedTraining
from soundbrowser.training.paper.walnet_training import WalNetRecipe
from soundbrowser.training.paper.words import encoder_of

LEAST_CLASSES = 2


class CorpusTooSmall(SoundbrowserError):
    """There is too little to make pairs of."""


@dataclass(frozen=True)
class Preset:
    """One run of a preset over one corpus."""

    features: PaperFeatures
    clips: Sequence[LabelledClip]
    words: dict[str, bytes]
    """The word table, as a model folder keeps it."""
    shared: Path
    """Where the published network lies that WAL-Net learns from."""
    cache: Path
    least: int = 3
    """Classes that fewer clips are learned from make no pairs: a rare one could never be voted for by neighbours."""
    walnet: WalNetRecipe = field(default_factory=WalNetRecipe)

    @property
    def folder(self) -> Path:
        """What is kept of this corpus."""
        return self.cache / "paper" / digest(self.clips)

    @cached_property
    def audio(self) -> AudioFeatures:
        """Of all clips."""
        if self.features is PaperFeatures.MFCC:
            return mfcc_features(self.clips, self.folder)
        return walnet_features(self.clips, starting_weights(self.shared), self.walnet, self.folder)

    def learned(self) -> Features:
        """What the shared network learns from."""
        found = self._side(True)
        if len(found.texts) < LEAST_CLASSES:
            raise CorpusTooSmall(
                f"Pairs need {LEAST_CLASSES} classes whose names are known words, with {self.least} sounds each that "
                f"can be read; the part to learn from has {len(found.texts)}."
            )
        return found

    def held_out(self) -> Features:
        """What is only measured on; empty where nothing is held out."""
        return self._side(False)

    def learned_classes(self) -> list[str]:
        """The classes of what is learned from, in the order of their texts."""
        return self._classes(self._rows(True))

    def held_out_classes(self) -> list[str]:
        """The classes of what is held out, in the order of their texts."""
        return self._classes(self._rows(False))

    def measured(self) -> list[LabelledClip]:
        """What is learned from, and the clips held out of the same classes."""
        classes = set(self.learned_classes())
        rows = [*self._rows(True), *(row for row in self._rows(False) if self.clips[row].label in classes)]
        return [self.clips[row] for row in rows]

    def unseen(self) -> list[LabelledClip]:
        """The clips held out of classes that nothing is learned about."""
        classes = set(self.learned_classes())
        return [self.clips[row] for row in self._rows(False) if self.clips[row].label not in classes]

    def train(self, recipe: SharedRecipe) -> SharedNetwork:
        """The shared network, trained on what is learned from."""
        learned, training = self.learned(), SharedTraining(recipe)
        how = f"{recipe.loss}-{recipe.distance.name.lower()}-{recipe.epochs}-{recipe.seed}"
        training.run(learned, self.folder / "shared" / f"{self.features}-{how}-{learned.digest()}.pt", _report)
        return training.network

    def make(self, recipe: SharedRecipe, card: str, output: Path) -> ModelFolder:
        """Trains and writes the model folder with its card."""
        network = self.train(recipe)
        learned, held_out = self.learned(), self.held_out()
        trained = Trained(
            features=self.features,
            files={**self.audio.files, **self.words, "MODEL_CARD.md": card.encode()},
            shared=network.tensors(),
            learned=learned,
            held_out=held_out if len(held_out.audio) else learned,
        )
        return write_paper_model(trained, output)

    def _side(self, learned: bool) -> Features:
        rows = self._rows(learned)
        classes = self._classes(rows)
        place = {label: number for number, label in enumerate(classes)}
        return Features(
            audio=self.audio.vectors[rows],
            texts=self._text.encode(classes),
            class_of=np.asarray([place[self.clips[row].label] for row in rows], np.int64),
        )

    def _rows(self, learned: bool) -> list[int]:
        """Clips of one side that could be read and whose class has a known word, and clips enough if it is learned."""
        read = np.isfinite(self.audio.vectors[:, 0])
        rows = [row for row, clip in enumerate(self.clips) if clip.learned is learned and read[row]]
        counts = Counter(self.clips[row].label for row in rows)
        chosen = {name for name, count in counts.items() if count >= self.least or not learned}
        known = {name for name in chosen if self._text.known(name)}
        return [row for row in rows if self.clips[row].label in known]

    def _classes(self, rows: Sequence[int]) -> list[str]:
        return sorted({self.clips[row].label for row in rows})

    @cached_property
    def _text(self) -> TextEncoder:
        return encoder_of(self.words)


def _report(epoch: int, loss: float) -> None:
    if epoch % 10 == 0:
        print(f"shared network: epoch {epoch}, loss {loss:.4f}", flush=True)
