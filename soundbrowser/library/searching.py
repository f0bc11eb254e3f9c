"""The searcher of a library: opened by the first question, so that nothing else waits for the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock, RLock

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.library.models import Models
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.search.searcher import Searcher


class Searching:
    """Any thread may ask; a scan of this process takes its own batches in, so that no question waits for that."""

    def __init__(self, catalogue: Catalogue, models: Models, cache: Path) -> None:
        self._catalogue = catalogue
        self._models = models
        self._cache = cache
        self._searcher: Searcher | None = None
        self._path = Path()
        """Of the model that the searcher uses."""
        self._opening = RLock()
        self._refreshing = Lock()

    def searcher(self) -> Searcher:
        """With the model in use, and up to date unless a scan is just taking its batch in."""
        searcher = self._opened()
        if self._refreshing.acquire(blocking=False):
            try:
                self._follow(searcher)
                searcher.refresh(write=False)
            finally:
                self._refreshing.release()
        return searcher

    def take_in(self) -> None:
        """A batch was committed; nothing to do before the first question."""
        searcher = self._searcher
        if searcher is not None:
            with self._refreshing:
                searcher.refresh()

    def use_model(self, model: ModelFolder, choose: Callable[[], None]) -> None:
        """Projects everything again; questions meanwhile are answered with the model before.

        `choose` writes the choice down, in one transaction, just before the new model takes over.
        """
        searcher = self._opened()
        with self._refreshing:
            searcher.use_model(JointModel.load(model), choose)
            self._path = model.path

    def close(self) -> None:
        """Lets the cache go."""
        with self._opening:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None

    def unheard(self) -> str:
        """A sentence when the sounds were listened to with other models only; empty otherwise."""
        if self._models.problem():
            return ""
        model = self._models.folder().config
        heard = next(self._catalogue.segments(model.encoder_version, batch=1), None) is not None
        if heard or not self._catalogue.stats().ready:
            return ""
        return f"No sound was listened to with the model “{model.name}” yet; index the folders with it."

    def _opened(self) -> Searcher:
        with self._opening:
            if self._searcher is None:
                self._path = self._models.path()
                model = None if self._models.problem() else self._models.joint()
                self._searcher = Searcher(self._catalogue, model, self._cache)
            return self._searcher

    def _follow(self, searcher: Searcher) -> None:
        """Another process may have switched the library to another version."""
        path = self._models.path()
        if path != self._path and not self._models.problem():
            searcher.use_model(self._models.joint())
            self._path = path
