"""The window's tests: a theme, and no work left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from soundbrowser.app.background import wait_for_background
from soundbrowser.app.theme import Themes


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The dark theme, set on the application."""
    made = Themes(qapp, "dark")
    yield made
    assert wait_for_background(10_000), "background work goes on after the test"
    made.deleteLater()
