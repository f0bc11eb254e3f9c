"""Walks a folder for files that are called like sounds; opens none of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from soundbrowser.domain.progress import Problem
from soundbrowser.domain.sound import Listing

SYSTEM_FOLDERS = frozenset(
    {"$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "__macosx", "found.000"}
)
"""What operating systems and network drives keep for themselves, letter case aside."""
_KINDS = (
    (stat.S_ISFIFO, "it is a named pipe, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
)


@dataclass(frozen=True, slots=True)
class Closed:
    """A directory that could not be looked into; nothing is known about the sounds below it."""

    path: str
    reason: str


Met = Listing | Problem | Closed


@dataclass(frozen=True, slots=True)
class _Place:
    """A directory by the path it is reached by, and by where it really is."""

    path: str
    real: str


def walk(root: str, is_sound: Callable[[str], bool], elsewhere: Callable[[str], bool]) -> Iterator[Met]:
    """What lies below `root`, in the order of names.

    `elsewhere(real path)` is true for places that another scan covers; links that lead there, or back into `root`,
    are not followed, so that no file is met twice and no loop is endless. Links wait until all real files were met.
    """
    return _Walk(root, is_sound, elsewhere).run()


class _Walk:
    def __init__(self, root: str, is_sound: Callable[[str], bool], elsewhere: Callable[[str], bool]) -> None:
        self._root = _Place(root, os.path.realpath(root))
        self._is_sound = is_sound
        self._elsewhere = elsewhere
        self._linked_folders: list[str] = []
        self._linked_files: list[str] = []
        self._seen = {self._root.real}
        self._targets: set[str] = set()

    def run(self) -> Iterator[Met]:
        yield from self._tree(self._root)
        while self._linked_folders:
            link = self._linked_folders.pop()
            place = _Place(link, os.path.realpath(link))
            if self._is_new(place.real):
                self._seen.add(place.real)
                yield from self._tree(place)
        for link in self._linked_files:
            yield from self._link(link)

    def _is_new(self, real: str) -> bool:
        return not (real in self._seen or is_below(real, self._root.real) or self._elsewhere(real))

    def _tree(self, top: _Place) -> Iterator[Met]:
        stack = [top]
        while stack:
            place = stack.pop()
            try:
                entries = sorted(os.scandir(place.path), key=lambda entry: entry.name)
            except OSError as error:
                yield Closed(place.path, f"the folder cannot be opened: {_why(error)}")
                continue
            deeper: list[_Place] = []
            for entry in entries:
                yield from self._entry(entry, place, deeper)
            stack.extend(reversed(deeper))

    def _entry(self, entry: os.DirEntry[str], place: _Place, deeper: list[_Place]) -> Iterator[Met]:
        if entry.name.startswith("."):
            return
        if entry.is_symlink():
            self._keep_link(entry)
        elif entry.is_dir(follow_symlinks=False):
            below = _Place(entry.path, os.path.join(place.real, entry.name))  # noqa: PTH118 -- bytes may be odd
            if entry.name.lower() not in SYSTEM_FOLDERS and below.real not in self._seen:
                self._seen.add(below.real)
                deeper.append(below)
        elif self._is_sound(entry.name):
            yield _look(entry.path, lambda: entry.stat(follow_symlinks=False))

    def _keep_link(self, entry: os.DirEntry[str]) -> None:
        if _leads_to_folder(entry):
            self._linked_folders.append(entry.path)
        elif self._is_sound(entry.name):
            self._linked_files.append(entry.path)

    def _link(self, path: str) -> Iterator[Met]:
        """A linked file, unless its target is a sound that is met anyway."""
        met = _look(path, lambda: os.stat(path))  # noqa: PTH116 -- bytes may be odd
        real = os.path.realpath(path)
        if isinstance(met, Listing):
            inside = os.path.dirname(real) in self._seen  # noqa: PTH120
            named = self._is_sound(os.path.basename(real))  # noqa: PTH119
            if real in self._targets or (named and (inside or self._elsewhere(real))):
                return
            self._targets.add(real)
        yield met


def is_below(path: str, folder: str) -> bool:
    """True when `path` is `folder` or lies in it."""
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links leads to nothing
        return False


def _look(path: str, read: Callable[[], os.stat_result]) -> Met:
    try:
        facts = read()
    except OSError as error:
        leads = os.path.islink(path)  # noqa: PTH114
        return Problem(path, f"it is a link that leads nowhere: {_why(error)}" if leads else _why(error))
    if stat.S_ISREG(facts.st_mode):
        return Listing(path, facts.st_size, facts.st_mtime_ns)
    reason = next((said for is_kind, said in _KINDS if is_kind(facts.st_mode)), "it is not a regular file")
    return Problem(path, reason)


def _why(error: OSError) -> str:
    return error.strerror or str(error)
