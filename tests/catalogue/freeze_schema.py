"""Makes the catalogue that is committed for the newest schema: `python tests/catalogue/freeze_schema.py`.

Run once when a schema is published, never again for it: the tests upgrade this very file for all time.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from catalogue_samples import list_names, make_ready

from soundbrowser.catalogue import migrate
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.sound import SoundState
from soundbrowser.domain.tuning import Measure, ModelVersion

FROZEN = Path(__file__).with_name("frozen")
NAMES = ("Drums/Kick_808.wav", "Drums/snare.wav", "雷の音.wav", "gone.wav", "broken.wav")


def fill(catalogue: Catalogue) -> None:
    """A little of everything that a library holds."""
    kick, snare, thunder, gone, broken = list_names(catalogue, *NAMES)
    make_ready(catalogue, [kick, snare, gone], 2)
    with catalogue.write() as writer:
        writer.tag([kick, snare], "Fat")
        writer.rate([kick], 5)
        writer.favourite([snare], True)
        writer.note(thunder, "recorded in Tokyo")
        writer.add_to_collection(writer.create_collection("Best of").id, [kick, thunder])
        writer.mark_missing([gone])
        writer.fail(broken, SoundState.UNREADABLE, "no samples")
        writer.remember_search("thunder")
        writer.correct("Deep kick", [kick], fits=True)
        writer.correct("deep_kick", [snare, gone], fits=False)
        writer.add_model_version(
            ModelVersion("t1", "mine", "/models/t1", 1.0, ("Fat",), True, (Measure("own", 0.5, 0.75),))
        )


def freeze() -> Path:
    """Writes the frozen file of the newest schema; its pages are small, so that it is."""
    target = FROZEN / f"schema_{migrate.newest():04d}.db"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "library.db")
        with Catalogue.open(path, create=True) as catalogue:
            fill(catalogue)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA page_size = 512")
            connection.execute("VACUUM")
        shutil.copyfile(path, target)
    return target


if __name__ == "__main__":
    freeze()
