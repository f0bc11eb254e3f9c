"""Playback as the window sees it: one sound at a time, commands off the Qt thread, the position at display rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from soundbrowser.app.widgets.timescale import Span
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.sound import Presence, Sound, SoundState
from soundbrowser.settings import Settings

QUIETEST_DB = -60.0
"""At and below this the slider stands for silence."""
_SETTLE_MS = 100
"""A selection is being drawn; the loop follows when it rests."""


class Playback(Protocol):
    """What plays: `soundbrowser.audio.play.Player`."""

    @property
    def position_s(self) -> float: ...
    @property
    def playing(self) -> bool: ...
    @property
    def notice(self) -> str: ...
    def open(self, path: str) -> None: ...
    def play(self, from_s: float | None = None) -> None: ...
    def pause(self) -> None: ...
    def stop(self) -> None: ...
    def seek(self, seconds: float) -> None: ...
    def set_loop(self, start_s: float | None, end_s: float | None = None) -> None: ...
    def set_volume_db(self, volume_db: float) -> None: ...
    def set_device(self, name: str | None) -> None: ...
    def devices(self) -> Sequence[str]: ...
    def close(self) -> None: ...


class PlayerController(QObject):
    """Owned by the main window; the list, the panel and the keys all play through it.

    Signals: `sound_changed` (Sound or None), `playing_changed`, `position_changed` (seconds, at display rate),
    `finished` (the end was reached), `notice` (a sentence for the user), `loop_changed`, `volume_changed` (dB),
    `selection_changed` (Span or None), `devices_listed` (names).
    """

    sound_changed = Signal(object)
    playing_changed = Signal(bool)
    position_changed = Signal(float)
    finished = Signal()
    notice = Signal(str)
    loop_changed = Signal(bool)
    volume_changed = Signal(float)
    selection_changed = Signal(object)
    devices_listed = Signal(list)
    _done = Signal(object)
    _looked = Signal(bool)
    _listed = Signal(list)

    def __init__(self, settings: Settings, playback: Playback, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._playback = playback
        self._commands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="playback")
        self._pending = 0
        self._sound: Sound | None = None
        self._opened: str | None = None
        self._selection: Span | None = None
        self._playing = False
        self._position_s = 0.0
        self._said = ""
        self._muted = False
        self._looking = False
        self._bounds_soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._bounds_soon.timeout.connect(lambda: self._do(self._set_bounds))
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._clock.setInterval(_frame_ms())
        self._clock.timeout.connect(self._tick)
        self._done.connect(self._on_done)
        self._looked.connect(self._on_looked)
        self._listed.connect(self.devices_listed)
        self._do(lambda: playback.set_device(settings.device or None))
        self._do(lambda: playback.set_volume_db(settings.volume_db))

    # -- state --------------------------------------------------------------------------------------------------

    @property
    def sound(self) -> Sound | None:
        """The sound in the player."""
        return self._sound

    @property
    def playing(self) -> bool:
        """True from the wish to hear it until it ends or is stopped."""
        return self._playing

    @property
    def position_s(self) -> float:
        """The playhead."""
        return self._position_s

    @property
    def selection(self) -> Span | None:
        """The part to loop and to drag out."""
        return self._selection

    @property
    def looping(self) -> bool:
        """Whether the selection, or the whole sound, repeats."""
        return self._settings.loop

    @property
    def volume_db(self) -> float:
        """As set, mute aside."""
        return self._settings.volume_db

    @property
    def muted(self) -> bool:
        """Whether the output is silent at any volume."""
        return self._muted

    # -- commands -----------------------------------------------------------------------------------------------

    def open(self, sound: Sound | None) -> None:
        """Puts a sound into the player; what played before stops."""
        if sound is not None and self._sound is not None and sound.id == self._sound.id:
            self._sound = sound
            return
        self.stop()
        self._sound = sound
        self.set_selection(None)
        self._move(0.0)
        self.sound_changed.emit(sound)

    def audition(self, sound: Sound) -> None:
        """A row was reached: opens it, and plays it from its start where auto-audition is on."""
        self.open(sound)
        if self._settings.auto_audition:
            self.play(0.0)

    def play(self, from_s: float | None = None) -> None:
        """Plays from a moment, or from the playhead; a looped selection draws the playhead into it."""
        sound = self._sound
        if sound is None:
            return
        if sound.presence is not Presence.PRESENT:
            self.notice.emit(_unreachable(sound))
            return
        if sound.state is SoundState.QUARANTINED:  # what stopped a child process could stop this one
            self.notice.emit(f"“{sound.name}” is not played, because it stopped the decoder: {sound.error}")
            return
        start = self._start_at(from_s, sound)
        self._move(start)
        self._set_playing(True)
        self._do(lambda: self._start(sound.path, start))

    def _start(self, path: str, start: float) -> None:
        if self._sound is None or self._sound.path != path:
            return
        if self._opened != path:
            self._opened = None
            self._playback.open(path)
            self._opened = path
        self._set_bounds()
        self._playback.play(start)

    def _start_at(self, from_s: float | None, sound: Sound) -> float:
        start = self._position_s if from_s is None else from_s
        ends = self._selection.end_s if self._selection and self.looping else sound.duration_s
        begins = self._selection.start_s if self._selection and self.looping else 0.0
        at_end = sound.duration_s > 0 and start >= ends - 0.005
        return begins if at_end or start < begins else start

    def toggle(self) -> None:
        """Plays or pauses."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def pause(self) -> None:
        """Halts where it is."""
        if self._playing:
            self._set_playing(False)
            self._do(self._playback.pause)

    def stop(self) -> None:
        """Halts and goes back to the start."""
        if self._playing:
            self._set_playing(False)
            self._do(self._playback.stop)
        self._move(0.0)

    def seek(self, seconds: float) -> None:
        """Moves the playhead, playing or not."""
        if self._sound is None:
            return
        target = min(max(seconds, 0.0), max(self._sound.duration_s, 0.0))
        self._move(target)
        if self._playing:
            self._do(lambda: self._playback.seek(target))

    def seek_by(self, seconds: float) -> None:
        """Moves the playhead forwards or back."""
        self.seek(self._position_s + seconds)

    def set_loop(self, on: bool) -> None:
        """Repeats the selection, or the whole sound, from now on."""
        if on != self._settings.loop:
            self._settings.loop = on
            self._do(self._set_bounds)
            self.loop_changed.emit(on)

    def set_selection(self, span: Span | None) -> None:
        """Takes the part that is selected in the waveform."""
        if span != self._selection:
            self._selection = span
            self._bounds_soon.start()
            self.selection_changed.emit(span)

    def _set_bounds(self) -> None:
        if self._opened is None:
            return
        if not self._settings.loop:
            self._playback.set_loop(None)
        elif self._selection is not None:
            self._playback.set_loop(self._selection.start_s, self._selection.end_s)
        elif self._sound is not None:
            self._playback.set_loop(0.0, self._sound.duration_s)

    def set_volume_db(self, volume_db: float) -> None:
        """Sets the volume and ends a mute."""
        self._settings.volume_db = min(max(volume_db, QUIETEST_DB), 0.0)
        self._muted = False
        self._send_volume()

    def set_muted(self, muted: bool) -> None:
        """Silences the output, keeping the volume."""
        self._muted = muted
        self._send_volume()

    def _send_volume(self) -> None:
        silent = self._muted or self.volume_db <= QUIETEST_DB
        volume = float("-inf") if silent else self.volume_db
        self._do(lambda: self._playback.set_volume_db(volume))
        self.volume_changed.emit(self.volume_db)

    def set_device(self, name: str) -> None:
        """Plays through another device; empty for the system's."""
        self._settings.device = name
        self._do(lambda: self._playback.set_device(name or None))

    def list_devices(self) -> None:
        """Asks for the playback devices; `devices_listed` answers."""
        self._do(lambda: self._listed.emit(list(self._playback.devices())))

    def close(self) -> None:
        """Stops, waits for the commands and gives the device back; called once, before the window goes."""
        self._clock.stop()
        self._bounds_soon.stop()
        self._commands.shutdown(wait=True, cancel_futures=True)
        self._playback.close()

    # -- between the threads ------------------------------------------------------------------------------------

    def _do(self, command: Callable[[], object]) -> None:
        self._pending += 1
        self._commands.submit(command).add_done_callback(self._report)

    def _report(self, future: Future[object]) -> None:
        if not future.cancelled():
            self._done.emit(future.exception())

    def _on_done(self, error: BaseException | None) -> None:
        self._pending -= 1
        if isinstance(error, SoundbrowserError | OSError):
            self._set_playing(False)
            self.notice.emit(str(error))
        elif error is not None:
            raise error
        self._say()

    def _tick(self) -> None:
        if not self._pending:
            self._move(self._playback.position_s)
        if not self._looking:
            self._looking = True
            self._commands.submit(self._look)

    def _look(self) -> None:
        """On the command thread, since a device that went away is replaced on this occasion."""
        self._looked.emit(self._playback.playing)

    def _on_looked(self, playing: bool) -> None:
        self._looking = False
        if self._playing and not playing and not self._pending:
            self.stop()
            self.finished.emit()
        self._say()

    def _say(self) -> None:
        said = self._playback.notice
        if said != self._said:
            self._said = said
            if said:
                self.notice.emit(said)

    def _move(self, seconds: float) -> None:
        if seconds != self._position_s:
            self._position_s = seconds
            self.position_changed.emit(seconds)

    def _set_playing(self, playing: bool) -> None:
        if playing:
            self._clock.start()
        else:
            self._clock.stop()
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)


def _frame_ms() -> int:
    screen = QGuiApplication.primaryScreen()
    return max(4, round(1000 / max(screen.refreshRate(), 24.0)))


def _unreachable(sound: Sound) -> str:
    if sound.presence is Presence.OFFLINE:
        return f"“{sound.name}” lies on a drive that is not connected. Connect it to hear the sound."
    return f"“{sound.name}” was moved or deleted. Scan its folder again to find it."
