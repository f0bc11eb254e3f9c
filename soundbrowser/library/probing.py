"""The second stage of a scan: headers and fingerprints; a file that only moved is recognised here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeAlias

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.writer import Writer
from soundbrowser.domain.progress import Stage
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.library import losses
from soundbrowser.library.batch import Batch
from soundbrowser.library.control import JobControl
from soundbrowser.library.moves import match_moves
from soundbrowser.library.reporting import Report, Reporter
from soundbrowser.library.tally import Tally
from soundbrowser.library.targets import innermost
from soundbrowser.workers.messages import Failed, Probed, ProbeTask
from soundbrowser.workers.pool import Pool

MOST = 500
SECONDS = 0.5
Outcome: TypeAlias = Probed | Failed


class ProbingStage:
    """Sends listed sounds to the child processes and writes what their headers say."""

    def __init__(self, catalogue: Catalogue, tally: Tally, report: Report, control: JobControl) -> None:
        self._catalogue = catalogue
        self._folders = catalogue.folders()
        self._tally = tally
        self._report = report
        self._control = control

    def run(self, pool: Pool, waiting: Sequence[tuple[int, str]]) -> None:
        """Reads the headers of `waiting`, ids and paths."""
        reporter = Reporter(self._report, Stage.PROBE, len(waiting))
        paths = dict(waiting)
        tasks = (ProbeTask(sound_id, path) for sound_id, path in waiting)
        with Batch[Outcome](self._commit, MOST, SECONDS) as batch:
            for outcome in pool.run(tasks, lambda: self._control.cancelled):
                assert isinstance(outcome, Probed | Failed)
                batch.add(outcome)
                reporter.step(paths[outcome.key])
                self._control.check()
        self._control.check()

    def _commit(self, outcomes: list[Outcome]) -> None:
        probed = [outcome for outcome in outcomes if isinstance(outcome, Probed)]
        failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
        sounds = {sound.id: sound for sound in self._catalogue.sounds([outcome.key for outcome in probed])}
        moves = self._moves(probed, sounds)
        with self._catalogue.write() as writer:
            for outcome in probed:
                _write(writer, outcome, sounds[outcome.key], moves.get(outcome.key))
            losses.record(writer, self._folders, failed)
        for new, old in moves.items():
            self._tally.move(old.id, new)

    def _moves(self, probed: Sequence[Probed], sounds: dict[int, Sound]) -> dict[int, Sound]:
        new = [sound for sound in sounds.values() if sound.header is None]
        prints = {outcome.key: outcome.fingerprint for outcome in probed}
        alike = self._catalogue.with_content(sorted({prints[sound.id] for sound in new}))
        return match_moves(new, prints, [sound for sound in alike if self._is_gone(sound)])

    def _is_gone(self, sound: Sound) -> bool:
        """True for a file that is no longer where it was, also if its own folder was not scanned again yet."""
        if sound.presence is not Presence.PRESENT:
            return sound.presence is Presence.MISSING
        folder = innermost(self._folders, sound.path)
        there = folder is not None and os.path.isdir(folder.path)  # noqa: PTH112 -- bytes may be odd
        return there and not os.path.lexists(sound.path)


def _write(writer: Writer, probed: Probed, sound: Sound, old: Sound | None) -> None:
    if old is None:
        writer.set_header(sound.id, probed.header, probed.fingerprint)
        return
    writer.move_sound(old.id, sound.path)
    if old.state is SoundState.LISTED:
        writer.set_header(old.id, probed.header, probed.fingerprint)
