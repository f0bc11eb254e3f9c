"""Speed of questions to a library of made-up sounds while another thread stores new ones, and of what they are made of.

Run with `pytest tests/benchmarks/test_search.py --benchmark-columns=median,min,max,rounds`. Questions go through
`Library.search`, as the window's do, with the model that ships. Baselines in the same run: exact search for the index.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from made_library import Maker, make_library
from pytest_benchmark.fixture import BenchmarkFixture

from soundbrowser import paths
from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import ClipRegion, Query
from soundbrowser.domain.vectors import F32
from soundbrowser.library import Library
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder
from soundbrowser.search import ann
from soundbrowser.search.ann import recall_of
from soundbrowser.search.exact import best_of_each_sound, top
from soundbrowser.search.vectors import JointVectors, View

SIZES = (10_000, 100_000)
ROUNDS = 60
BATCH = 64
BATCHES_A_SECOND = 2
"""As fast as two cores listen to five-second clips."""
WORDS = (
    "thunder",
    "dog barking in the rain",
    "kick drum",
    "glass smash -metal",
    "church bell",
    "engine idle",
    "whoosh",
)
FILTERED = ("door len:>4", "rain folder:foley", "crowd ch:stereo rate:>=44.1k", "siren format:wav")


class Asked:
    """A library with a scan going on."""

    def __init__(self, path: Path, maker: Maker, sounds: int) -> None:
        self.library = Library.open(path, processes=1)
        self.sounds = sounds
        self._maker = maker
        self._path = path
        self._stop = threading.Event()
        self._writer = threading.Thread(target=self._write)
        self._writer.start()

    def _write(self) -> None:
        with Catalogue.open(self._path) as catalogue:
            first = self.sounds
            while not self._stop.wait(1 / BATCHES_A_SECOND):
                self._maker.store(catalogue, range(first, first + BATCH))
                first += BATCH

    def close(self) -> None:
        self._stop.set()
        self._writer.join()
        self.library.close()


@pytest.fixture(scope="module", params=SIZES, ids="{:,} sounds".format)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    path = tmp_path_factory.mktemp("library") / "library.db"
    opened = Asked(path, make_library(path, request.param), request.param)
    opened.library.search("warm up")
    yield opened
    opened.close()


def ask(benchmark: BenchmarkFixture, library: Library, questions: list[Query]) -> None:
    """The questions in turn; each is asked as soon as the one before is answered."""
    waiting = cycle(questions)
    benchmark.pedantic(library.search, setup=lambda: ((next(waiting),), {}), rounds=ROUNDS)


def test_words(benchmark: BenchmarkFixture, asked: Asked) -> None:
    ask(benchmark, asked.library, [Query(text) for text in WORDS])


def test_words_as_they_are_typed(benchmark: BenchmarkFixture, asked: Asked) -> None:
    ask(benchmark, asked.library, [Query("thunder storm"[:length]) for length in range(1, 14)])


def test_words_and_filters(benchmark: BenchmarkFixture, asked: Asked) -> None:
    ask(benchmark, asked.library, [Query(text) for text in FILTERED])


def test_words_by_meaning_alone(benchmark: BenchmarkFixture, asked: Asked) -> None:
    ask(benchmark, asked.library, [Query(text, semantic_only=True) for text in WORDS])


def test_a_clip_of_the_library(benchmark: BenchmarkFixture, asked: Asked) -> None:
    ids = range(1, asked.sounds, asked.sounds // 20)
    clips = [sound.path for number in ids if (sound := asked.library.sound(number)) is not None]
    ask(benchmark, asked.library, [Query(clips=(ClipRegion(path),)) for path in clips])


def test_a_clip_and_words(benchmark: BenchmarkFixture, asked: Asked) -> None:
    sound = asked.library.sound(7)
    assert sound is not None
    ask(benchmark, asked.library, [Query(text, clips=(ClipRegion(sound.path),)) for text in WORDS])


class Bare:
    """Vectors of the largest library, and questions in words and in clips, without names, rows or explanations."""

    def __init__(self, place: Path) -> None:
        self.maker = make_library(place / "library.db", SIZES[-1])
        self.catalogue = Catalogue.open(place / "library.db")
        self.model = JointModel.load(ModelFolder.open(paths.factory_model()))
        self.vectors = JointVectors(self.catalogue, self.model, place / "cache")
        self.vectors.refresh()
        self.report = self.vectors.rebuild_index(lambda: False)
        self.words = [self.model.text_query(text).vector for text in WORDS[:3] + WORDS[4:]]
        self.clips = list(self.vectors.clip_questions())

    @property
    def view(self) -> View:
        return self.vectors.view()

    def exact(self, query: F32, count: int) -> set[int]:
        """Rows by exact search."""
        return set(top(self.view.snapshot.blocks[0] @ query, count).tolist())

    def near(self, query: F32, count: int) -> list[int]:
        """Rows by the index."""
        assert self.view.index is not None
        found = self.view.index.nearest(query, count)
        assert found is not None
        return found.tolist()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    made = Bare(tmp_path_factory.mktemp("bare"))
    yield made
    made.vectors.close()
    made.catalogue.close()


def test_exact_search_of_all_rows(benchmark: BenchmarkFixture, bare: Bare) -> None:
    """The baseline of the index: every row, and the best row of each sound."""
    snapshot, waiting = bare.view.snapshot, cycle(bare.clips)
    places = np.arange(snapshot.sounds.size)
    benchmark(lambda: best_of_each_sound(snapshot, next(waiting), places))


@pytest.mark.parametrize("count", [10, 200])
def test_the_index_for_clips(
    benchmark: BenchmarkFixture, bare: Bare, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = cycle(bare.clips)
    benchmark(lambda: bare.near(next(waiting), count))
    with capsys.disabled():
        print(f"\n{bare.report}")
        for kind, queries in (("clips", bare.clips), ("words", bare.words)):
            recall = recall_of(
                [bare.near(query, count) for query in queries], [bare.exact(query, count) for query in queries]
            )
            print(f"recall@{count} for {kind}: {recall:.3f}")


def test_annoy_as_it_comes(bare: Bare, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The baseline of the configuration: 20 trees and Annoy's own search_k."""
    rows = bare.view.snapshot.blocks[0]
    ann.grow(tmp_path / "plain.ann", rows, 20, lambda: False)
    annoy = ann.mapped(tmp_path / "plain.ann", rows.shape[1])
    recall = recall_of(
        [annoy.get_nns_by_vector(query, 10) for query in bare.clips], [bare.exact(query, 10) for query in bare.clips]
    )
    with capsys.disabled():
        print(f"\n20 trees and Annoy's own search_k: recall@10 for clips {recall:.3f}")
    assert recall <= 1


