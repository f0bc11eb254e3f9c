"""Tags, ratings, favourites and collections: each change runs in the background and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from soundbrowser.app import wording
from soundbrowser.app.background import run_in_background
from soundbrowser.domain.sound import Collection, Sound
from soundbrowser.domain.tuning import Correction
from soundbrowser.library import Library

UNDO_STEPS = 100


@dataclass(frozen=True)
class Change:
    """One change and its inverse; both are called away from the Qt thread."""

    text: str
    do: Callable[[], object]
    undo: Callable[[], object]
    sound_ids: tuple[int, ...]
    corrects: bool = False
    """True when it tells what answers a question, so that the answers change."""
    icon: str = "check"


class Curator(QObject):
    """Owned by the window. Changes are made one after the other, in the order in which they were wished for."""

    done = Signal(Change)
    undone = Signal(Change)
    sounds_changed = Signal(list)
    """New values of the sounds that were touched."""
    failed = Signal(Exception)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._undo: list[Change] = []
        self._redo: list[Change] = []
        self._queue: list[tuple[Callable[[], object], Change, bool]] = []
        self._under_way = False

    def words_of(self, question: str) -> str:
        """The words of a question that its answers can be corrected for."""
        return self._library.words_of(question)

    # Wishes

    def favourite(self, sounds: Sequence[Sound]) -> None:
        """Makes them favourites, or none of them when all are."""
        on = not all(sound.favourite for sound in sounds)
        changed = _ids([sound for sound in sounds if sound.favourite is not on])
        library = self._library
        self._make(
            "Favourite" if on else "No favourite",
            lambda: library.favourite(changed, on),
            lambda: library.favourite(changed, not on),
            changed,
        )

    def tag(self, sounds: Sequence[Sound], name: str) -> None:
        """Puts a tag on those that lack it."""
        changed = _ids([sound for sound in sounds if name not in sound.tags])
        self.tag_ids(changed, name)

    def tag_ids(self, sound_ids: Sequence[int], name: str) -> None:
        """Puts a tag on sounds known by their ids."""
        ids, library = tuple(sound_ids), self._library
        text = f"{wording.count(len(ids), 'sound')} tagged “{name}”"
        self._make(text, lambda: library.tag(ids, name), lambda: library.untag(ids, name), ids)

    def untag(self, sounds: Sequence[Sound], name: str) -> None:
        """Takes a tag off."""
        ids, library = _ids([sound for sound in sounds if name in sound.tags]), self._library
        self._make(f"Tag “{name}” removed", lambda: library.untag(ids, name), lambda: library.tag(ids, name), ids)

    def rate(self, sounds: Sequence[Sound], stars: int) -> None:
        """Gives 0 to 5 stars."""
        library, ids = self._library, _ids(sounds)
        before = [(sound.id, sound.rating) for sound in sounds]

        def back() -> None:
            for sound_id, rating in before:
                library.rate([sound_id], rating)

        self._make(f"Rated {'★' * stars or 'no stars'}", lambda: library.rate(ids, stars), back, ids)

    def note(self, sound: Sound, text: str) -> None:
        """Puts a note on a sound in place of an earlier one."""
        library = self._library
        self._make(
            f"Note on {wording.printable(sound.name)}" if text else "Note removed",
            lambda: library.set_note(sound.id, text),
            lambda: library.set_note(sound.id, sound.note),
            (sound.id,),
        )

    def collect(self, collection: Collection, sound_ids: Sequence[int]) -> None:
        """Adds sounds to a collection."""
        ids, library = tuple(sound_ids), self._library
        self._make(
            f"{wording.count(len(ids), 'sound')} added to “{collection.name}”",
            lambda: library.add_to_collection(collection.id, ids),
            lambda: library.remove_from_collection(collection.id, ids),
            ids,
        )

    def uncollect(self, collection: Collection, sound_ids: Sequence[int]) -> None:
        """Takes sounds out of a collection; the files stay where they are."""
        ids, library = tuple(sound_ids), self._library
        self._make(
            f"{wording.count(len(ids), 'sound')} taken out of “{collection.name}”",
            lambda: library.remove_from_collection(collection.id, ids),
            lambda: library.add_to_collection(collection.id, ids),
            ids,
        )

    def new_collection(self, name: str, sound_ids: Sequence[int]) -> None:
        """Makes a collection with these sounds in it."""
        ids, library = tuple(sound_ids), self._library
        made: list[Collection] = []

        def do() -> None:
            made.append(library.create_collection(name))
            if ids:
                library.add_to_collection(made[-1].id, ids)

        text = f"{wording.count(len(ids), 'sound')} added to “{name}”" if ids else f"Collection “{name}” made"
        self._make(text, do, lambda: library.delete_collection(made.pop().id), ids)

    def rename_collection(self, collection: Collection, name: str) -> None:
        """Gives a collection another name."""
        library = self._library
        self._make(
            f"“{collection.name}” is now “{name}”",
            lambda: library.rename_collection(collection.id, name),
            lambda: library.rename_collection(collection.id, collection.name),
            (),
        )

    def correct(self, question: str, sounds: Sequence[Sound], *, fits: bool) -> None:
        """Says that sounds are, or are not, what the question's words ask for."""
        library, ids = self._library, _ids(sounds)
        before: list[Correction] = []

        def do() -> None:
            before[:] = [one for one in library.corrections(question) if one.sound_id in ids]
            (library.more_like_this if fits else library.not_a_match)(question, ids)

        def back() -> None:
            library.forget_corrections(question, ids)
            for one in before:
                (library.more_like_this if one.fits else library.not_a_match)(question, [one.sound_id])

        which = wording.printable(sounds[0].name) if len(sounds) == 1 else wording.count(len(sounds), "sound")
        words = library.words_of(question)
        text = f"More like {which} for “{words}”" if fits else f"Not a match for “{words}”: {which}"
        self._make(text, do, back, ids, corrects=True, icon="more-like" if fits else "not-match")

    # Undo

    @property
    def can_undo(self) -> bool:
        """True when there is a change to take back."""
        return bool(self._undo)

    def undo(self) -> None:
        """Takes the last change back."""
        if self._undo:
            change = self._undo.pop()
            self._redo.append(change)
            self._enqueue(change.undo, change, undone=True)

    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        if self._redo:
            change = self._redo.pop()
            self._undo.append(change)
            self._enqueue(change.do, change, undone=False)

    # Doing

    def _make(
        self,
        text: str,
        do: Callable[[], object],
        undo: Callable[[], object],
        ids: Sequence[int],
        *,
        corrects: bool = False,
        icon: str = "check",
    ) -> None:
        change = Change(text, do, undo, tuple(ids), corrects, icon)
        self._undo = [*self._undo[1 - UNDO_STEPS :], change]
        self._redo.clear()
        self._enqueue(do, change, undone=False)

    def _enqueue(self, work: Callable[[], object], change: Change, *, undone: bool) -> None:
        self._queue.append((work, change, undone))
        self._next()

    def _next(self) -> None:
        if self._under_way or not self._queue:
            return
        self._under_way = True
        work, change, undone = self._queue.pop(0)
        library = self._library

        def run() -> list[Sound]:
            work()
            return library.sounds(change.sound_ids)

        run_in_background(self, run, lambda sounds: self._finish(change, sounds, undone=undone), self._fail)

    def _finish(self, change: Change, sounds: list[Sound], *, undone: bool) -> None:
        self._under_way = False
        if sounds:
            self.sounds_changed.emit(sounds)
        (self.undone if undone else self.done).emit(change)
        self._next()

    def _fail(self, error: Exception) -> None:
        self._under_way = False
        self._undo.clear()
        self._redo.clear()
        self._queue.clear()
        self.failed.emit(error)


def _ids(sounds: Sequence[Sound]) -> tuple[int, ...]:
    return tuple(sound.id for sound in sounds)
