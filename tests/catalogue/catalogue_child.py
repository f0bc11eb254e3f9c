"""A process of its own beside the tests: `python catalogue_child.py VERB LIBRARY`; what it did stands on stdout."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from catalogue_samples import list_names, make_ready

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import SoundbrowserError

BATCH = 20


def say(words: object) -> None:
    """One line to the test, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def write(catalogue: Catalogue, prefix: str, batches: int | None) -> None:
    """Batch after batch of sounds with vectors, each told once it is committed."""
    for batch in count():
        if batch == batches:
            return
        ids = list_names(catalogue, *(f"{prefix}_{batch}_{number}.wav" for number in range(BATCH)))
        make_ready(catalogue, ids, 5)
        say(batch)


def hold(catalogue: Catalogue) -> None:
    """Scans until its input ends."""
    with catalogue.scan_lock():
        say("held")
        sys.stdin.read()


def fill(catalogue: Catalogue, path: Path) -> None:
    """Writes where there is no more room (no file of this process may grow by much)."""
    import resource  # there is none on Windows

    room = path.stat().st_size + 65536
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    write(catalogue, "more", None)


def main(verb: str, path: Path, prefix: str = "sound") -> None:
    """Does what the verb says."""
    try:
        with Catalogue.open(path, create=True) as catalogue:
            match verb:
                case "write":
                    write(catalogue, prefix, None)
                case "write-some":
                    write(catalogue, prefix, 10)
                case "hold":
                    hold(catalogue)
                case "fill":
                    fill(catalogue, path)
    except SoundbrowserError as error:
        say(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
