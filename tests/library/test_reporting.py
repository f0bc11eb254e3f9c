"""Reports of a job: not too many, with the rate of the last seconds and the time left."""

from __future__ import annotations

from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.library.reporting import Reporter


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def steps(total: int | None, seconds: list[float]) -> list[Progress]:
    """The reports of a job whose steps take these seconds."""
    clock, seen = Clock(), list[Progress]()
    reporter = Reporter(seen.append, Stage.EMBED, total, clock)
    for number, each in enumerate(seconds):
        clock.now += each
        reporter.step(f"{number}.wav")
    return seen


def test_the_first_and_the_last_step_are_reported() -> None:
    seen = steps(3, [0.001, 0.001, 0.001])
    assert [(p.done, p.total) for p in seen] == [(0, 3), (3, 3)]
    assert seen[-1].current == "2.wav"


def test_many_quick_steps_give_few_reports() -> None:
    assert len(steps(None, [0.001] * 1000)) <= 12


def test_rate_and_time_left() -> None:
    last = steps(100, [0.5] * 20)[-1]
    assert last.rate == 2.0
    assert last.seconds_left == 40.0


def test_the_rate_follows_the_last_seconds() -> None:
    last = steps(1000, [0.1] * 100 + [1.0] * 20)[-1]
    assert last.rate == 1.0


def test_without_a_total_there_is_no_time_left() -> None:
    assert steps(None, [1.0, 1.0])[-1].seconds_left is None


def test_finish_says_that_all_were_done() -> None:
    seen: list[Progress] = []
    reporter = Reporter(seen.append, Stage.LIST, None)
    reporter.step("1.wav", 5)
    reporter.finish()
    assert (seen[-1].done, seen[-1].total) == (5, 5)
