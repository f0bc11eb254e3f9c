"""An empty library, the shipped model, and a searcher over both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_samples import factory_model

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.model.joint import JointModel
from soundbrowser.search.searcher import Searcher


@pytest.fixture(scope="session")
def model() -> JointModel:
    return factory_model()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "library.db", create=True) as opened:
        yield opened


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "library.db-cache"


@pytest.fixture
def searcher(catalogue: Catalogue, model: JointModel, cache: Path) -> Iterator[Searcher]:
    opened = Searcher(catalogue, model, cache)
    yield opened
    opened.close()
