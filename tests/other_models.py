"""Models that hear as the shipped one does under another name: what an earlier or a later program came with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from soundbrowser import paths
from soundbrowser.model.store import ModelFolder, write_model


def with_encoder(place: Path, version: str) -> Path:
    """The factory model under the name of another encoder."""
    factory = ModelFolder.open(paths.factory_model())
    config = replace(factory.config, name=place.name, encoder_version=version, tower_version=f"{version}-towers")
    return write_model(place, config, {name: factory.file(name) for name in factory.files}).path
