"""Cutting sounds into windows: nothing stays unheard, nothing is read past the end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.model.segments import Segmenting

SEGMENTING = Segmenting(segment_s=4.0, hop_s=2.0, shortest_s=4.0)


@given(st.integers(min_value=1, max_value=40 * 32_000))
def test_windows_cover_the_sound(samples: int) -> None:
    windows = SEGMENTING.windows(samples)
    assert windows[0][0] == 0
    assert windows[-1][1] == samples
    assert all(start < stop <= samples for start, stop in windows)
    assert all(later[0] <= earlier[1] and later[0] > earlier[0] for earlier, later in pairwise(windows))


def test_up_to_one_and_a_half_segments_stay_whole() -> None:
    assert SEGMENTING.windows(6 * 32_000) == [(0, 6 * 32_000)]
    assert len(SEGMENTING.windows(6 * 32_000 + 1)) == 3


@given(st.integers(min_value=1, max_value=5 * 32_000))
def test_short_sounds_are_repeated(samples: int) -> None:
    sound = np.arange(1, samples + 1, dtype=np.float32)
    longer = SEGMENTING.lengthen(sound)
    assert longer.size == max(samples, 4 * 32_000)
    assert np.array_equal(longer[:samples], sound)
    period = max(samples, 16_000)
    assert np.array_equal(longer[period : 2 * period], longer[: max(0, longer.size - period)][:period])
