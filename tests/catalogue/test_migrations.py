"""Every schema that was ever published is brought to the newest one, after a backup, or left alone."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from catalogue_samples import ENCODER, list_names
from freeze_schema import FROZEN, NAMES
from sqlalchemy import inspect
from unprivileged import without_privileges

from soundbrowser.catalogue import backups, connections, migrate
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.catalogue.tables import Table
from soundbrowser.domain.errors import LibraryDamaged, LibraryNotWritable
from soundbrowser.domain.matches import NameMatchKind
from soundbrowser.domain.query import Filters
from soundbrowser.domain.sound import SoundState

VERSIONS = [step.version for step in migrate.steps()]
CORRECTED = 2
"""The first version that holds corrections."""
ADD_COLUMN = "ALTER TABLE sounds ADD COLUMN tempo REAL;\n"


def test_versions_run_from_one_without_a_gap() -> None:
    assert [version - place for place, version in enumerate(VERSIONS)] == [1] * len(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_published_schema_is_upgraded(path: Path, version: int) -> None:
    path.parent.mkdir()
    shutil.copyfile(FROZEN / f"schema_{version:04d}.db", path)
    with Catalogue.open(path) as catalogue:
        assert catalogue.check() == []
        kick, snare, thunder, gone, broken = catalogue.sounds([1, 2, 3, 4, 5])
        assert [sound.name for sound in (kick, snare, thunder, gone, broken)] == [Path(name).name for name in NAMES]
        assert (kick.rating, kick.tags, snare.favourite, thunder.note) == (5, ("Fat",), True, "recorded in Tokyo")
        assert (broken.state, broken.error) == (SoundState.UNREADABLE, "no samples")
        assert catalogue.ids(Filters()).tolist() == [kick.id, snare.id, thunder.id, broken.id]
        assert catalogue.name_kinds(["kick808"]).kinds.tolist() == [NameMatchKind.EXACT]
        assert [batch.sound_ids.tolist() for batch in catalogue.segments(ENCODER)] == [[kick.id] * 2 + [snare.id] * 2]
        assert [collection.sounds for collection in catalogue.collections()] == [2]
        assert catalogue.recent_searches(9) == ["thunder"]
        assert [model.measures[0].after for model in catalogue.model_versions()] == [0.75]
        said = [(one.sound_id, one.fits) for one in catalogue.corrections_of("deep kick")]
        assert said == ([(kick.id, True), (snare.id, False), (gone.id, False)] if version >= CORRECTED else [])
        assert min(list_names(catalogue, "new.wav")) > broken.id


def test_the_typed_tables_are_what_the_steps_make(catalogue: Catalogue) -> None:
    engine = connections.engine(catalogue.path, connections.Access.READ)
    made = inspect(engine)
    for name, table in Table.metadata.tables.items():
        columns = {column["name"]: column for column in made.get_columns(name)}
        assert list(columns) == [column.name for column in table.columns]
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable, f"{name}.{column.name}"
            kind = columns[column.name]["type"].python_type
            assert kind is column.type.python_type, f"{name}.{column.name}"
    engine.dispose()


def add_step(monkeypatch: pytest.MonkeyPatch, sql: str) -> int:
    """A program that knows one step more; the version it leads to."""
    known = migrate.steps()
    step = migrate.Step(len(known) + 1, "next", sql)
    monkeypatch.setattr(migrate, "steps", lambda: (*known, step))
    return step.version


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What a bare connection reads."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_step_comes_after_a_verified_backup_and_leaves_its_record(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        ids = list_names(catalogue, "a.wav")
    version = add_step(monkeypatch, ADD_COLUMN)
    with Catalogue.open(path) as catalogue:
        assert catalogue.ids(Filters()).tolist() == ids
    assert read(path, "SELECT version, name FROM migrations ORDER BY version")[-1] == (version, "next")
    assert read(path, "PRAGMA user_version") == [(version,)]
    (copy,) = backups.kept(path)
    assert read(copy, "PRAGMA user_version") == [(version - 1,)]
    assert read(copy, "SELECT id FROM sounds") == [(ids[0],)]


def test_a_step_that_fails_leaves_the_library_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Catalogue.open(path, create=True) as catalogue:
        list_names(catalogue, "a.wav")
    before = read(path, "SELECT * FROM sqlite_schema")
    with monkeypatch.context() as newer:
        add_step(newer, f"{ADD_COLUMN}INSERT INTO nowhere VALUES (1);\n")
        with pytest.raises(LibraryDamaged):
            Catalogue.open(path)
    assert read(path, "SELECT * FROM sqlite_schema") == before
    with Catalogue.open(path) as catalogue:
        assert catalogue.stats().sounds == 1


def test_a_script_may_hold_triggers_and_must_end() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM b;\n  DELETE FROM c;\nEND;\n"
    assert list(migrate.statements(trigger + "DROP TABLE d;\n")) == [trigger, "DROP TABLE d;\n"]
    with pytest.raises(ValueError, match="ends inside"):
        list(migrate.statements("DROP TABLE"))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX ones")
@pytest.mark.posix
def test_an_old_library_in_a_read_only_place_is_refused(open_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file.name: file.read_bytes() for file in open_place.iterdir()}
    add_step(monkeypatch, ADD_COLUMN)
    open_place.chmod(0o555)

    def check() -> None:
        with pytest.raises(LibraryNotWritable, match="updated once"):
            Catalogue.open(open_place / "library.db", create=True)

    without_privileges(check)
    assert {file.name: file.read_bytes() for file in open_place.iterdir()} == before
