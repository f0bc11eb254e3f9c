"""Speed of fine-tuning from stored vectors: 100 labels of 50 clips, through the library, in its child process.

Run with `pytest tests/benchmarks/test_tuning.py -s`, which also prints what the child took of the processor; the model
is the one that ships.
"""

from __future__ import annotations

import resource
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest
from made_library import CLUSTERS, make_library
from pytest_benchmark.fixture import BenchmarkFixture

from soundbrowser.domain.tuning import Correction, Label
from soundbrowser.library import Library

LABELS, CLIPS = 100, 50
SOUNDS = 2 * LABELS * CLIPS


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("tuning")
    make_library(place / "made.db", SOUNDS)
    with pytest.MonkeyPatch.context() as patch, Library.open(place / "made.db") as opened:
        patch.setattr("soundbrowser.paths.user_models", lambda: place / "models")
        yield opened


@pytest.fixture(scope="module")
def labels(library: Library) -> list[Label]:
    """Made-up words, each for sounds near three of the cluster centres."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(SOUNDS):
        cluster = int(np.random.default_rng([2, number]).integers(CLUSTERS))
        members[cluster % LABELS].append(number + 1)
    named = [(f"{'bdfgklmnpr'[row // 10]}u{'bdfgklmnpr'[row % 10]}orb", ids[:CLIPS]) for row, ids in members.items()]
    assert all(len(ids) == CLIPS for _name, ids in named)
    return [Label(name, tuple(ids)) for name, ids in named]


def child_seconds() -> float:
    """What child processes that have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_hundred_labels_of_fifty_clips(benchmark: BenchmarkFixture, library: Library, labels: list[Label]) -> None:
    before = child_seconds()
    report = benchmark.pedantic(library.fine_tune, args=[labels], rounds=1)
    print(f"\n{child_seconds() - before:.1f} s of one core")
    assert len(report.labels) == LABELS


def test_two_hundred_corrections(benchmark: BenchmarkFixture, library: Library) -> None:
    said = [Correction(f"kick {number % 10}", number + 1, number % 3 > 0) for number in range(200)]
    report = benchmark.pedantic(library.fine_tune, args=[[]], kwargs={"corrections": said}, rounds=1)
    assert report.corrections is not None


def test_switching_to_a_version_and_back(benchmark: BenchmarkFixture, library: Library) -> None:
    library.search("kick")
    first, second = library.versions()[:2]

    def there_and_back() -> None:
        library.switch(second.version)
        library.switch(first.version)

    benchmark.pedantic(there_and_back, rounds=3)
    assert library.versions()[0].active
