"""The search as one types: keeps the question, asks it on the query thread, and remembers the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from soundbrowser.app.question import Question
from soundbrowser.app.threads import QueryThread
from soundbrowser.domain.query import Answers
from soundbrowser.domain.sound import Sound
from soundbrowser.library import Library

TYPING_MS = 150
"""A search starts this long after the last key."""
SLOW_MS = 400
"""Only a search that takes longer shows that it is busy."""
PAGE = 200
"""Rows of the library that are read at a time."""
HISTORY = 50


@dataclass(frozen=True, slots=True)
class Page:
    """What the list shows when nothing is asked: how many sounds there are, and the first of them."""

    total: int
    first: tuple[Sound, ...]


class Search(QObject):
    """Owned by the window. `changed` comes with every new question, then `answered`, `browsed` or `failed` once."""

    changed = Signal(Question)
    asked = Signal(Question)
    answered = Signal(Question, Answers)
    browsed = Signal(Question, Page)
    failed = Signal(Question, Exception)
    slow = Signal()

    def __init__(self, library: Library, thread: QueryThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thread = thread
        self._question = Question()
        self._pending: dict[int, Question] = {}
        self._history: list[Question] = []
        self._typing = self._timer(TYPING_MS, self.ask)
        self._slow = self._timer(SLOW_MS, self.slow.emit)
        thread.answered.connect(self._take)
        thread.failed.connect(self._fail)

    def _timer(self, milliseconds: int, called: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(called)
        return timer

    @property
    def question(self) -> Question:
        """The question as it stands."""
        return self._question

    def type(self, text: str) -> None:
        """New words; the search waits until the typing rests."""
        if text != self._question.text:
            self._question = replace(self._question, text=text)
            self.changed.emit(self._question)
            self._typing.start()

    def change(self, **parts: Any) -> None:
        """Sets parts of the question (fields of `Question`) and asks at once."""
        new = replace(self._question, **parts)
        if new != self._question:
            self._question = new
            self.changed.emit(new)
            self.ask()

    def back(self) -> None:
        """Asks the question before this one again."""
        while self._history and self._history[-1] == self._question:
            self._history.pop()
        if self._history:
            self._question = self._history.pop()
            self.changed.emit(self._question)
            self.ask()

    def ask(self) -> None:
        """Asks now; a question that still waits is dropped."""
        self._typing.stop()
        question = self._question
        self._remember(question)
        self.asked.emit(question)
        work = self._page_of(question) if question.browses else self._answers_of(question)
        self._pending = {self._thread.ask(work): question}
        self._slow.start()

    def flush(self) -> None:
        """Asks at once what was typed last."""
        if self._typing.isActive():
            self.ask()

    def _remember(self, question: Question) -> None:
        if not self._history or self._history[-1] != question:
            self._history = [*self._history[1 - HISTORY :], question]

    def _answers_of(self, question: Question) -> Callable[[], Answers]:
        library, query, superseded = self._library, question.query(), self._thread.superseded
        return lambda: library.search(query, superseded)

    def _page_of(self, question: Question) -> Callable[[], Page]:
        library, filters, order = self._library, question.narrowed(), question.order

        def read() -> Page:
            return Page(library.count(filters), tuple(library.browse(filters, order, 0, PAGE)))

        return read

    def _take(self, number: int, answer: object) -> None:
        question = self._pending.pop(number, None)
        if question is None:
            return
        self._slow.stop()
        if isinstance(answer, Answers):
            self.answered.emit(question, answer)
        elif isinstance(answer, Page):
            self.browsed.emit(question, answer)

    def _fail(self, number: int, error: Exception) -> None:
        question = self._pending.pop(number, None)
        if question is not None:
            self._slow.stop()
            self.failed.emit(question, error)
