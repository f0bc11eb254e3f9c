"""Snapshots and choosing from them, against the slow and simple way."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.search.exact import best_of_each_sound, similarity, top
from soundbrowser.search.fusion import UNWANTED, fused
from soundbrowser.search.rows import EMPTY, Snapshot, described

DIM = 3
chances = st.floats(0, 1)


def vectors_of(sound: int, rows: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(sound).standard_normal((rows, DIM)).astype(np.float32)


def grown(steps: list[tuple[int, int, bool]]) -> tuple[Snapshot, dict[int, int]]:
    """A snapshot after these steps (sound, rows, gone), and the rows that each living sound has."""
    snapshot, living = EMPTY, dict[int, int]()
    for number, (sound, rows, gone) in enumerate(steps):
        snapshot = replace(snapshot, alive=snapshot.alive & (snapshot.rows["sound"] != sound))
        living.pop(sound, None)
        if not gone:
            ids = np.arange(rows) + (number << 20)
            times = np.arange(rows, dtype=np.float32)
            snapshot = snapshot.followed_by(
                vectors_of(sound, rows), described(ids, np.full(rows, sound), times, times + 1)
            )
            living[sound] = rows
    return snapshot, living


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4), st.booleans()), max_size=30))
def test_a_snapshot_holds_just_the_living_sounds(steps: list[tuple[int, int, bool]]) -> None:
    snapshot, living = grown(steps)
    assert snapshot.sounds.tolist() == sorted(living)
    places = np.arange(len(living))[::-1]
    numbers, bounds = snapshot.rows_at(places)
    for place, start, end in zip(places, bounds, bounds[1:], strict=False):
        sound = int(snapshot.sounds[place])
        assert snapshot.vectors(numbers[start:end]).tolist() == vectors_of(sound, living[sound]).tolist()
        assert snapshot.rows["start"][numbers[start:end]].tolist() == list(range(living[sound]))
    assert sum(map(len, snapshot.blocks)) == snapshot.rows.size


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 3), st.booleans()), min_size=1, max_size=60))
def test_the_best_row_of_each_sound(steps: list[tuple[int, int, bool]]) -> None:
    snapshot, living = grown(steps)
    query = np.array([1, -2, 0.5], np.float32)
    every = np.arange(len(living))
    right = [float((vectors_of(sound, living[sound]) @ query).max()) for sound in sorted(living)]
    for places in (every, every[: len(every) // 10], every[-1:]):
        found = best_of_each_sound(snapshot, query, places)
        np.testing.assert_allclose(found, np.array(right)[places] if right else [], rtol=1e-5, atol=1e-6)


def test_many_small_batches_end_in_few_blocks() -> None:
    snapshot, _ = grown([(number, 1, False) for number in range(1, 1000)])
    assert len(snapshot.blocks) <= 11


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 50), st.integers(0, 5))
def test_the_greatest_are_chosen_with_those_that_equal_the_last(scores: list[int], count: int, ties: int) -> None:
    values = np.array(scores, np.float64)
    chosen = top(values, count, ties)
    assert len(set(chosen.tolist())) == chosen.size
    ranked = sorted(scores, reverse=True)
    level = sum(score == ranked[min(count, len(ranked)) - 1] for score in ranked) if ranked else 0
    above = sum(score > ranked[min(count, len(ranked)) - 1] for score in ranked) if ranked else 0
    expected = len(scores) if count >= len(scores) else min(above + level, count + ties)
    assert sorted(values[chosen].tolist(), reverse=True) == ranked[:expected]


def test_a_score_is_the_same_to_the_last_bit_whatever_stands_beside_it() -> None:
    rows = np.random.default_rng(0).standard_normal((50, 384))
    query = np.random.default_rng(1).standard_normal(384).astype(np.float32)
    together = similarity(rows, query)
    assert [float(similarity(rows[at : at + 1], query)[0]) for at in range(50)] == together.tolist()


@given(chances, chances, chances)
def test_more_evidence_never_makes_a_score_smaller(name: float, model: float, more: float) -> None:
    no, yes = np.array([False]), np.array([True])
    one, other = np.array([name]), np.array([model])
    score = fused(one, other, no)[0]
    assert max(name, model) - 1e-6 <= score <= 1
    assert fused(np.maximum(one, more), other, no)[0] >= score
    assert abs(fused(one, other, yes)[0] - UNWANTED * score) <= 1e-6
