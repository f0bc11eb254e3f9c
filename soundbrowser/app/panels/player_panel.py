"""The player at the window's foot: transport, the large waveform, what the file is, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from soundbrowser.app import drag_out
from soundbrowser.app.drag_out import RegionExport, RegionSource, drag_pixmap, files_drag, region_mime, run_copy
from soundbrowser.app.panels.player_parts import SIDE, PlayerFooter, PlayerHeader
from soundbrowser.app.peaks_loader import PeaksLoader, PeaksSource
from soundbrowser.app.player import PlayerController
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.app.widgets.waveform import WaveformView
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Presence, Sound
from soundbrowser.domain.vectors import Peaks

HEIGHT, COMPACT_HEIGHT = 192, 128
_SETTLE_MS = 180
"""A selection or a size that has not changed for so long is worth some work."""


class PlayerLibrary(PeaksSource, RegionSource, Protocol):
    """What the player asks of the library."""


class PlayerPanel(QWidget):
    """Owned by the main window.

    Signals: `previous_wanted`, `next_wanted`, `reveal_wanted` (path), `similar_wanted` (ClipRegion), `notice` (a
    sentence for the user).
    """

    previous_wanted = Signal()
    next_wanted = Signal()
    reveal_wanted = Signal(str)
    similar_wanted = Signal(object)
    notice = Signal(str)

    def __init__(
        self,
        themes: Themes,
        controller: PlayerController,
        library: PlayerLibrary,
        parent: QWidget | None = None,
        *,
        run_drag: Callable[[QDrag], None] = run_copy,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._controller = controller
        self._run_drag = run_drag
        self._sound: Sound | None = None
        self._peaks: Peaks | None = None
        self._drag_wanted: Span | None = None
        self._loader = PeaksLoader(library, self)
        self._export = RegionExport(library, self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._resized = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self.setProperty("surface", "bg2")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header = PlayerHeader(themes, controller)
        self.waveform = WaveformView(themes)
        self.footer = PlayerFooter(themes)
        self._arrange()
        self._connect()
        self.compact(False)
        self.set_sound(controller.sound)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self.waveform)
        column.addLayout(self._middle, 1)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        controller, wave = self._controller, self.waveform
        self.header.previous_wanted.connect(self.previous_wanted)
        self.header.next_wanted.connect(self.next_wanted)
        self.footer.reveal.clicked.connect(self._reveal)
        self.footer.similar.clicked.connect(self.find_similar)
        wave.play_from.connect(controller.play)
        wave.seek_by.connect(controller.seek_by)
        wave.selection_changed.connect(self._selected)
        wave.drag_out.connect(self._drag_out)
        wave.view_changed.connect(lambda _view: self._resized.start())
        controller.sound_changed.connect(self.set_sound)
        controller.position_changed.connect(self._show_position)
        controller.notice.connect(self.notice)
        self._loader.coarse.connect(lambda peaks: self._show_peaks(peaks, self._whole()))
        self._loader.fine.connect(self._show_peaks)
        self._loader.failed.connect(self._no_peaks)
        self._export.ready.connect(self._region_ready)
        self._export.failed.connect(self._region_failed)
        self._settled.timeout.connect(self._prepare_region)
        self._resized.timeout.connect(self._refine)

    # -- the sound ----------------------------------------------------------------------------------------------

    def compact(self, on: bool) -> None:
        """Gives a low window 128 pixels without a footer."""
        self.footer.setVisible(not on)
        self.header.compact(on)
        self._middle.setContentsMargins(SIDE, 0, SIDE, 8 if on else 0)
        self.setFixedHeight(COMPACT_HEIGHT if on else HEIGHT)

    def set_sound(self, sound: Sound | None) -> None:
        """Shows a sound; the same one again only with what is newly known about it."""
        self._sound = sound
        self._loader.forget()
        self._export.forget()
        self._drag_wanted = self._peaks = None
        self.header.show_sound(sound)
        self.footer.show_sound(sound, None)
        self.waveform.setEnabled(sound is not None)
        self.waveform.show_sound(sound.duration_s if sound else 0.0, _obstacle(sound))
        self._show_position(self._controller.position_s)
        if sound is not None and not _obstacle(sound):
            self._loader.begin(sound)
            self._refine()

    def selection(self) -> ClipRegion | None:
        """The selected part as a clip to ask about."""
        span = self.waveform.selection
        if self._sound is None or span is None:
            return None
        return ClipRegion(self._sound.path, span.start_s, span.end_s)

    def select_start_here(self) -> None:
        """`[`: the selection begins at the playhead."""
        self.waveform.select_start(self._controller.position_s)

    def select_end_here(self) -> None:
        """`]`: the selection ends at the playhead."""
        self.waveform.select_end(self._controller.position_s)

    def clear_selection(self) -> bool:
        """Takes the selection away; False when there was none."""
        had = self.waveform.selection is not None
        self.waveform.select(None)
        return had

    def find_similar(self) -> None:
        """Asks for sounds like the selection, or like the whole sound."""
        if self._sound is not None:
            self.similar_wanted.emit(self.selection() or ClipRegion(self._sound.path))

    def _whole(self) -> Span:
        return Span(0.0, self.waveform.duration_s)

    def _refine(self) -> None:
        """Asks for one column per device pixel of the part that is shown."""
        if self._sound is None or _obstacle(self._sound) or not self.isVisible():
            return
        columns = max(1, round(self.waveform.width() * self.devicePixelRatioF()))
        self._loader.refine(self._sound, columns, self.waveform.view)

    def _show_peaks(self, peaks: Peaks, covered: Span) -> None:
        if covered == self._whole():
            self._peaks = peaks
            self.footer.show_sound(self._sound, peaks)
        self.waveform.set_peaks(peaks, covered)

    def _no_peaks(self, reason: str) -> None:
        if self._peaks is None:
            self.waveform.show_sound(self.waveform.duration_s, reason)

    def _show_position(self, seconds: float) -> None:
        self.waveform.set_position(seconds if self.waveform.duration_s else None)

    def _reveal(self) -> None:
        if self._sound is not None:
            self.reveal_wanted.emit(self._sound.path)

    # -- the selection ------------------------------------------------------------------------------------------

    def _selected(self, span: Span | None) -> None:
        self._controller.set_selection(span)
        self.footer.show_selection(span is not None)
        if span is None:
            self._settled.stop()
            self._export.forget()
        else:
            self._settled.start()

    def _prepare_region(self) -> None:
        if self._sound is not None and self.waveform.selection is not None:
            self._export.prepare(self._sound.path, self.waveform.selection)

    def _drag_out(self, span: Span) -> None:
        """Starts at once when the WAV is there; else as soon as it is, if the button is still down."""
        if self._sound is None:
            return
        file = self._export.file(self._sound.path, span)
        if file is not None:
            self._start_drag(file)
            return
        self._drag_wanted = span
        self._export.prepare(self._sound.path, span)

    def _region_ready(self, span: Span, file: Path) -> None:
        wanted, self._drag_wanted = self._drag_wanted, None
        if wanted == span and drag_out.button_is_down():
            self._start_drag(file)

    def _region_failed(self, reason: str) -> None:
        self._drag_wanted = None
        self.notice.emit(reason)

    def _start_drag(self, file: Path) -> None:
        span = self.waveform.selection
        part = self.waveform.columns_of(span) if span is not None else None
        picture = drag_pixmap(self._themes.current, PurePath(file).name, part, self.devicePixelRatioF())
        self._run_drag(files_drag(self, region_mime(file), picture))

    # -- painting -----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._resized.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._themes.current.bg2)
        painter.fillRect(0, 0, self.width(), 1, self._themes.current.line)


def _obstacle(sound: Sound | None) -> str:
    """Why a sound has no waveform to show; empty when it has one."""
    if sound is None:
        return ""
    if sound.error:
        return sound.error
    if sound.presence is Presence.OFFLINE:
        return "Its drive is not connected. It can be found but not played."
    if sound.presence is Presence.MISSING:
        return "The file was moved or deleted."
    return "" if sound.header else "Its header has not been read yet."
