"""What every test stands on: no display, no user settings, and sounds made here."""

import multiprocessing
import os
import sys
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Links, permissions, terminals and signals are not the same on Windows; what needs POSIX says so."""
    if sys.platform == "win32" and item.get_closest_marker("posix"):
        pytest.skip("needs links, permissions, a terminal or signals as POSIX has them")


@pytest.fixture(autouse=True, scope="module")
def no_child_is_left() -> Iterator[None]:
    """Every child process that a module of tests started, by whatever way, has ended when the module has."""
    yield
    assert not multiprocessing.active_children()
