"""The model that ships hears what it heard when it was made, on signals that anyone can make from a formula."""

from __future__ import annotations

import numpy as np
import pytest

from soundbrowser.model.embed import Embedder, open_embedder
from soundbrowser.model.store import ModelFolder
from soundbrowser.paths import models
from soundbrowser.training.check_step import signals

HEARD = {
    "noise": (16, 5.68, (-0.222, 0.183, -0.212, -0.188, -0.264, -0.299)),
    "chirp": (4, 4.98, (-0.273, -0.039, -0.161, -0.171, 1.354, -0.123)),
    "impulses": (21, 5.19, (-0.092, -0.018, -0.093, -0.247, -0.057, -0.287)),
    "short": (26, 4.68, (-0.237, -0.170, -0.058, -0.271, 0.424, -0.226)),
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
