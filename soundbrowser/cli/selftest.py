"""`soundbrowser --self-test`: tries every part of the program once and says how it went."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from soundbrowser.cli.texts import printable

if TYPE_CHECKING:
    from soundbrowser.domain.stats import Finding
    from soundbrowser.library import Library

WindowTest = Callable[["Library"], "list[Finding]"]


def run(window_test: WindowTest) -> int:
    """Prints a line a part; 1 when one does not work."""
    failed = 0
    for finding in _findings(window_test):
        print(f"{'ok ' if finding.ok else 'BAD'}  {finding.part}: {printable(finding.text)}", flush=True)
        failed += not finding.ok
    if failed:
        print(f"Parts of the program that do not work here: {failed}; the lines marked BAD say which.", file=sys.stderr)
    return 1 if failed else 0


def _findings(window_test: WindowTest) -> Iterator[Finding]:
    from soundbrowser.library import Library
    from soundbrowser.library.selftest import try_parts

    with tempfile.TemporaryDirectory(prefix="soundbrowser-self-test-") as place:
        sounds = Path(place) / "sounds"
        sounds.mkdir()
        with Library.open(Path(place) / "library.db") as library:
            yield from try_parts(library, sounds)
            yield from window_test(library)
