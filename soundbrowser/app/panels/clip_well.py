"""Where a clip is dropped, pasted or chosen, and where the clips asked about are shown."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from soundbrowser.app import icons, wording
from soundbrowser.app.dragdrop import local_paths
from soundbrowser.app.panels.row_parts import paint_text
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.vectors import Peaks

WIDTH, NARROW, HEIGHT = 248, 212, 40
WAVE_COLUMNS = 132


class ClipWell(QWidget):
    """Empty it is a dashed field; with clips it shows the first one's waveform, and how many more there are."""

    paths_dropped = Signal(list)
    choose_wanted = Signal()
    clear_wanted = Signal()
    hear_wanted = Signal(ClipRegion)
    """Held down: the clip is heard."""
    hear_ended = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._clips: tuple[ClipRegion, ...] = ()
        self._peaks: Peaks | None = None
        self._target = False
        self._hearing = False
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear = IconButton(themes, "close", "Remove the clip", parent=self)
        self._clear.clicked.connect(self.clear_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(self._clear)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)
        self.show_clips(())

    def show_clips(self, clips: tuple[ClipRegion, ...]) -> None:
        """The clips asked about; their waveform comes with `show_waveform`."""
        self._clips = clips
        self._peaks = None
        self._clear.setVisible(bool(clips))
        self.setAccessibleName(f"Clip: {self._title()}" if clips else "Drop or paste a clip, or choose one")
        self.setToolTip(
            clips[0].path if clips else "Drop a clip here, paste a copied file (Ctrl V), or click to choose"
        )
        self.update()

    @property
    def clips(self) -> tuple[ClipRegion, ...]:
        """The clips that are shown."""
        return self._clips

    def show_waveform(self, clip: ClipRegion, peaks: Peaks) -> None:
        """The first clip's waveform, unless another clip was chosen meanwhile."""
        if self._clips[:1] == (clip,):
            self._peaks = peaks
            self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Less room in a narrow window."""
        self.setFixedWidth(NARROW if narrow else WIDTH)

    def _title(self) -> str:
        name = wording.printable(PurePath(self._clips[0].path).name)
        return name if len(self._clips) == 1 else f"{name} and {len(self._clips) - 1} more"

    def _detail(self) -> str:
        clip = self._clips[0]
        if clip.end_s is not None:
            return f"{clip.end_s - clip.start_s:.1f} s of it · hold to hear"
        return "hold to hear"

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._target = True
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._target = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._target = False
        self.update()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.paths_dropped.emit(local_paths(event.mimeData()))

    # Pressing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._clips:
            self._hearing = True
            self.hear_wanted.emit(self._clips[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._hearing:
            self._hearing = False
            self.hear_ended.emit()
        elif event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.choose_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._clips:
            self.clear_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._target or self.hasFocus()
        pen = QPen(theme.accent if lit else theme.ctl, 2 if lit else 1)
        if not self._clips and not lit:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(theme.tint if self._target else theme.bg2)
        edge = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)
        if self._clips:
            self._paint_clip(painter)
        else:
            ink = theme.text1 if self.underMouse() or self._target else theme.text2
            icons.draw(painter, "similar", ink, 14, (HEIGHT - 16) / 2)
            words = "Find sounds like this" if self._target else "Drop or paste a clip"
            paint_text(painter, QRect(38, 0, self.width() - 46, HEIGHT), words, ink, size=13)

    def _paint_clip(self, painter: QPainter) -> None:
        theme = self._themes.current
        wave = QRect(10, 8, 66, 24)
        if self._peaks is not None:
            paint_peaks(painter, wave, self._peaks, theme)
        else:
            painter.fillRect(QRect(wave.left(), wave.center().y(), wave.width(), 1), theme.ctl)
        width = self.width() - 84 - 38
        paint_text(painter, QRect(84, 5, width, 16), self._title(), theme.text1, weight=600)
        paint_text(painter, QRect(84, 20, width, 15), self._detail(), theme.text2, size=11)
