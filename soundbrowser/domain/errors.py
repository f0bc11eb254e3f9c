"""The error family: each is one sentence a user can act on, with the path or the value it is about."""

from __future__ import annotations

from pathlib import Path


class SoundbrowserError(Exception):
    """Something could not be done; `str()` is a sentence for the user."""


class UnreadableSound(SoundbrowserError):
    """One file cannot be decoded; `reason` is the sentence kept in its row."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"“{path}” cannot be read: {reason}")
        self.path = str(path)
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableSound], tuple[str, str]]:
        return type(self), (self.path, self.reason)


class FolderNotFound(SoundbrowserError):
    """A folder to add or to scan is not there."""


class LibraryNotFound(SoundbrowserError):
    """A library file that should be opened does not exist."""


class LibraryDamaged(SoundbrowserError):
    """The library file is no catalogue, or its pages are broken; it is left as it was."""


class LibraryTooNew(SoundbrowserError):
    """The library was written by a newer version of the program."""


class LibraryBusy(SoundbrowserError):
    """Another process is indexing this library."""


class LibraryNotWritable(SoundbrowserError):
    """The library's place allows no writing, or its disk is full."""


class ModelNotFound(SoundbrowserError):
    """The model folder is not there or holds no model."""


class ModelDamaged(SoundbrowserError):
    """A file of the model is missing or is not what its configuration says."""


class ModelSwitched(SoundbrowserError):
    """A question was read by one model, and another one has taken over since; ask again."""


class UnknownWords(SoundbrowserError):
    """No word of a query is known to the model."""


class QueryError(SoundbrowserError):
    """A query cannot be understood or asks for nothing."""


class TuningError(SoundbrowserError):
    """The labels do not allow a fine-tuning."""


class PlaybackError(SoundbrowserError):
    """A sound cannot be played."""


class ProcessesFailed(SoundbrowserError):
    """The child processes that decode and embed cannot be started on this machine."""


class Cancelled(SoundbrowserError):
    """The user ended a job; what was done before is kept."""
