"""Which folder of the library a path on disk stands for, however it was typed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import FolderNotFound
from soundbrowser.domain.sound import Folder
from soundbrowser.library.walk import is_below


@dataclass(frozen=True, slots=True)
class Target:
    """A place to scan: a folder of the library, or a part of one."""

    root: str
    """Absolute; the folder's own path or a path below it."""
    folder: Folder

    @property
    def is_whole(self) -> bool:
        """True when all of the folder is scanned."""
        return self.root == self.folder.path


def resolve(catalogue: Catalogue, paths: Iterable[str | Path]) -> list[Target]:
    """The places that the paths stand for, folders added where they are new; none lies inside another.

    A known folder may be disconnected; raises FolderNotFound for an unknown path that is no folder.
    """
    for path in paths:
        require_folder(catalogue.folders(), path)
    return outermost([_target(catalogue, path) for path in paths])


def require_folder(known: Sequence[Folder], path: str | Path) -> None:
    """Raises FolderNotFound unless `path` is a folder on disk or one of the `known` ones."""
    absolute = os.path.abspath(path)  # noqa: PTH100 -- links stay as the user named them
    if os.path.isdir(absolute) or any(folder.path == absolute for folder in known):  # noqa: PTH112
        return
    is_file = os.path.lexists(absolute)
    raise FolderNotFound(f"“{absolute}” is a file, not a folder." if is_file else f"There is no folder “{absolute}”.")


def outermost(targets: Iterable[Target]) -> list[Target]:
    """The targets without those that lie inside others."""
    kept: list[Target] = []
    for target in sorted(targets, key=lambda target: len(target.root)):
        if not any(is_below(target.root, other.root) for other in kept):
            kept.append(target)
    return kept


def innermost(folders: Iterable[Folder], path: str) -> Folder | None:
    """The folder of the library that holds the file most closely."""
    around = [folder for folder in folders if is_below(path, folder.path)]
    return max(around, key=lambda folder: len(folder.path), default=None)


def _target(catalogue: Catalogue, path: str | Path) -> Target:
    absolute = os.path.abspath(path)  # noqa: PTH100 -- links stay as the user named them
    folders = catalogue.folders()
    real = os.path.realpath(absolute)
    same = next((f for f in folders if f.path == absolute or os.path.realpath(f.path) == real), None)
    if same is not None:
        return Target(same.path, same)
    around = innermost([_at(folder, os.path.realpath(folder.path)) for folder in folders], real)
    if around is None:
        with catalogue.write() as writer:
            return Target(absolute, writer.add_folder(absolute))
    folder = next(folder for folder in folders if folder.id == around.id)
    return Target(folder.path.rstrip(os.sep) + real[len(around.path.rstrip(os.sep)) :], folder)


def _at(folder: Folder, path: str) -> Folder:
    return Folder(folder.id, path, folder.online, folder.sounds)
