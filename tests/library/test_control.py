"""A job is held, let go on and ended from another thread."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from soundbrowser.domain.errors import Cancelled
from soundbrowser.library import JobControl


def test_a_running_job_passes_its_checks() -> None:
    control = JobControl()
    control.check()
    assert not control.paused
    assert not control.cancelled


def test_a_cancelled_job_ends_at_its_next_step() -> None:
    control = JobControl()
    control.cancel()
    assert control.cancelled
    with pytest.raises(Cancelled):
        control.check()


def test_a_held_job_waits_until_it_is_let_go_on() -> None:
    control, reached, passed = JobControl(), Event(), Event()

    def job() -> None:
        reached.set()
        control.check()
        passed.set()

    control.pause()
    assert control.paused
    thread = Thread(target=job)
    thread.start()
    assert reached.wait(5)
    assert not passed.is_set()
    control.resume()
    thread.join(5)
    assert passed.is_set()


def test_a_held_job_can_be_cancelled() -> None:
    control = JobControl()
    ended: list[type] = []

    def job() -> None:
        try:
            control.check()
        except Cancelled as error:
            ended.append(type(error))

    control.pause()
    thread = Thread(target=job)
    thread.start()
    control.cancel()
    thread.join(5)
    assert ended == [Cancelled]
