"""What becomes of a sound that a child process could not deliver: its file's fault, the drive's, or ours."""

from __future__ import annotations

import os
from collections.abc import Sequence

from soundbrowser.catalogue.writer import Writer
from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.domain.sound import Folder, SoundState
from soundbrowser.library.targets import innermost
from soundbrowser.workers.messages import Failed, FailureKind


def require_working_model(failed: Failed) -> None:
    """Raises ModelDamaged when not the file but the model is at fault: then no other file would do better."""
    if failed.kind is FailureKind.MODEL:
        raise ModelDamaged(failed.reason)


def record(writer: Writer, folders: Sequence[Folder], failures: Sequence[Failed]) -> None:
    """Writes why each sound failed; one whose file or folder has gone meanwhile is missing or offline instead."""
    away: set[int] = set()
    for failed in failures:
        folder = innermost(folders, failed.path)
        if os.path.lexists(failed.path):
            writer.fail(failed.key, _state(failed.kind), failed.reason)
        elif folder is not None and not os.path.isdir(folder.path):  # noqa: PTH112 -- bytes may be odd
            away.add(folder.id)
        else:
            writer.mark_missing([failed.key])
    for folder_id in sorted(away):
        writer.set_folder_online(folder_id, False)


def _state(kind: FailureKind) -> SoundState:
    """A file that cannot be decoded stays so until it changes; one that harmed the decoder may be tried again."""
    at_fault = kind in (FailureKind.UNREADABLE, FailureKind.REFUSED)
    return SoundState.UNREADABLE if at_fault else SoundState.QUARANTINED
