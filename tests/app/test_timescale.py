"""Seconds, pixels and how times are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.app.widgets.timescale import TimeScale, clock, decimals_for


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [
        (0, 0, "0:00"),
        (75.25, 0, "1:15"),
        (75.25, 1, "1:15.2"),
        (15.367, 3, "0:15.367"),
        (3600, 0, "1:00:00"),
        (59.9999, 1, "0:59.9"),
    ],
)
def test_times_read_like_a_clock(seconds: float, decimals: int, text: str) -> None:
    assert clock(seconds, decimals) == text


@given(start=st.floats(0, 1000), length=st.floats(0.05, 5000), width=st.integers(50, 4000), share=st.floats(0, 1))
def test_a_pixel_and_its_moment_belong_together(start: float, length: float, width: int, share: float) -> None:
    scale = TimeScale(start, start + length, width)
    moment = scale.seconds(share * width)
    assert scale.x(moment) == pytest.approx(share * width, abs=1e-3)


@given(length=st.floats(0.02, 20_000), width=st.integers(60, 4000))
def test_ticks_are_round_inside_and_apart(length: float, width: int) -> None:
    scale = TimeScale(0.0, length, width)
    ticks, step = scale.ticks(apart=100)
    assert ticks[0] == 0.0
    assert all(-1e-6 <= tick <= length + 1e-6 for tick in ticks)
    assert step / length * width >= 100 - 1e-6
    texts = [clock(tick, decimals_for(step)) for tick in ticks]
    assert len(set(texts)) == len(texts)


@given(duration=st.floats(0.5, 7200), factor=st.floats(0.05, 20), share=st.floats(0, 1), steps=st.integers(1, 8))
def test_zoom_stays_within_the_sound_and_keeps_the_moment(
    duration: float, factor: float, share: float, steps: int
) -> None:
    scale = TimeScale(0.0, duration, 800)
    for _ in range(steps):
        scale = scale.zoomed(factor, share * duration if scale.start_s == 0 else scale.seconds(400), duration)
        assert -1e-9 <= scale.start_s < scale.end_s <= duration + 1e-6


def test_zooming_in_keeps_the_moment_under_the_pointer() -> None:
    scale = TimeScale(0.0, 100.0, 800)
    assert scale.zoomed(0.5, 40.0, 100.0).x(40.0) == pytest.approx(scale.x(40.0))


def test_moving_stops_at_both_ends() -> None:
    scale = TimeScale(10.0, 20.0, 100)
    assert scale.moved(-50, 100).start_s == 0.0
    assert scale.moved(500, 100).end_s == 100.0
