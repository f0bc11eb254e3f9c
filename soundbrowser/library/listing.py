"""The first stage of a scan: which files are there; their names can be searched at once."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence

from soundbrowser.audio.formats import is_sound_name
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.matches import KnownFile
from soundbrowser.domain.progress import Problem, Stage
from soundbrowser.domain.sound import Folder, Listing, Presence
from soundbrowser.library.batch import Batch
from soundbrowser.library.control import JobControl
from soundbrowser.library.reporting import Report, Reporter
from soundbrowser.library.tally import Tally
from soundbrowser.library.targets import Target, innermost
from soundbrowser.library.walk import Closed, is_below, walk

MOST = 500
SECONDS = 0.5


class ListingStage:
    """Compares what is on disk with what the catalogue knows, and writes only the difference."""

    def __init__(self, catalogue: Catalogue, tally: Tally, report: Report, control: JobControl) -> None:
        self._catalogue = catalogue
        self._folders = catalogue.folders()
        self._real = {folder.id: os.path.realpath(folder.path) for folder in self._folders}
        self._tally = tally
        self._control = control
        self._reporter = Reporter(report, Stage.LIST, None)

    def run(self, targets: Sequence[Target]) -> None:
        """Lists each place that is connected; the sounds of the others become offline."""
        for target in targets:
            nested = [f for f in self._folders if f.id != target.folder.id and is_below(f.path, target.root)]
            away = [folder.path for folder in nested if not self._note_presence(folder)]
            if not target.is_whole or self._note_presence(target.folder):
                self._list(target, away)
        self._reporter.finish()

    def _note_presence(self, folder: Folder) -> bool:
        there = _is_connected(folder)
        if there != folder.online:
            with self._catalogue.write() as writer:
                writer.set_folder_online(folder.id, there)
        return there

    def _list(self, target: Target, away: Sequence[str]) -> None:
        known = {file.path: file for file in self._catalogue.known_files(target.root)}
        closed = list(away)
        with Batch(self._commit, MOST, SECONDS) as batch:
            for met in walk(target.root, is_sound_name, self._covered_elsewhere(target)):
                self._control.check()
                if isinstance(met, Listing):
                    self._take(met, known.pop(met.path, None), batch)
                else:
                    self._tally.met.append(Problem(met.path, met.reason))
                if isinstance(met, Closed):
                    closed.append(met.path)
        self._miss([file for file in known.values() if not any(is_below(file.path, place) for place in closed)])

    def _take(self, listing: Listing, before: KnownFile | None, batch: Batch[Listing]) -> None:
        self._reporter.step(listing.path)
        if before is None or not _is_as_before(listing, before):
            batch.add(listing)

    def _covered_elsewhere(self, target: Target) -> Callable[[str], bool]:
        others = [real for folder_id, real in self._real.items() if folder_id != target.folder.id]
        return lambda real: any(is_below(real, other) for other in others)

    def _commit(self, listings: list[Listing]) -> None:
        by_folder: defaultdict[int, list[Listing]] = defaultdict(list)
        for listing in listings:
            folder = innermost(self._folders, listing.path)
            assert folder is not None
            by_folder[folder.id].append(listing)
        with self._catalogue.write() as writer:
            results = [writer.list_sounds(folder_id, files) for folder_id, files in by_folder.items()]
        for result in results:
            self._tally.added.update(result.added)
            self._tally.changed.update(result.changed)

    def _miss(self, files: Sequence[KnownFile]) -> None:
        gone = [file.id for file in files if file.presence is not Presence.MISSING]
        if gone:
            with self._catalogue.write() as writer:
                writer.mark_missing(gone)
            self._tally.removed.update(gone)


def _is_connected(folder: Folder) -> bool:
    """False for a folder that is not there, and for an empty mount point where sounds used to be."""
    try:
        with os.scandir(folder.path) as entries:
            return folder.sounds == 0 or next(entries, None) is not None
    except OSError:
        return False


def _is_as_before(listing: Listing, before: KnownFile) -> bool:
    same = (listing.size, listing.mtime_ns) == (before.size, before.mtime_ns)
    return same and before.presence is Presence.PRESENT
