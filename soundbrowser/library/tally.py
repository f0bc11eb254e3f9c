"""What a scan has done so far, and its summary."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from soundbrowser.domain.progress import Problem, ScanSummary
from soundbrowser.domain.sound import Presence, Sound


@dataclass
class Tally:
    """Counts of one scan; its stages write into it."""

    added: set[int] = field(default_factory=set)
    """Ids listed for the first time, or left waiting by a run that stopped; files that only moved leave it again."""
    changed: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    """Ids whose files are gone; those that turn up elsewhere leave it again."""
    embedded: set[int] = field(default_factory=set)
    met: list[Problem] = field(default_factory=list)
    """Named like sounds, but no files; unreadable folders."""
    began: float = field(default_factory=time.monotonic)

    def move(self, old: int, new: int) -> None:
        """The file listed as `new` is the sound `old`."""
        self.added.discard(new)
        self.removed.discard(old)
        self.moved.add(old)

    def summary(self, failed: list[Sound], offline: int) -> ScanSummary:
        """`failed`: the unreadable sounds of the scanned places, whenever they were found to be so."""
        bad = {sound.id for sound in failed}
        problems = [*self.met, *(Problem(s.path, s.error) for s in failed if s.presence is Presence.PRESENT)]
        return ScanSummary(
            added=len(self.added - bad),
            changed=len(self.changed - bad),
            moved=len(self.moved),
            removed=len(self.removed),
            offline=offline,
            unreadable=len(problems),
            problems=tuple(sorted(problems, key=lambda problem: problem.path)),
            seconds=time.monotonic() - self.began,
            embedded=len(self.embedded),
            failed=len(bad & (self.added | self.changed)),
            met=tuple(sorted(self.met, key=lambda problem: problem.path)),
        )
