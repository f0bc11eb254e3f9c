"""Where samples go: a sound card through PortAudio, or a silent clock where there is none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from soundbrowser.domain.errors import PlaybackError
from soundbrowser.domain.vectors import F32

Fill = Callable[[F32], None]
"""Writes the next frames into the array (frames, channels) it is given; called on the stream's own thread."""
SILENT_BLOCK_S = 0.02
FALLBACK_RATE = 48_000
LATENCY_S = 0.04
"""Below what the ear takes for late, above what a busy interpreter may be away for."""
STALLED_S = 2.0
"""A device that asked for nothing this long is gone."""
_opening = threading.Lock()
_streams: set[CardOutput] = set()


class Output(Protocol):
    """A running stream that asks for frames."""

    rate: int
    """Hz; what it asks for may differ from the sound's rate."""

    @property
    def alive(self) -> bool:
        """False once the device has gone."""
        ...

    def close(self) -> None: ...


class CardOutput:
    """A stream of its own on a device of the sound card, stereo."""

    def __init__(self, device: str | None, fill: Fill) -> None:
        """Opens and starts it; raises PlaybackError when there is no such device, or none at all."""
        card = _portaudio()
        self._fill = fill
        self._asked = 0
        """How often the device asked for frames; moved by the callback alone."""
        self._seen, self._seen_at = 0, time.monotonic()
        try:
            with _opening:
                _rescan(card)
                about = card.query_devices(device, "output")
                self.rate = int(about["default_samplerate"]) or FALLBACK_RATE
                self._stream = card.OutputStream(
                    samplerate=self.rate,
                    device=device,
                    channels=2,
                    dtype="float32",
                    latency=LATENCY_S,
                    callback=self._callback,
                )
                _streams.add(self)
                self._stream.start()
        except (card.PortAudioError, ValueError, OSError) as error:
            self.close()
            raise PlaybackError(f"The audio device “{device or 'default'}” cannot be opened: {error}") from None

    def _callback(self, outdata: F32, _frames: int, _time: object, _status: object) -> None:
        self._fill(outdata)
        self._asked += 1

    @property
    def alive(self) -> bool:
        """False also when the device stopped asking: many drivers say nothing when it is unplugged."""
        now = time.monotonic()
        if self._asked != self._seen:
            self._seen, self._seen_at = self._asked, now
        return bool(self._stream.active) and now - self._seen_at < STALLED_S

    def close(self) -> None:
        if self in _streams:
            self._stream.close(ignore_errors=True)
            _streams.discard(self)


class SilentOutput:
    """Asks for frames at the pace of a card and drops them, so that all but the sound works without one."""

    alive = True

    def __init__(self, fill: Fill) -> None:
        import numpy as np

        self.rate = FALLBACK_RATE
        self._fill = fill
        self._block: F32 = np.zeros((round(self.rate * SILENT_BLOCK_S), 2), np.float32)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="silent output", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._ended.wait(max(0.0, due - time.monotonic())):
            self._fill(self._block)
            due = max(due + SILENT_BLOCK_S, time.monotonic() - 1.0)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()


def device_names() -> list[str]:
    """Names of the playback devices; empty where there is none, or no PortAudio."""
    try:
        card = _portaudio()
    except PlaybackError:
        return []
    with _opening:
        try:
            _rescan(card)
            found = card.query_devices()
        except card.PortAudioError:
            return []
    return [str(device["name"]) for device in found if device["max_output_channels"] > 0]


def _rescan(card: Any) -> None:
    """PortAudio lists the devices when it begins; it begins anew where no stream would be cut off by that."""
    if not _streams:
        card._terminate()
        card._initialize()


def _portaudio() -> Any:
    """sounddevice; importing it loads PortAudio, which may not be installed."""
    try:
        import sounddevice
    except OSError:
        raise PlaybackError("PortAudio is not installed; sounds play silently.") from None
    return sounddevice
