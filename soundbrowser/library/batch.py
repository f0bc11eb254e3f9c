"""Collects what should be committed together."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

from soundbrowser.domain.errors import Cancelled

T = TypeVar("T")


class Batch(Generic[T]):
    """Hands its items to `commit` when there are `most`, or the oldest is `seconds` old.

    As a context it commits the rest at the end, and also when the user stops the job.
    """

    def __init__(self, commit: Callable[[list[T]], None], most: int, seconds: float) -> None:
        self._commit = commit
        self._most = most
        self._seconds = seconds
        self._items: list[T] = []
        self._since = 0.0

    def add(self, item: T) -> None:
        """Takes an item in; may commit."""
        if not self._items:
            self._since = time.monotonic()
        self._items.append(item)
        if len(self._items) >= self._most or time.monotonic() - self._since >= self._seconds:
            self.flush()

    def flush(self) -> None:
        """Commits what is there; when that fails the items are kept."""
        if self._items:
            self._commit(self._items)
            self._items = []

    def __enter__(self) -> Batch[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, Cancelled | KeyboardInterrupt):
            self.flush()
