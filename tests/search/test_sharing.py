"""One cache and several users of it: other processes, ones that died half way, an older library, other models."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from search_samples import add, base, fill

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Query
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder, json_bytes, write_model
from soundbrowser.search.locked import FileLock
from soundbrowser.search.pruning import LOCK_FILE, MOST_FOLDERS, PREFIX
from soundbrowser.search.searcher import Searcher
from soundbrowser.search.vectors import SPILL, JointVectors

DOG = Query("a dog barks", limit=None, semantic_only=True)
DYING = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from search_samples import factory_model
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.search import store
from soundbrowser.search.searcher import Searcher

left = int(sys.argv[4])

def sync(_descriptor):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

store.os.fsync = sync
searcher = Searcher(Catalogue.open(Path(sys.argv[2])), factory_model(), Path(sys.argv[3]))
searcher.close()
"""


def asked(catalogue: Catalogue, model: JointModel, cache: Path) -> tuple[object, ...]:
    searcher = Searcher(catalogue, model, cache)
    hits = searcher.search(DOG).hits
    searcher.close()
    return hits


def tuned(target: Path) -> JointModel:
    """The factory's model under another version, surer of everything."""
    folder = ModelFolder.open(paths.factory_model())
    files = {file.name: file.read_bytes() for file in folder.path.iterdir() if file.name != "config.json"}
    calibration = json.loads(files["calibration.json"])
    for fit in calibration.values():
        fit["bias"] += 1.0
    files["calibration.json"] = json_bytes(calibration)
    return JointModel.load(write_model(target, replace(folder.config, tower_version="tuned"), files))


def cache_name(model: JointModel) -> str:
    return f"{PREFIX}{model.tower_version}"


@pytest.mark.parametrize("write", [1, 2, 3])
@pytest.mark.parametrize("begun", [False, True], ids=["new cache", "old cache"])
def test_a_process_that_dies_while_it_writes(
    catalogue: Catalogue, model: JointModel, cache: Path, tmp_path: Path, write: int, begun: bool
) -> None:
    fill(catalogue, 30)
    if begun:
        asked(catalogue, model, cache)
        fill(catalogue, 30, [f"more {number}.wav" for number in range(30)])
    right = asked(catalogue, model, tmp_path / "another cache")
    arguments = [str(Path(__file__).parent), str(catalogue.path), str(cache), str(write)]
    assert subprocess.run([sys.executable, "-c", DYING, *arguments], check=False, timeout=60).returncode == 9
    assert asked(catalogue, model, cache) == right
    assert asked(catalogue, model, cache) == right


def test_what_another_one_wrote_is_taken_over(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    waiting = JointVectors(catalogue, model, cache)
    fill(catalogue, SPILL)
    asked(catalogue, model, cache)
    add(catalogue, "later.wav", base(7))
    waiting.refresh()
    waiting.close()
    assert waiting.view().snapshot.rows.size == SPILL + 1
    assert waiting.view().seq == catalogue.changes(0).seq
    kept = JointVectors(catalogue, model, cache)
    assert kept.view().snapshot.sounds.size == SPILL + 1
    assert kept.view().seq == waiting.view().seq
    kept.close()


def test_only_one_writes_and_both_know_everything(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    writer, reader = JointVectors(catalogue, model, cache), JointVectors(catalogue, model, cache)
    for start in range(0, 3 * SPILL, SPILL):
        fill(catalogue, SPILL, [f"take {start + number}.wav" for number in range(SPILL)])
        writer.refresh()
        reader.refresh()
    assert writer.view().snapshot.sounds.tolist() == reader.view().snapshot.sounds.tolist()
    assert len(writer.view().snapshot.blocks) == 1
    assert reader.rebuild_index(lambda: False) is None
    reader.close()
    writer.close()


def test_a_question_that_waits_does_not_wait_for_the_disk(
    catalogue: Catalogue, model: JointModel, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = Searcher(catalogue, model, cache)
    fill(catalogue, SPILL)
    searcher.refresh(write=False)
    assert not cache.exists()
    assert len(searcher.search(DOG).hits) == SPILL
    monkeypatch.setattr("soundbrowser.search.vectors.MOST_FRESH", SPILL)
    add(catalogue, "one more.wav", base(3))
    searcher.refresh(write=False)
    assert len(list(cache.rglob("joint.json"))) == 1
    searcher.close()


def test_an_older_library_in_the_same_place(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    fill(catalogue, 10)
    copy = catalogue.backup("test")
    fill(catalogue, 10, [f"lost {number}.wav" for number in range(10)])
    assert len(asked(catalogue, model, cache)) == 20
    catalogue.close()
    shutil.copyfile(copy, catalogue.path)
    with Catalogue.open(catalogue.path) as older:
        assert len(asked(older, model, cache)) == 10
        add(older, "new.wav", base(5))
        assert {hit.sound.name for hit in asked(older, model, cache)} >= {"new.wav", "take 00000.wav"}
        assert len(asked(older, model, cache)) == 11


def test_what_did_not_change_is_not_projected_again(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    fill(catalogue, 20)
    vectors = JointVectors(catalogue, model, cache)
    vectors.refresh()
    folder = catalogue.folders()[0]
    for online in (False, True):
        with catalogue.write() as writer:
            writer.set_folder_online(folder.id, online)
        vectors.refresh()
    snapshot = vectors.view().snapshot
    assert snapshot.rows.size == snapshot.sounds.size == 20
    vectors.close()


def test_another_model_and_back(catalogue: Catalogue, model: JointModel, cache: Path, tmp_path: Path) -> None:
    fill(catalogue, 30)
    searcher = Searcher(catalogue, model, cache)
    first = searcher.search(DOG).hits
    searcher.use_model(tuned(tmp_path / "tuned"))
    assert searcher.search(DOG).hits != first
    searcher.use_model(None)
    assert searcher.search(DOG).hits == ()
    searcher.use_model(model)
    assert searcher.search(DOG).hits == first
    searcher.close()
    assert len(list(cache.glob(f"{PREFIX}*"))) == 2


def test_vectors_of_models_long_unused_go(catalogue: Catalogue, model: JointModel, cache: Path) -> None:
    fill(catalogue, 3)
    old = [cache / f"{PREFIX}old-{number}" for number in range(MOST_FOLDERS + 2)]
    for folder in old:
        folder.mkdir(parents=True)
    in_use = FileLock(old[0] / LOCK_FILE)
    assert in_use.acquire()
    for number, folder in enumerate(old):
        os.utime(folder, ns=(number, number))
    asked(catalogue, model, cache)
    left = {folder.name for folder in cache.glob(f"{PREFIX}*")}
    newest = {folder.name for folder in old[-MOST_FOLDERS + 1 :]}
    assert left == {cache_name(model), old[0].name, *newest}
    in_use.release()