def test_building_the_index(benchmark: BenchmarkFixture, bare: Bare) -> None:
    benchmark.pedantic(lambda: bare.vectors.rebuild_index(lambda: False), rounds=1)


def test_taking_in_a_batch(benchmark: BenchmarkFixture, bare: Bare) -> None:
    """64 sounds were stored: until questions see them."""
    maker = bare.maker
    batches = iter(range(SIZES[-1], 10 * SIZES[-1], BATCH))

    def store() -> None:
        first = next(batches)
        maker.store(bare.catalogue, range(first, first + BATCH))

    benchmark.pedantic(bare.vectors.refresh, setup=store, rounds=20)


MEMORY = """
import sys
from pathlib import Path
from soundbrowser.library import Library
sys.path.insert(0, sys.argv[2])
from memory import peak_mb
with Library.open(Path(sys.argv[1])) as library:
    for number in range(30):
        library.search("thunder storm rain dog glass"[: 2 + number % 25])
    print(peak_mb())
"""


@pytest.mark.parametrize("sounds", SIZES)
def test_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str], sounds: int) -> None:
    """Of a process that opens a library and asks it; the vectors are kept from an earlier one, as they mostly are."""
    make_library(tmp_path / "library.db", sounds)
    for run in ("first", "later"):
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(tmp_path / "library.db"), str(Path(__file__).parent)],
            capture_output=True,
            text=True,
            check=True,
        )
        with capsys.disabled():
            print(f"\nmemory of the {run} process to search {sounds:,} sounds: {float(done.stdout):.0f} MB", end="")
        assert float(done.stdout) > 0
