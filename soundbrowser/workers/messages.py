"""What the parent asks of a child process, and what it answers; paths go in, arrays come out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from soundbrowser.domain.progress import Progress
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.recordings import AcousticPrint, Likeness
from soundbrowser.domain.sound import Header
from soundbrowser.domain.tuning import TuneExample, TunePair, TuneReport, TuneStep
from soundbrowser.domain.vectors import F32, Peaks, SegmentVectors


@dataclass(frozen=True, slots=True)
class ProbeTask:
    """Read a header; `key` is the asker's own number for the task."""

    key: int
    path: str


@dataclass(frozen=True, slots=True)
class EmbedTask:
    """Listen to a file."""

    key: int
    path: str
    printed: bool = False
    """True to have its acoustic print too."""


@dataclass(frozen=True, slots=True)
class PrintTask:
    """Take a file's acoustic print, without a model."""

    key: int
    path: str


@dataclass(frozen=True, slots=True)
class CompareTask:
    """Hold as many seconds of two files against each other, from one place in each on."""

    key: int
    path: str
    begin_s: float
    other: str
    other_begin_s: float
    seconds: float


@dataclass(frozen=True, slots=True)
class ClipTask:
    """Listen to clips that are asked about, whole or in part."""

    key: int
    regions: tuple[ClipRegion, ...]

    @property
    def path(self) -> str:
        """The first clip's."""
        return self.regions[0].path if self.regions else ""


@dataclass(frozen=True, slots=True)
class WaveformTask:
    """Draw a file, or a part of it, in columns."""

    key: int
    path: str
    columns: int
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class RegionTask:
    """Write a part of a file as a WAV."""

    key: int
    path: str
    start_s: float
    end_s: float
    target: str


@dataclass(frozen=True, slots=True, eq=False)
class TuneTask:
    """Fine-tune the model folder `model` into the new folder `output`."""

    key: int
    model: str
    examples: tuple[TuneExample, ...]
    pairs: tuple[TunePair, ...]
    output: str

    @property
    def path(self) -> str:
        """The model's folder."""
        return self.model


@dataclass(frozen=True, slots=True)
class WordsTask:
    """Read texts that are asked about."""

    key: int
    texts: tuple[str, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class AddModelTask:
    """Make the model folder `output` of a CLAP checkpoint: a folder, or a repository of the Hugging Face hub."""

    key: int
    source: str
    output: str

    @property
    def path(self) -> str:
        """Where it comes from."""
        return self.source


Task = (
    ProbeTask
    | EmbedTask
    | PrintTask
    | CompareTask
    | ClipTask
    | WaveformTask
    | RegionTask
    | TuneTask
    | WordsTask
    | AddModelTask
)


@dataclass(frozen=True, slots=True)
class Probed:
    """A header was read."""

    key: int
    header: Header
    fingerprint: str


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A file was listened to."""

    key: int
    header: Header
    """Its length is that of the samples that were there."""
    fingerprint: str
    vectors: SegmentVectors
    thumbnail: bytes
    """`audio.peaks.pack` of `THUMBNAIL_COLUMNS` columns."""
    acoustic: AcousticPrint | None = None
    """When asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A file's acoustic print was taken."""

    key: int
    acoustic: AcousticPrint


@dataclass(frozen=True, slots=True)
class Compared:
    """Two files were held against each other."""

    key: int
    likeness: Likeness


@dataclass(frozen=True, slots=True, eq=False)
class ClipEmbedded:
    """Clips were listened to, in the order asked."""

    key: int
    vectors: tuple[SegmentVectors, ...]
    encoder_version: str


@dataclass(frozen=True, slots=True, eq=False)
class WordsEmbedded:
    """Texts were read, in the order asked."""

    key: int
    vectors: F32
    """(texts, text_dim)"""
    encoder_version: str


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """A file was drawn."""

    key: int
    peaks: Peaks


@dataclass(frozen=True, slots=True)
class RegionWritten:
    """A part of a file was written."""

    key: int
    target: str


@dataclass(frozen=True, slots=True)
class TuneAdvanced:
    """A fine-tuning came further; more follows under the same key."""

    key: int
    step: TuneStep


@dataclass(frozen=True, slots=True)
class Tuned:
    """A fine-tuning is done and its folder complete."""

    key: int
    report: TuneReport


@dataclass(frozen=True, slots=True)
class AddAdvanced:
    """A model being added came further; more follows under the same key."""

    key: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class ModelAdded:
    """A model folder is complete."""

    key: int
    output: str


class FailureKind(StrEnum):
    """What went wrong with a task."""

    UNREADABLE = "unreadable"
    """The file cannot be decoded; trying again would not help."""
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    TOO_BIG = "too big"
    MODEL = "model"
    """The model's folder is missing or damaged; no file is to blame."""
    REFUSED = "refused"
    """The request itself cannot be met; the reason is a sentence."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task could not be done; only this one."""

    key: int
    path: str
    reason: str
    kind: FailureKind


@dataclass(frozen=True, slots=True)
class Alive:
    """The child has started, or came further with a long task: its time begins anew. The pool keeps it to itself."""


Outcome = (
    Probed
    | Embedded
    | Printed
    | Compared
    | ClipEmbedded
    | WordsEmbedded
    | Waveform
    | RegionWritten
    | TuneAdvanced
    | Tuned
    | AddAdvanced
    | ModelAdded
    | Failed
)
