"""Starts `catalogue_child.py` beside a test and hears what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import soundbrowser

CHILD = Path(__file__).with_name("catalogue_child.py")
Child = subprocess.Popen[str]
Start = Callable[..., Child]


def begin(*arguments: object) -> Child:
    """A child with these arguments, which can import what the test can."""
    environment = os.environ | {"PYTHONPATH": str(Path(soundbrowser.__file__).parents[1])}
    command = [sys.executable, str(CHILD), *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


def lines(child: Child, number: int) -> list[str]:
    """The next lines that a child says."""
    assert child.stdout is not None
    return [child.stdout.readline().strip() for _ in range(number)]
