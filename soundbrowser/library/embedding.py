"""The third stage of a scan: child processes listen to the sounds; vectors and thumbnails are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.thumbnails import Thumbnails
from soundbrowser.domain.progress import Stage
from soundbrowser.library import losses
from soundbrowser.library.batch import Batch
from soundbrowser.library.control import JobControl
from soundbrowser.library.reporting import Report, Reporter
from soundbrowser.library.tally import Tally
from soundbrowser.workers.messages import Embedded, EmbedTask, Failed
from soundbrowser.workers.pool import Pool

MOST = 200
SECONDS = 1.0
Outcome: TypeAlias = Embedded | Failed


class EmbeddingStage:
    """Sends probed sounds to the child processes and writes what they heard, the true length too."""

    def __init__(
        self,
        catalogue: Catalogue,
        thumbnails: Thumbnails,
        encoder_version: str,
        tally: Tally,
        committed: Callable[[], None],
    ) -> None:
        """`committed` is called after each batch, when its sounds can be found."""
        self._catalogue = catalogue
        self._thumbnails = thumbnails
        self._encoder_version = encoder_version
        self._folders = catalogue.folders()
        self._tally = tally
        self._committed = committed

    def run(self, pool: Pool, waiting: Sequence[tuple[int, str]], report: Report, control: JobControl) -> None:
        """Listens to `waiting`, ids and paths."""
        reporter = Reporter(report, Stage.EMBED, len(waiting))
        paths = dict(waiting)
        tasks = (EmbedTask(sound_id, path) for sound_id, path in waiting)
        with Batch[Outcome](self._commit, MOST, SECONDS) as batch:
            for outcome in pool.run(tasks, lambda: control.cancelled):
                assert isinstance(outcome, Embedded | Failed)
                if isinstance(outcome, Failed):
                    losses.require_working_model(outcome)
                batch.add(outcome)
                reporter.step(paths[outcome.key])
                control.check()
        control.check()

    def _commit(self, outcomes: list[Outcome]) -> None:
        heard = [outcome for outcome in outcomes if isinstance(outcome, Embedded)]
        failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
        with self._catalogue.write() as writer:
            for outcome in heard:
                writer.set_header(outcome.key, outcome.header, outcome.fingerprint)
                writer.store_vectors(outcome.key, outcome.vectors, self._encoder_version)
            losses.record(writer, self._folders, failed)
        self._thumbnails.store({outcome.key: (outcome.fingerprint, outcome.thumbnail) for outcome in heard})
        self._tally.embedded.update(outcome.key for outcome in heard)
        self._committed()
