"""The model that ships hears what it heard when it was made, on signals that anyone can make from a formula."""

from __future__ import annotations

import numpy as np
import pytest

from soundbrowser.model.embed import Embedder, open_embedder
from soundbrowser.model.store import ModelFolder
from soundbrowser.paths import models
from soundbrowser.training.check_step import signals

HEARD = {
    "noise": (16, 5.55, (-0.212, 0.076, -0.194, -0.137, -0.293, -0.293)),
    "chirp": (4, 4.95, (-0.267, -0.054, -0.148, -0.183, 1.384, -0.129)),
    "impulses": (21, 5.09, (-0.093, -0.076, -0.096, -0.184, -0.029, -0.312)),
    "short": (26, 4.56, (-0.263, -0.178, -0.060, -0.279, 0.301, -0.202)),
}
"""Place of the largest number, length, and the first six numbers of the base vector."""


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder(ModelFolder.open(models() / "base-1"), "cpu")


@pytest.mark.parametrize("name", HEARD)
def test_hears_the_reference_signals_as_before(embedder: Embedder, name: str) -> None:
    largest, length, first = HEARD[name]
    base = embedder.embed(signals()[name][: 6 * 32_000]).base[0].astype(np.float64)
    assert int(base.argmax()) == largest
    assert np.linalg.norm(base) == pytest.approx(length, abs=0.02)
    assert base[:6] == pytest.approx(first, abs=5e-3)


def test_tells_them_apart(embedder: Embedder) -> None:
    rows = np.stack([embedder.embed(signals()[name][: 6 * 32_000]).base[0].astype(np.float32) for name in HEARD])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    alike = rows @ rows.T
    assert alike[~np.eye(len(rows), dtype=bool)].max() < 0.95
