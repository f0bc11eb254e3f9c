"""The cache beside the library: kept, shared, damaged, deleted; it never lies."""

import json
from pathlib import Path

import numpy as np
import pytest
from search_samples import ROOT, add, base, fill

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Query
from soundbrowser.model.joint import JointModel
from soundbrowser.search.locked import FileLock
from soundbrowser.search.searcher import Searcher
from soundbrowser.search.vectors import JointVectors

DOG = Query("a dog barks", limit=None, semantic_only=True)


@pytest.fixture
def hundred(catalogue: Catalogue) -> Catalogue:
    fill(catalogue, 100)
    return catalogue


def files(cache: Path) -> dict[str, Path]:
    return {file.suffix: file for file in cache.rglob("joint*") if file.suffix in (".f32", ".rows", ".json")}


def ask(catalogue: Catalogue, model: JointModel, cache: Path) -> tuple[object, ...]:
    searcher = Searcher(catalogue, model, cache)
    hits = searcher.search(DOG).hits
    searcher.close()
    return hits


def test_what_was_kept_gives_the_same_answers(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    first = ask(hundred, model, cache)
    assert files(cache).keys() == {".f32", ".rows", ".json"}
    assert ask(hundred, model, cache) == first
    kept = JointVectors(hundred, model, cache)
    assert kept.view().snapshot.rows.size == 100
    assert isinstance(kept.view().snapshot.blocks[0], np.memmap)
    kept.close()


def test_a_deleted_or_damaged_cache_is_made_anew(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    first = ask(hundred, model, cache)
    for suffix, file in files(cache).items():
        for damage in (b"", b"garbage", file.read_bytes()[: file.stat().st_size // 2]):
            file.write_bytes(damage)
            assert ask(hundred, model, cache) == first, suffix
        file.unlink()
        assert ask(hundred, model, cache) == first, suffix


def test_bytes_behind_the_committed_rows_are_no_rows(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    first = ask(hundred, model, cache)
    with files(cache)[".f32"].open("ab") as file:
        file.write(b"\x01" * 999)
    with files(cache)[".rows"].open("ab") as file:
        file.write(b"\x01" * 50)
    assert ask(hundred, model, cache) == first
    add(hundred, "new.wav", base(7))
    assert len(ask(hundred, model, cache)) == 101
    assert len(ask(hundred, model, cache)) == 101


def test_changes_while_nobody_looked_are_seen(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    ask(hundred, model, cache)
    gone = hundred.sound_at(str(ROOT / "take 00007.wav"))
    assert gone is not None
    with hundred.write() as writer:
        writer.mark_missing([gone.id])
    for _ in range(3):
        found = ask(hundred, model, cache)
        assert len(found) == 99
        add(hundred, "fresh.wav", base(8))
        assert len(ask(hundred, model, cache)) == 100
        fresh = hundred.sound_at(str(ROOT / "fresh.wav"))
        assert fresh is not None
        with hundred.write() as writer:
            writer.mark_missing([fresh.id])


def test_another_model_s_or_library_s_cache_is_not_read(
    hundred: Catalogue, model: JointModel, cache: Path, tmp_path: Path
) -> None:
    ask(hundred, model, cache)
    with Catalogue.open(tmp_path / "other.db", create=True) as other:
        add(other, "one.wav", base(1))
        assert len(ask(other, model, cache)) == 1
    assert len(ask(hundred, model, cache)) == 100


def test_two_at_once_give_the_same_answers(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    one, two = Searcher(hundred, model, cache), Searcher(hundred, model, cache)
    add(hundred, "new.wav", base(9))
    for searcher in (one, two):
        searcher.refresh()
    assert one.search(DOG).hits == two.search(DOG).hits
    one.close()
    two.close()
    assert len(ask(hundred, model, cache)) == 101


def test_an_unwritable_cache_costs_only_time(hundred: Catalogue, model: JointModel, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert len(ask(hundred, model, tmp_path / "cache")) == 100


def test_a_header_that_promises_too_much(hundred: Catalogue, model: JointModel, cache: Path) -> None:
    first = ask(hundred, model, cache)
    header = files(cache)[".json"]
    header.write_text(json.dumps(json.loads(header.read_text()) | {"rows": 5000}))
    assert ask(hundred, model, cache) == first


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert one.acquire()
    assert not two.acquire()
    one.release()
    assert two.acquire()
    two.release()
