"""The names index: what is kept of each sound's texts, and how words find it again (FTS5).

https://www.sqlite.org/fts5.html; its tokenizer only parts terms at blanks, all the cutting is `terms`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, TextClause, text

from soundbrowser.catalogue.id_lists import id_array
from soundbrowser.catalogue.terms import is_spelled, roots, runs, terms
from soundbrowser.catalogue.texts import padded, stem
from soundbrowser.domain.matches import NameKinds, NameMatchKind, TermForm
from soundbrowser.domain.vectors import Ids

MOST_TERMS = 64
"""Further words of a question are not looked for; SQLite bounds the depth of its expressions."""
_MOST_RUN_TOGETHER = 6
_INSERT = "INSERT INTO names (rowid, name, joined, folder, tags, note) VALUES (?, ?, ?, ?, ?, ?)"
_DELETE = text("DELETE FROM names WHERE rowid IN (SELECT value FROM json_each(:ids))")
_MATCH = text(
    "SELECT group_concat(id) FROM (SELECT rowid AS id FROM names WHERE names MATCH :expression ORDER BY rowid)"
)
_EXACT = text(
    "SELECT group_concat(id) FROM (SELECT id FROM sounds WHERE sort_key = :key AND presence <> 'missing' ORDER BY id)"
)


class NameEntry(NamedTuple):
    """One row of the names index: search terms parted by blanks."""

    sound_id: int
    name: str
    joined: str
    folder: str
    tags: str = ""
    note: str = ""


def sort_key(name: str) -> str:
    """The terms of a name without its ending, numbers padded: by it names sort, and an exact name is found."""
    return padded(" ".join(terms(stem(name))))


def entry(sound_id: int, name: str, folder: str, tags: str = "", note: str = "") -> NameEntry:
    """The index row of a sound; `folder` holds terms already."""
    pieces = terms(name)
    return NameEntry(sound_id, " ".join(pieces), " ".join(runs(pieces)), folder, term_text(tags), term_text(note))


def term_text(source: str) -> str:
    """A text as the index keeps it."""
    return " ".join(terms(source))


def insert(connection: Connection, entries: Iterable[NameEntry]) -> None:
    """Adds rows for sounds that have none."""
    rows: list[tuple[int | str, ...]] = list(entries)
    if rows:
        connection.exec_driver_sql(_INSERT, rows)


def delete(connection: Connection, ids_json: str) -> None:
    """Removes the rows of the sounds in the JSON list."""
    connection.execute(_DELETE, {"ids": ids_json})


def kinds(connection: Connection, words: Sequence[str], phrases: Sequence[str]) -> NameKinds:
    """All sounds whose texts hold all words and phrases, by id, and how well they do."""
    found = list(_found(connection, words, phrases))
    ids = np.concatenate([id_array(None), *(ids for _, ids in found)])
    order = np.argsort(ids)
    every = np.concatenate([np.empty(0, np.int8), *(np.full(ids.size, kind, np.int8) for kind, ids in found)])
    return NameKinds(ids[order], every[order])


def holding(connection: Connection, term: str, form: TermForm) -> Ids:
    """Ascending ids of the sounds with the term, or such a form of it, in their name."""
    expressions = {
        TermForm.SAME: f"name : {_phrase([term])}",
        TermForm.LONGER: f"name : {_phrase([term])} *",
        TermForm.ANY: f"{{name joined}} : {_beginning([term])}",
    }
    return id_array(connection.execute(_MATCH, {"expression": expressions[form]}).scalar_one())


def _found(connection: Connection, words: Sequence[str], phrases: Sequence[str]) -> Iterator[tuple[NameMatchKind, Ids]]:
    """Kind by kind, the best first, the ids that no better kind has."""
    wanted = _Wanted.of(words, phrases)
    if not wanted.groups and not wanted.phrases:
        return
    seen = id_array(None)
    for kind, statement, parameters in _passes(wanted):
        ids = id_array(connection.execute(statement, parameters).scalar_one())
        yield kind, np.setdiff1d(ids, seen, assume_unique=True)
        seen = np.union1d(seen, ids)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A question in terms: for each word its groups, where lone characters stay together."""

    groups: tuple[tuple[str, ...], ...]
    """A group is one spelled term, or the lone characters of a run."""
    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, words: Sequence[str], phrases: Sequence[str]) -> _Wanted:
        groups = [group for word in words[:MOST_TERMS] for group in _groups(terms(word))]
        phrased = [tuple(terms(phrase)[:MOST_TERMS]) for phrase in phrases[:MOST_TERMS]]
        return cls(tuple(groups[:MOST_TERMS]), tuple(filter(None, phrased)))

    @property
    def in_order(self) -> tuple[str, ...]:
        """All terms of the words, side by side."""
        return tuple(term for group in self.groups for term in group)


def _groups(pieces: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for spelled, run in groupby(pieces, is_spelled):
        if spelled:
            yield from ((piece,) for piece in run)
        else:
            yield tuple(run)


def _passes(wanted: _Wanted) -> Iterator[tuple[NameMatchKind, TextClause, dict[str, str]]]:
    """From the best kind of match to the weakest, each holding the ones before it."""
    exact = [wanted.in_order, *wanted.phrases] if wanted.groups else list(wanted.phrases)
    if len(exact) == 1:
        yield NameMatchKind.EXACT, _EXACT, {"key": padded(" ".join(exact[0]))}
    side_by_side = " AND ".join(map(_phrase, exact))
    anywhere = " AND ".join(map(_phrase, (*wanted.groups, *wanted.phrases)))
    begun = " AND ".join([*map(_beginning, wanted.groups), *map(_phrase, wanted.phrases)])
    yield NameMatchKind.PHRASE, _MATCH, {"expression": f"name : ({side_by_side})"}
    if anywhere != side_by_side:
        yield NameMatchKind.WORDS, _MATCH, {"expression": f"name : ({anywhere})"}
    yield NameMatchKind.PREFIXES, _MATCH, {"expression": f"{{name joined}} : ({begun}{_run_together(wanted)})"}
    yield NameMatchKind.ELSEWHERE, _MATCH, {"expression": begun}


def _phrase(pieces: Sequence[str]) -> str:
    """A quoted phrase; terms hold no quotes."""
    return '"' + " ".join(pieces) + '"'


def _beginning(group: Sequence[str]) -> str:
    """Words that begin like this one, and the roots that it may come from: a name says `break` and means breaking."""
    if not is_spelled(group[0]):
        return _phrase(group)
    begun = _phrase(group) + " *"
    return f"({' OR '.join([begun, *(_phrase([root]) for root in roots(group[0]))])})"


def _run_together(wanted: _Wanted) -> str:
    """Also names that write the words as one."""
    pieces = wanted.in_order
    if wanted.phrases or not 2 <= len(pieces) <= _MOST_RUN_TOGETHER or not all(map(is_spelled, pieces)):
        return ""
    return f" OR {_phrase([''.join(pieces)])} *"
