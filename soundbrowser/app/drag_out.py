"""Dragging a selected part out: the WAV is written before the drag starts, and the drag only ever copies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QFontMetrics, QGuiApplication, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from soundbrowser.app.background import Task, run_in_background
from soundbrowser.app.theme import Theme
from soundbrowser.app.type import font
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.vectors import Peaks

_HEIGHT, _WAVE, _EDGE, _WIDEST_NAME = 40, QRect(10, 8, 52, 24), 10, 240


class RegionSource(Protocol):
    """What writes parts of sounds: `soundbrowser.library.Library`."""

    def render_region(self, path: str, start_s: float, end_s: float, target_folder: Path | None = None) -> Path: ...


class RegionExport(QObject):
    """Keeps one selection ready as a WAV file; owned by the player panel.

    Signals: `ready` (Span, Path) and `failed` (a sentence), both for the selection asked for last.
    """

    ready = Signal(object, object)
    failed = Signal(str)

    def __init__(self, source: RegionSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._wanted: tuple[str, Span] | None = None
        self._file: Path | None = None
        self._task: Task | None = None

    def prepare(self, path: str, span: Span) -> None:
        """Begins to write the part, unless that is done or under way."""
        if self._wanted == (path, span):
            if self._file is not None:
                self.ready.emit(span, self._file)
            return
        self.forget()
        self._wanted = path, span
        self._task = run_in_background(
            self, lambda: self._source.render_region(path, span.start_s, span.end_s), self._written, self._not_written
        )

    def file(self, path: str, span: Span) -> Path | None:
        """The written part, once it is there."""
        return self._file if self._wanted == (path, span) else None

    def forget(self) -> None:
        """Drops what was asked for; a file that is still being written is left to its writer."""
        if self._task is not None:
            self._task.forget()
        self._wanted = self._file = self._task = None

    def _written(self, file: Path) -> None:
        assert self._wanted is not None
        self._file = file
        self.ready.emit(self._wanted[1], file)

    def _not_written(self, error: Exception) -> None:
        self.forget()
        self.failed.emit(str(error))


def files_drag(source: QWidget, mime: QMimeData, picture: QPixmap) -> QDrag:
    """A drag of `mime` with `picture` beside the pointer; the caller runs it with `run_copy`."""
    drag = QDrag(source)
    drag.setMimeData(mime)
    drag.setPixmap(picture)
    drag.setHotSpot(QPoint(-12, -8))
    return drag


def region_mime(file: Path) -> QMimeData:
    """What a desktop or a DAW takes as one file."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    return mime


def button_is_down() -> bool:
    """Whether the drag that was begun is still held."""
    return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)


def run_copy(drag: QDrag) -> None:
    """Runs the drag until it is dropped; files may only be copied."""
    drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)


def drag_pixmap(theme: Theme, name: str, peaks: Peaks | None, ratio: float, count: int = 1) -> QPixmap:
    """A small card: waveform and name, and how many sounds when there are several."""
    label = name if count == 1 else f"{name}  + {count - 1} more"
    title = font(13, 600)
    metrics = QFontMetrics(title)
    text = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, _WIDEST_NAME)
    left = _WAVE.right() + _EDGE if peaks is not None else _EDGE
    width = left + metrics.horizontalAdvance(text) + _EDGE + 2
    picture = QPixmap(round(width * ratio), round(_HEIGHT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.pop)
    painter.setPen(QPen(theme.ctl, 1))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, _HEIGHT - 1), 8, 8)
    if peaks is not None:
        paint_peaks(painter, _WAVE, peaks, theme)
    painter.setFont(title)
    painter.setPen(theme.text1)
    painter.drawText(QRectF(left, 0, width - left, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return picture
