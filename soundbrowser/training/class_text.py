"""Trains the network from text vectors to AudioSet classes: on phrases, and on what named clips sound like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from soundbrowser.domain.vectors import F32
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.class_phrasings import PhraseSet
from soundbrowser.training.text_sources import CLASSES

INPUT_SCALE = 10.0
"""Text vectors have length 1; this brings their components near the size that initial weights expect."""
SAME_MEANING = 0.05
"""Temperature of the teacher's similarity between two captions: near ones count as right answers to each other."""


@dataclass(frozen=True, slots=True)
class ClassTextSettings:
    """How the network is trained; `batch` says how many phrases of each kind a step takes."""

    steps: int = 1500
    hidden: int = 768
    rate: float = 1.5e-3
    decay: float = 1e-2
    dropout: float = 0.3
    noise: float = 0.5
    """Length of the random vector added to a text vector."""
    clips: int = 256
    clip_weight: float = 1.0
    batch: dict[str, int] = field(
        default_factory=lambda: {
            "names": 64,
            "descriptions": 32,
            "phrases": 128,
            "captions": 64,
            "sound words": 32,
            "guessed": 160,
        }
    )
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class HeardClips:
    """Named clips with the class scores that the encoder hears in them."""

    captions: tuple[str, ...]
    sources: tuple[str, ...]
    scores: F32
    """(n, 527) standardised log class scores."""
    meanings: F32
    """(n, 384) teacher vectors of the captions."""


class ClassText(nn.Module):
    """(n, 300) → (n, 527) logits."""

    def __init__(self, dim: int, settings: ClassTextSettings) -> None:
        super().__init__()
        self.hidden = nn.Linear(dim, settings.hidden)
        self.classes = nn.Linear(settings.hidden, CLASSES)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, texts: Tensor) -> Tensor:
        logits: Tensor = self.classes(self.dropout(torch.relu(self.hidden(texts * INPUT_SCALE))))
        return logits

    def tensors(self) -> dict[str, F32]:
        """Its layers as the shipped tower names them, the input scale folded in."""
        layers = {"0": (self.hidden, INPUT_SCALE), "1": (self.classes, 1.0)}
        weights = {f"tower.class_text.{name}.weight": layer.weight * scale for name, (layer, scale) in layers.items()}
        biases = {f"tower.class_text.{name}.bias": layer.bias for name, (layer, _) in layers.items()}
        return {name: value.detach().numpy().copy() for name, value in (weights | biases).items()}


def train_class_text(
    encoder: TextEncoder,
    phrases: Sequence[PhraseSet],
    clips: HeardClips,
    settings: ClassTextSettings,
    report: Callable[[int, float], None] = lambda step, loss: None,
) -> dict[str, F32]:
    """The trained layers, named `tower.class_text.*`."""
    torch.manual_seed(settings.seed)
    network = ClassText(encoder.dim, settings)
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, settings.steps, pct_start=0.1)
    written = [_tensors(encoder, one) for one in phrases]
    counts = [settings.batch[one.name] for one in phrases]
    heard = _Heard(encoder, clips, settings)
    for step in range(settings.steps):
        rows = [_draw(pair, count) for pair, count in zip(written, counts, strict=True)]
        texts, targets = (torch.cat(parts) for parts in zip(*rows, strict=True))
        loss = nn.functional.cross_entropy(network(_blur(texts, settings.noise)), targets)
        loss = loss + settings.clip_weight * heard.loss(network)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            report(step, float(loss.detach()))
    return network.eval().tensors()


class _Heard:
    """Captions must ask for the classes that their own clips have more than others (InfoNCE with soft targets)."""

    def __init__(self, encoder: TextEncoder, clips: HeardClips, settings: ClassTextSettings) -> None:
        self._texts = torch.from_numpy(encoder.encode(clips.captions))
        self._scores = torch.from_numpy(np.clip(clips.scores, -4, 8))
        self._meanings = torch.from_numpy(clips.meanings)
        self._chances = _balanced(clips.sources)
        self._rng = np.random.default_rng(settings.seed)
        self._settings = settings

    def loss(self, network: ClassText) -> Tensor:
        chosen = torch.from_numpy(self._rng.choice(len(self._chances), self._settings.clips, p=self._chances))
        texts = _blur(self._texts[chosen], self._settings.noise)
        agreement = torch.softmax(network(texts), dim=1) @ self._scores[chosen].T
        meanings = self._meanings[chosen]
        wanted = torch.softmax(meanings @ meanings.T / SAME_MEANING, dim=1)
        return nn.functional.cross_entropy(agreement, wanted) + nn.functional.cross_entropy(agreement.T, wanted)


def _balanced(sources: Sequence[str]) -> NDArray[np.float64]:
    """A large source is drawn from as often as the square root of its size allows."""
    sizes = Counter(sources)
    weights = np.asarray([sizes[source] ** -0.5 for source in sources])
    return np.asarray(weights / weights.sum(), np.float64)


def _tensors(encoder: TextEncoder, phrases: PhraseSet) -> tuple[Tensor, Tensor]:
    known = [row for row, text in enumerate(phrases.texts) if encoder.known(text)]
    texts = encoder.encode([phrases.texts[row] for row in known])
    return torch.from_numpy(texts), torch.from_numpy(phrases.classes[known])


def _draw(pair: tuple[Tensor, Tensor], count: int) -> tuple[Tensor, Tensor]:
    chosen = torch.randint(len(pair[0]), (count,))
    return pair[0][chosen], pair[1][chosen]


def _blur(texts: Tensor, length: float) -> Tensor:
    return nn.functional.normalize(texts + length * torch.randn_like(texts) / texts.shape[1] ** 0.5, dim=1)
