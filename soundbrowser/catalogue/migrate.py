"""Brings a library file to this program's schema: frozen steps, each in one transaction with its record."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from soundbrowser.catalogue.envelope import APPLICATION_ID

_STEP_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Step:
    """One frozen step of the schema."""

    version: int
    name: str
    sql: str


@cache
def steps() -> tuple[Step, ...]:
    """All steps in their order; their versions run from 1 without a gap."""
    folder = resources.files("soundbrowser.catalogue.migrations")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    named = [(match, file) for file in found if (match := _STEP_NAME.fullmatch(file.name))]
    return tuple(Step(int(match[1]), match[2], file.read_text(encoding="utf-8")) for match, file in named)


def newest() -> int:
    """The schema version that this program writes."""
    return steps()[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of a library; 0 when nothing was made yet."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def apply(connection: sqlite3.Connection, todo: Sequence[Step]) -> None:
    """Takes the steps that are still ahead of the library.

    Another process may be doing the same: what it has done by the time the write lock is ours is passed over.
    """
    for step in todo:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) < step.version:
                _take(connection, step)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _take(connection: sqlite3.Connection, step: Step) -> None:
    for statement in statements(step.sql):
        connection.execute(statement)
    connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (step.version, step.name, time.time()))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {step.version}")


def statements(sql: str) -> Iterator[str]:
    """The single statements of a script (triggers hold semicolons of their own)."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError(f"the script ends inside a statement: {pending!r}")
