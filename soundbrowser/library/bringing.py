"""Brings a library over to another encoder while the model in use keeps answering."""

from __future__ import annotations

from collections.abc import Callable

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.progress import Stage
from soundbrowser.library import losses
from soundbrowser.library.batch import Batch
from soundbrowser.library.control import JobControl
from soundbrowser.library.embedding import MOST, SECONDS
from soundbrowser.library.reporting import Report, Reporter
from soundbrowser.workers.messages import Embedded, EmbedTask, Failed
from soundbrowser.workers.pool import Pool


class Bringing:
    """Listens to every ready sound that has no vectors by an encoder; stopped, it goes on from there the next time.

    A sound that cannot be read now keeps what it has, and waits once the other model is in use.
    """

    def __init__(self, catalogue: Catalogue, encoder_version: str) -> None:
        self._catalogue = catalogue
        self._encoder_version = encoder_version

    def run(self, pool: Callable[[], Pool], report: Report, control: JobControl) -> int:
        """How many were listened to. `pool` is called when there is something to listen to."""
        control.check()
        waiting = self._catalogue.unheard(self._encoder_version)
        if not waiting:
            return 0
        reporter = Reporter(report, Stage.EMBED, len(waiting))
        paths = dict(waiting)
        heard = 0
        with Batch(self._commit, MOST, SECONDS) as batch:
            tasks = (EmbedTask(sound_id, path) for sound_id, path in waiting)
            for outcome in pool().run(tasks, lambda: control.cancelled):
                if isinstance(outcome, Failed):
                    losses.require_working_model(outcome)
                if isinstance(outcome, Embedded):
                    batch.add(outcome)
                    heard += 1
                reporter.step(paths[outcome.key])
                control.check()
        control.check()
        return heard

    def _commit(self, outcomes: list[Embedded]) -> None:
        with self._catalogue.write() as writer:
            for outcome in outcomes:
                writer.add_vectors(outcome.key, outcome.vectors, self._encoder_version)
