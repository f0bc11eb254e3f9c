"""A scan from the first look at a folder to the last vector; it can end anywhere and go on from the catalogue alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.thumbnails import Thumbnails
from soundbrowser.domain.progress import ScanSummary
from soundbrowser.domain.sound import SoundState
from soundbrowser.library.control import JobControl
from soundbrowser.library.embedding import EmbeddingStage
from soundbrowser.library.listing import ListingStage
from soundbrowser.library.probing import ProbingStage
from soundbrowser.library.reporting import Report
from soundbrowser.library.tally import Tally
from soundbrowser.library.targets import Target
from soundbrowser.library.walk import is_below
from soundbrowser.workers.pool import Pool

Waiting = list[tuple[int, str]]


class Scan:
    """One run over some places of a library. The caller holds the scan lock."""

    def __init__(
        self,
        catalogue: Catalogue,
        thumbnails: Thumbnails,
        encoder_version: str,
        pool: Callable[[], Pool],
        committed: Callable[[], None],
    ) -> None:
        """`pool` is called when there is work for child processes; `committed` after each batch of vectors."""
        self._catalogue = catalogue
        self._thumbnails = thumbnails
        self._encoder_version = encoder_version
        self._pool = pool
        self._committed = committed

    def run(self, targets: Sequence[Target], report: Report, control: JobControl, *, listing: bool) -> ScanSummary:
        """Takes the places through all stages; without `listing` only goes on with what waits."""
        tally = Tally()
        control.check()
        for state in (SoundState.LISTED, SoundState.PROBED):
            tally.added.update(sound_id for sound_id, _path in self._waiting(state, targets))
        if listing:
            ListingStage(self._catalogue, tally, report, control).run(targets)
        with self._catalogue.write() as writer:
            writer.use_encoder(self._encoder_version)
        listed = self._waiting(SoundState.LISTED, targets)
        if listed:
            ProbingStage(self._catalogue, tally, report, control).run(self._pool(), listed)
        probed = self._waiting(SoundState.PROBED, targets)
        if probed:
            stage = EmbeddingStage(self._catalogue, self._thumbnails, self._encoder_version, tally, self._committed)
            stage.run(self._pool(), probed, report, control)
        return self._summary(tally, targets)

    def _waiting(self, state: SoundState, targets: Sequence[Target]) -> Waiting:
        found = self._catalogue.waiting(state)
        return [(sound_id, path) for sound_id, path in found if _is_in(path, targets)]

    def _summary(self, tally: Tally, targets: Sequence[Target]) -> ScanSummary:
        failed = [sound for sound in self._catalogue.problems() if _is_in(sound.path, targets)]
        away = [folder for folder in self._catalogue.folders() if not folder.online]
        offline = sum(folder.sounds for folder in away if _is_in(folder.path, targets))
        return tally.summary(failed, offline)


def _is_in(path: str, targets: Sequence[Target]) -> bool:
    return any(is_below(path, target.root) for target in targets)
