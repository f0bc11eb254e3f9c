"""Short work beside the Qt thread: one answer, for whoever still wants it."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot

from soundbrowser.app.background import run_in_background, wait_for_background


class Answers:
    """What came back, and on which thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.threads: set[QThread] = set()

    def take(self, answer: object) -> None:
        self.done.append(answer)
        self.threads.add(QThread.currentThread())

    def fail(self, error: Exception) -> None:
        self.failed.append(error)


def test_work_is_done_elsewhere_and_answered_here(qtbot: QtBot) -> None:
    owner, answers = QObject(), Answers()
    run_in_background(owner, threading.get_ident, answers.take, answers.fail)
    qtbot.waitUntil(lambda: len(answers.done) == 1)
    assert answers.done != [threading.get_ident()]
    assert answers.threads == {QCoreApplication.instance().thread()}


def test_an_error_is_answered_as_one(qtbot: QtBot) -> None:
    def break_down() -> None:
        raise OSError("The disk is full.")

    owner, answers = QObject(), Answers()
    run_in_background(owner, break_down, answers.take, answers.fail)
    qtbot.waitUntil(lambda: len(answers.failed) == 1)
    assert str(answers.failed[0]) == "The disk is full."


@pytest.mark.parametrize("how", ["forgotten", "owner gone"])
def test_nobody_is_told_what_nobody_wants(qtbot: QtBot, how: str) -> None:
    owner, answers, go_on = QObject(), Answers(), threading.Event()
    task = run_in_background(owner, go_on.wait, answers.take, answers.fail)
    if how == "forgotten":
        task.forget()
    else:
        owner.deleteLater()
        qtbot.waitUntil(lambda: not shiboken6.isValid(owner))
    go_on.set()
    assert wait_for_background(5000)
    later = Answers()
    other = QObject()
    run_in_background(other, lambda: 1, later.take, later.fail)
    qtbot.waitUntil(lambda: later.done == [1])
    assert answers.done == []


def test_forgotten_work_that_waits_is_never_begun(qtbot: QtBot) -> None:
    owner, answers, go_on = QObject(), Answers(), threading.Event()
    begun: list[int] = []
    for _ in range(2):
        run_in_background(owner, go_on.wait, answers.take, answers.fail)
    waiting = [run_in_background(owner, lambda k=k: begun.append(k), answers.take, answers.fail) for k in range(5)]
    for task in waiting[:-1]:
        task.forget()
    go_on.set()
    qtbot.waitUntil(lambda: len(answers.done) == 3)
    assert begun == [4]
