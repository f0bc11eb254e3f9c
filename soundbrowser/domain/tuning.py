"""Labels a user teaches, and what a fine-tuning reports."""

from __future__ import annotations

from dataclasses import dataclass

from soundbrowser.domain.vectors import F16

LEAST_CLIPS = 5
"""Clips that a label needs."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the user's and the sounds that it names."""

    name: str
    sound_ids: tuple[int, ...]

    @property
    def enough(self) -> bool:
        """True when there are enough clips to learn it from."""
        return len(self.sound_ids) >= LEAST_CLIPS


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user said of one answer to a question in words."""

    text: str
    """The words."""
    sound_id: int
    fits: bool
    """True: more like this; False: not a match."""
    made_at: float = 0.0
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class TuneExample:
    """One sound of the user's as fine-tuning sees it."""

    label: str
    group: str
    """The folder it lies in; whole folders are held out."""
    base: F16
    """(k, base_dim) base vectors of its segments."""


@dataclass(frozen=True, slots=True, eq=False)
class TunePair:
    """One correction as fine-tuning sees it: words, a sound, and whether they belong together."""

    text: str
    group: str
    """The folder the sound lies in."""
    base: F16
    """(k, base_dim) base vectors of its segments."""
    fits: bool


@dataclass(frozen=True, slots=True)
class TuneStep:
    """One point of the live curve; step 0 is the model as it was."""

    step: int
    total: int
    loss: float
    held_out: float
    """What the labels find (P@10), or without labels the share of corrections heeded, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class LabelResult:
    """How well one label is found, on clips held out by folder where the folders allow it."""

    name: str
    clips: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class TuneReport:
    """What a fine-tuning did, and whether it should be kept."""

    version: str
    """The new tower version."""
    own: Measure | None
    """P@10 of the labels on the user's held-out clips; None without labels."""
    general: Measure
    """The general measure, on the replay set's held-out part."""
    labels: tuple[LabelResult, ...]
    keep: bool
    """The recommendation."""
    advice: str
    """One sentence: what the figures mean."""
    seconds: float
    corrections: Measure | None = None
    """Share of the corrections heeded; None without corrections."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The user's own, then the general one."""
        return (*(each for each in (self.own, self.corrections) if each is not None), self.general)


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model a library can search with."""

    version: str
    """Tower version."""
    name: str
    path: str
    created_at: float
    """Seconds since the epoch; 0 for the factory model."""
    labels: tuple[str, ...]
    active: bool
    measures: tuple[Measure, ...] = ()
    encoder: str = ""
    """Version of the encoder that it hears with; empty when its folder is gone."""

    named: bool = False
    """True for a model that was named when the library was opened, in place of the factory's."""

    @property
    def taught(self) -> bool:
        """True for one that was fine-tuned; others are the factory's, or were added as they are."""
        return bool(self.labels or self.measures)


@dataclass(frozen=True, slots=True)
class BiggerModel:
    """A model that does not ship but can be added, and what that takes."""

    source: str
    """Its name on the Hugging Face hub, owner/name."""
    megabytes: int
    """What is downloaded."""
    install: str
    """The command that installs what reads such models; empty when that is there."""
