"""Which model a library searches with: the one that its opener names, the version chosen for it, or the factory's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import RLock

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.domain.tuning import ModelVersion
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import CONFIG, ModelFolder, read_config


class Models:
    """Opens each model folder once; any thread may ask."""

    def __init__(self, catalogue: Catalogue, named: Path | None, opened: ModelFolder | None = None) -> None:
        """`named` goes before the version chosen for the library; `opened` is that model if it was opened already."""
        self._catalogue = catalogue
        self._base = named or paths.factory_model()
        self._base_named = named is not None
        self._named = named is not None
        self._opened = {opened.path: opened} if opened else {}
        self._lock = RLock()

    def folder(self) -> ModelFolder:
        """The model in use; raises ModelNotFound or ModelDamaged."""
        return self.open(self.path())

    def joint(self) -> JointModel:
        """The part of the model in use that answers questions."""
        return JointModel.load(self.folder())

    def path(self) -> Path:
        """Where the model in use lies."""
        chosen = self._chosen()
        return Path(chosen.path) if chosen and _is_there(chosen) else self._base

    def lost(self) -> str:
        """A sentence when the version chosen for the library is gone and the factory model stands in; empty else."""
        chosen = self._chosen()
        if chosen is None or _is_there(chosen):
            return ""
        return f"The version “{chosen.version}” is gone from “{chosen.path}”; the factory model is used in its place."

    def choose(self, version: ModelVersion) -> None:
        """Writes down which version the library is searched with; from now on it also goes before a named model.

        In the same transaction, sounds that its encoder did not hear are made to wait for that.
        """
        encoder = self.open(Path(version.path)).config.encoder_version
        with self._catalogue.write() as writer:
            writer.use_encoder(encoder)
            writer.activate_model_version(version.version if version.created_at else None)
        self._named = False

    def open(self, path: Path) -> ModelFolder:
        """A model folder, its hashes checked the first time."""
        with self._lock:
            if path not in self._opened:
                self._opened[path] = ModelFolder.open(path)
            return self._opened[path]

    def forget(self, path: Path) -> None:
        """The folder is about to go."""
        with self._lock:
            self._opened.pop(path, None)

    def problem(self) -> str:
        """What is wrong with the model in use, in a sentence; empty when it is well."""
        try:
            self.folder()
        except (ModelNotFound, ModelDamaged) as error:
            return str(error)
        return ""

    def versions(self) -> list[ModelVersion]:
        """The factory model, or the one named in its place, then those that this library was taught, oldest first."""
        in_use = self.path()
        return [self._given(active=in_use == self._base), *(_seen(v, in_use) for v in self._catalogue.model_versions())]

    def _given(self, *, active: bool) -> ModelVersion:
        config, place = self.open(self._base).config, str(self._base)
        base = ModelVersion(config.tower_version, config.name, place, 0.0, (), active, encoder=config.encoder_version)
        return replace(base, named=self._base_named)

    def _chosen(self) -> ModelVersion | None:
        """The version chosen for the library, unless its opener named a model."""
        return None if self._named else next((v for v in self._catalogue.model_versions() if v.active), None)


def _seen(version: ModelVersion, in_use: Path) -> ModelVersion:
    """As it stands now: whether it answers, and what it hears with."""
    return replace(version, active=Path(version.path) == in_use, encoder=_encoder_of(version))


def _is_there(version: ModelVersion) -> bool:
    return (Path(version.path) / CONFIG).is_file()


def _encoder_of(version: ModelVersion) -> str:
    """Of the model in its folder, which is not checked for that; empty when there is none."""
    try:
        return read_config(Path(version.path)).encoder_version
    except (ModelNotFound, ModelDamaged):
        return ""
