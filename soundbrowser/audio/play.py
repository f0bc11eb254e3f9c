"""Plays one sound at a time on a stream of its own; silently, with a notice, where there is no device."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from soundbrowser.audio.feed import Feed
from soundbrowser.audio.output import CardOutput, Fill, Output, SilentOutput, device_names
from soundbrowser.audio.sources import open_source
from soundbrowser.domain.errors import PlaybackError
from soundbrowser.domain.vectors import F32

SHORTEST_LOOP_S = 0.02
NO_DEVICE = "There is no audio device; sounds play silently."
GONE = "The audio device went away. Playing through “{}” now."
QUIETEST_DB = -60.0
LOOK_AGAIN_S = 5.0
"""How often, at most, a device is looked for again while there is none."""


class OpenOutput(Protocol):
    """Opens a stream on a device, or raises PlaybackError."""

    def __call__(self, device: str | None, fill: Fill) -> Output: ...


class Player:
    """Commands may come from any thread but the stream's. The callback copies frames and moves a counter, no more."""

    def __init__(self, open_output: OpenOutput = CardOutput, silent: Callable[[Fill], Output] = SilentOutput) -> None:
        """Nothing is opened before the first sound is played."""
        self._open_output = open_output
        self._silent = silent
        self._output: Output | None = None
        self._device: str | None = None
        self._lock = threading.RLock()
        self._feed: Feed | None = None
        self._audible: Feed | None = None
        """What the callback reads from; None while paused."""
        self._heard: Feed | None = None
        """What it read from last; set by the callback, which lets it die away when another one follows."""
        self._gain = 1.0
        self._path: str | None = None
        self._duration_s = 0.0
        self._loop: tuple[float, float] | None = None
        self._parked_s = 0.0
        self._notice = ""
        self._tried_at = 0.0

    # -- what is so ---------------------------------------------------------------------------------------------------

    @property
    def position_s(self) -> float:
        """Where in the sound it is, in seconds."""
        feed = self._feed
        return min(feed.position_s(), self._duration_s) if feed else self._parked_s

    @property
    def playing(self) -> bool:
        """True while frames are wanted and there are more. A device that went away is replaced on this occasion."""
        feed = self._audible
        if feed is None:
            return False
        self._look_after_output()
        return not (feed.drained and feed.ring.read >= feed.ring.written)

    @property
    def finished(self) -> bool:
        """True when the sound was played to its end."""
        return self._audible is not None and not self.playing

    @property
    def notice(self) -> str:
        """A sentence for the user about the device or a sound that broke off; empty when all is well."""
        feed = self._feed
        return feed.error if feed and feed.error else self._notice

    @property
    def silent(self) -> bool:
        """True when no device is there to be heard."""
        return isinstance(self._output, SilentOutput)

    @staticmethod
    def devices() -> list[str]:
        """Names of the playback devices."""
        return device_names()

    # -- what to do ---------------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Takes a sound up, stopped at its start. Raises UnreadableSound."""
        with open_source(path) as source:
            duration_s = source.header.duration_s
        with self._lock:
            self._drop_feed()
            self._path, self._duration_s, self._loop, self._parked_s = path, duration_s, None, 0.0

    def play(self, from_s: float | None = None) -> None:
        """Plays from a place; from where it stands, or from the start when it had ended, when none is given."""
        with self._lock:
            if self._path is None:
                raise PlaybackError("No sound was opened to play.")
            if from_s is None:
                from_s = 0.0 if self.position_s >= self._duration_s else self.position_s
            output = self._running_output()
            self._drop_feed()
            self._feed = Feed(self._path, output.rate, max(0.0, min(from_s, self._duration_s)), self._loop)
            self._audible = self._feed

    def pause(self) -> None:
        """Holds; `resume` goes on at the same frame."""
        self._audible = None

    def resume(self) -> None:
        """Goes on after `pause`."""
        with self._lock:
            if self._feed is None:
                self.play()
            else:
                self._audible = self._feed

    def stop(self) -> None:
        """Ends, and goes back to the start."""
        with self._lock:
            self._drop_feed()
            self._parked_s = 0.0

    def seek(self, seconds: float) -> None:
        """Goes to a place, playing on if it plays."""
        with self._lock:
            if self._audible is not None:
                self.play(seconds)
            else:
                self._drop_feed()
                self._parked_s = max(0.0, min(seconds, self._duration_s))

    def set_loop(self, start_s: float | None, end_s: float | None = None) -> None:
        """Repeats the part between two places; None ends the repeating."""
        with self._lock:
            end_s = self._duration_s if end_s is None else min(end_s, self._duration_s)
            loop = None if start_s is None or end_s - start_s < SHORTEST_LOOP_S else (max(0.0, start_s), end_s)
            if loop == self._loop:
                return
            self._loop = loop
            if self._audible is not None:
                at = self.position_s
                self.play(at if loop is None or at < loop[1] else loop[0])
            else:
                self._drop_feed()  # what was decoded ahead goes round as before

    def set_volume_db(self, volume_db: float) -> None:
        """0 dB is the sound as it is; at and below −60 dB there is silence."""
        self._gain = 0.0 if volume_db <= QUIETEST_DB else 10 ** (volume_db / 20)

    def set_device(self, name: str | None) -> None:
        """Plays through another device from now on; None is the system's own."""
        with self._lock:
            self._device = name or None
            if self._output is not None:
                self._replace_output()

    def close(self) -> None:
        """Ends the stream and its threads."""
        with self._lock:
            self._drop_feed()
            if self._output is not None:
                self._output.close()
                self._output = None

    # -- the stream ---------------------------------------------------------------------------------------------------

    def _fill(self, out: F32) -> None:
        feed, before = self._audible, self._heard
        self._heard = feed
        if before is not None and before is not feed:
            before.ring.fade(out, self._gain)
        elif feed is None:
            out[:] = 0.0
        else:
            feed.ring.fill(out, self._gain)

    def _running_output(self) -> Output:
        if self._output is None or not self._output.alive or self._may_be_heard_again():
            self._replace_output()
        assert self._output is not None
        return self._output

    def _may_be_heard_again(self) -> bool:
        """True when it is time to look whether a device was plugged in since."""
        return self.silent and time.monotonic() - self._tried_at > LOOK_AGAIN_S

    def _look_after_output(self) -> None:
        if self._output is not None and not self._output.alive:
            with self._lock:
                if self._output is not None and not self._output.alive:
                    self._replace_output()
                    used = "the system's device" if not self.silent else "nothing"
                    self._notice = GONE.format(used) if not self.silent else NO_DEVICE

    def _replace_output(self) -> None:
        """Opens the chosen device, else the system's, else none; a sound that plays goes on where it was."""
        at = self.position_s if self._audible is not None else None
        self._drop_feed()  # its frames are at the rate of the output before
        if self._output is not None:
            self._output.close()
            self._heard = None
        self._output = self._opened()
        if at is not None:
            self.play(at)

    def _opened(self) -> Output:
        self._tried_at = time.monotonic()
        for device in dict.fromkeys((self._device, None)):
            try:
                output = self._open_output(device, self._fill)
            except PlaybackError:
                continue
            self._notice = (
                "" if device == self._device else f"“{self._device}” is not there; the system's device plays."
            )
            return output
        self._notice = NO_DEVICE
        return self._silent(self._fill)

    def _drop_feed(self) -> None:
        feed = self._feed
        self._audible = None
        if feed is not None:
            self._parked_s = min(feed.position_s(), self._duration_s)
            self._feed = None
            feed.close()
