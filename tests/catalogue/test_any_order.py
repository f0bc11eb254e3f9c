"""Whatever happens in whatever order, the library says what a plain dictionary says."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from catalogue_samples import ENCODER, HEADER, ROOT, at, listing, vectors
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Presence, SoundState

NAMES = st.sampled_from(["Kick808.wav", "kick_808.flac", "Rain/light.wav", "Rain/heavy.wav", "雷の音.wav", "Door.aif"])
TAGS = st.sampled_from(["fat", "Fat", "wet", "音"])
WORDS = ("kick", "808", "rain", "雷", "fat", "wet", "noted")


class OnPurpose(Exception):
    """Ends a transaction in the middle."""


@dataclass
class Known:
    """What must be true of one sound."""

    name: str
    size: int
    state: SoundState = SoundState.LISTED
    presence: Presence = Presence.PRESENT
    tags: set[str] = field(default_factory=set)
    rating: int = 0
    note: str = ""
    segments: int = 0

    def words(self) -> str:
        """The texts that its words come from."""
        return f"{self.name} {' '.join(self.tags)} {self.note}".casefold()


class LibraryMachine(RuleBasedStateMachine):
    """A library and its shadow."""

    sounds = Bundle("sounds")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "library.db")
        self.catalogue = Catalogue.open(self.path, create=True)
        with self.catalogue.write() as writer:
            self.root = writer.add_folder(ROOT)
        self.known: dict[int, Known] = {}
        self.ever: set[int] = set()
        self.seq = 0
        self.changed: set[int] = set()

    def at_name(self, name: str) -> int | None:
        """The id of the sound of this name."""
        return next((sound_id for sound_id, known in self.known.items() if known.name == name), None)

    @initialize(target=sounds)
    def begin(self) -> object:
        return self.list_files(["Door.aif", "Rain/light.wav"], 1)

    @rule(target=sounds, names=st.lists(NAMES, min_size=1, unique=True), size=st.integers(1, 3))
    def list_files(self, names: list[str], size: int) -> object:
        with self.catalogue.write() as writer:
            result = writer.list_sounds(self.root.id, [listing(name, size) for name in names])
        new = [name for name in names if self.at_name(name) is None]
        assert not self.ever & set(result.added)
        self.ever |= set(result.added)
        self.changed |= {*result.added, *result.changed, *result.back}
        self.see_again([name for name in names if name not in new], size)
        self.known |= {sound_id: Known(name, size) for sound_id, name in zip(result.added, new, strict=True)}
        return multiple(*result.added)

    def see_again(self, names: list[str], size: int) -> None:
        for name in names:
            sound_id = self.at_name(name)
            assert sound_id is not None
            known = self.known[sound_id]
            known.presence = Presence.PRESENT
            if known.size != size:
                known.size, known.state, known.segments = size, SoundState.LISTED, 0

    @rule(sound_id=sounds, count=st.integers(1, 3))
    def hear(self, sound_id: int, count: int) -> None:
        if sound_id in self.known:
            with self.catalogue.write() as writer:
                writer.set_header(sound_id, HEADER, f"print-{sound_id}")
                writer.store_vectors(sound_id, vectors(count, sound_id), ENCODER)
            self.known[sound_id].state, self.known[sound_id].segments = SoundState.READY, count
            self.changed.add(sound_id)

    @rule(sound_id=sounds)
    def fail(self, sound_id: int) -> None:
        if sound_id in self.known:
            with self.catalogue.write() as writer:
                writer.fail(sound_id, SoundState.QUARANTINED, "crashed")
            self.known[sound_id].state = SoundState.QUARANTINED
            self.changed.add(sound_id)

    @rule(sound_ids=st.lists(sounds))
    def retry(self, sound_ids: list[int]) -> None:
        with self.catalogue.write() as writer:
            writer.retry(sound_ids)
        for sound_id in set(sound_ids) & set(self.known):
            if self.known[sound_id].state is SoundState.QUARANTINED:
                self.known[sound_id].state = SoundState.LISTED
                self.changed.add(sound_id)

    @rule(sound_ids=st.lists(sounds))
    def lose(self, sound_ids: list[int]) -> None:
        with self.catalogue.write() as writer:
            writer.mark_missing(sound_ids)
        for sound_id in set(sound_ids) & set(self.known):
            self.known[sound_id].presence = Presence.MISSING
            self.changed.add(sound_id)

    @rule(online=st.booleans())
    def plug(self, online: bool) -> None:
        with self.catalogue.write() as writer:
            writer.set_folder_online(self.root.id, online)
        after = Presence.PRESENT if online else Presence.OFFLINE
        for sound_id, known in self.here().items():
            if known.presence is not after:
                known.presence = after
                self.changed.add(sound_id)

    @rule(old=sounds, new=sounds)
    def move(self, old: int, new: int) -> None:
        if old != new and old in self.known and new in self.known:
            with self.catalogue.write() as writer:
                writer.move_sound(old, at(self.known[new].name))
            gone = self.known.pop(new)
            self.known[old].name, self.known[old].size = gone.name, gone.size
            self.known[old].presence = Presence.PRESENT
            self.known[old].tags |= gone.tags
            self.known[old].rating = max(self.known[old].rating, gone.rating)
            self.known[old].note = self.known[old].note or gone.note
            self.changed |= {old, new}

    @rule(sound_ids=st.lists(sounds), tag=TAGS, on=st.booleans())
    def tag(self, sound_ids: list[int], tag: str, on: bool) -> None:
        with self.catalogue.write() as writer:
            (writer.tag if on else writer.untag)(sound_ids, tag)
        for sound_id in set(sound_ids) & set(self.known):
            tags = self.known[sound_id].tags
            (tags.add if on else tags.discard)(tag.casefold())

    @rule(sound_id=sounds, stars=st.integers(0, 5), note=st.sampled_from(["", "noted", "wet?"]))
    def say(self, sound_id: int, stars: int, note: str) -> None:
        if sound_id in self.known:
            with self.catalogue.write() as writer:
                writer.rate([sound_id], stars)
                writer.note(sound_id, note)
            self.known[sound_id].rating, self.known[sound_id].note = stars, note

    @rule(sound_id=sounds)
    def change_ones_mind(self, sound_id: int) -> None:
        with pytest.raises(OnPurpose), self.catalogue.write() as writer:
            writer.mark_missing([sound_id])
            writer.tag([sound_id], "never")
            writer.remove_folder(self.root.id)
            raise OnPurpose

    @rule()
    def begin_anew(self) -> None:
        with self.catalogue.write() as writer:
            writer.remove_folder(self.root.id)
            self.root = writer.add_folder(ROOT)
        self.changed |= set(self.known)
        self.known.clear()

    @rule()
    def close_and_open(self) -> None:
        self.catalogue.close()
        self.catalogue = Catalogue.open(self.path)

    def here(self) -> dict[int, Known]:
        """The sounds that are not missing."""
        return {sound_id: known for sound_id, known in sorted(self.known.items()) if known.presence != Presence.MISSING}

    @invariant()
    def the_sounds_are_as_known(self) -> None:
        for sound in self.catalogue.sounds(sorted(self.known)):
            known = self.known[sound.id]
            assert sound.path == at(known.name)
            assert (sound.state, sound.presence, sound.size) == (known.state, known.presence, known.size)
            assert ({tag.casefold() for tag in sound.tags}, sound.rating) == (known.tags, known.rating)
        assert self.catalogue.ids(Filters()).tolist() == list(self.here())
        assert {sound.id for sound in self.catalogue.browse(Filters(), SortOrder.PATH, 0, 99)} == set(self.here())
        assert [folder.sounds for folder in self.catalogue.folders()] == [len(self.here())]

    @invariant()
    def words_find_what_holds_them(self) -> None:
        for word in WORDS:
            holding = [sound_id for sound_id, known in self.here().items() if word in known.words()]
            assert self.catalogue.name_kinds([word]).sound_ids.tolist() == holding

    @invariant()
    def the_vectors_are_those_of_ready_sounds(self) -> None:
        ready = {sound_id: known for sound_id, known in self.here().items() if known.state is SoundState.READY}
        stored = self.catalogue.segments_of(np.array(sorted(self.ever), np.int64), ENCODER)
        assert sorted(stored.sound_ids.tolist()) == [i for i, known in ready.items() for _ in range(known.segments)]
        firsts = stored.base[np.unique(stored.sound_ids, return_index=True)[1], :1].ravel()
        assert firsts.tolist() == list(ready)

    @invariant()
    def changes_are_told(self) -> None:
        changes = self.catalogue.changes(self.seq)
        assert self.changed <= set(changes.sound_ids.tolist())
        self.seq, self.changed = changes.seq, set()

    def teardown(self) -> None:
        assert self.catalogue.check() == []
        self.catalogue.close()
        self.folder.cleanup()


LibraryMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestAnyOrder = LibraryMachine.TestCase
