"""The large waveform: click to play from there, drag to select a part, drag its tab to take the part out."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets import waveform_layers as layers
from soundbrowser.app.widgets.timescale import Span, TimeScale, clock
from soundbrowser.domain.vectors import Peaks

SHORTEST_SELECTION_S = 0.01
_REACH = 12
"""Half of the 24 pixels in which a handle can be taken."""
_ZOOM_STEP = 0.8
_NOTHING = Span(0.0, 0.0)
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class _Grab(Enum):
    NONE = auto()
    CLICK = auto()
    SELECT = auto()
    START = auto()
    END = auto()
    TAB = auto()


class WaveformView(QWidget):
    """Shows one sound; owned by the player panel, which feeds it peaks and the position.

    Signals: `play_from` (seconds), `seek_by` (seconds, signed), `selection_changed` (Span or None, live),
    `drag_out` (Span), `view_changed` (Span, when zoomed or moved).
    """

    play_from = Signal(float)
    seek_by = Signal(float)
    selection_changed = Signal(object)
    drag_out = Signal(object)
    view_changed = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._whole: Peaks | None = None
        self._detail: tuple[Peaks, Span] | None = None
        self._shown: Peaks | None = None
        self._view = _NOTHING
        self._duration_s = 0.0
        self._position_s: float | None = None
        self._selection: Span | None = None
        self._message = ""
        self._grab = _Grab.NONE
        self._pressed = QPoint()
        self._anchor_s = 0.0
        self._hover: QPointF | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Waveform")
        themes.changed.connect(self.update)
        self._describe()

    # -- what is shown ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(600, layers.RULER + 90)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, layers.RULER + 40)

    @property
    def selection(self) -> Span | None:
        """The selected part."""
        return self._selection

    @property
    def view(self) -> Span:
        """The part of the sound that is shown."""
        return self._view

    @property
    def duration_s(self) -> float:
        """Length of the sound shown, 0 for none."""
        return self._duration_s

    def show_sound(self, duration_s: float, message: str = "") -> None:
        """Begins with another sound, as yet without columns; `message` says why there will be none."""
        self._duration_s = duration_s
        self._whole = self._detail = self._shown = None
        self._view = Span(0.0, duration_s)
        self._position_s = None
        self._message = message
        self.select(None)
        self.update()

    def set_peaks(self, peaks: Peaks, covered: Span) -> None:
        """Takes the columns of the part `covered`: the whole sound, or the part a zoomed view shows."""
        if covered == Span(0.0, self._duration_s):
            self._whole = peaks
        else:
            self._detail = peaks, covered
        self._fit()

    def columns_of(self, span: Span) -> Peaks | None:
        """The columns of a part, for a small picture of it."""
        return None if self._whole is None else layers.crop(self._whole, Span(0.0, self._duration_s), span)

    def set_position(self, seconds: float | None) -> None:
        """Moves the playhead, repainting only the two strips it touches."""
        if seconds == self._position_s:
            return
        before, self._position_s = self._position_s, seconds
        for moment in (before, seconds):
            if moment is not None:
                x = round(self._place.x(moment))
                self.update(QRect(x - 3, 0, 6, self.height()))

    def select(self, span: Span | None) -> None:
        """Selects a part, kept within the sound; too short a part selects nothing."""
        if span is not None:
            span = Span(max(span.start_s, 0.0), min(span.end_s, self._duration_s))
            span = span if span.length_s >= SHORTEST_SELECTION_S else None
        if span == self._selection:
            return
        self._selection = span
        self._describe()
        self.selection_changed.emit(span)
        self.update()

    def select_start(self, seconds: float) -> None:
        """Puts the selection's start somewhere; its end stays, or becomes the sound's end."""
        end = self._selection.end_s if self._selection and self._selection.end_s > seconds else self._duration_s
        self.select(Span(seconds, end))

    def select_end(self, seconds: float) -> None:
        """Puts the selection's end somewhere; its start stays, or becomes the sound's start."""
        start = self._selection.start_s if self._selection and self._selection.start_s < seconds else 0.0
        self.select(Span(start, seconds))

    def _describe(self) -> None:
        text = f"{clock(self._duration_s, 1)} long"
        if self._selection:
            text += f", selected from {clock(self._selection.start_s, 2)} to {clock(self._selection.end_s, 2)}"
        self.setAccessibleDescription(text if self._duration_s else "No sound")

    # -- places -------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> layers.Geometry:
        return layers.Geometry.of(self.rect(), self._view)

    def tab_rect(self) -> QRectF:
        """Where the selection's tab lies; empty without one."""
        if self._selection is None:
            return QRectF()
        return self._place.tab(self._selection, layers.tab_text_width(self._selection))

    def _target(self, at: QPointF) -> _Grab:
        if not self._duration_s:
            return _Grab.NONE
        if self._selection is not None:
            if self.tab_rect().contains(at):
                return _Grab.TAB
            ends = ((_Grab.START, self._selection.start_s), (_Grab.END, self._selection.end_s))
            near = [(abs(at.x() - self._place.x(moment)), grab) for grab, moment in ends]
            distance, grab = min(near, key=lambda pair: pair[0])
            if distance <= self._handle_reach():
                return grab
        return _Grab.CLICK

    def _handle_reach(self) -> float:
        """A narrow selection leaves room between its handles to be clicked."""
        assert self._selection is not None
        return max(4.0, min(_REACH, self._place.selection(self._selection).width() / 3))

    # -- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place, theme = self._place, self._themes.current
        layers.paint_ground(painter, place, theme)
        if not self._duration_s or self._message:
            layers.paint_message(painter, place, self._message or "Choose a sound to hear it", theme)
            return
        layers.paint_ruler(painter, place, theme)
        if self._selection:
            layers.paint_selection(painter, place, self._selection, theme)
        if self._shown is not None:
            layers.paint_waveform(painter, place, self._shown, self._selection, theme)
        if self._hover is not None and self._grab is _Grab.NONE:
            layers.paint_hover(painter, place, self._hover.x(), theme)
        self._paint_over(painter, place)

    def _paint_over(self, painter: QPainter, place: layers.Geometry) -> None:
        theme = self._themes.current
        if self._selection:
            layers.paint_selection_edges(painter, place, self._selection, theme)
        if self._position_s is not None:
            layers.paint_playhead(painter, place, self._position_s, theme)
        if self._selection:
            hovered = self._hover is not None and self.tab_rect().contains(self._hover)
            layers.paint_tab(painter, self.tab_rect(), layers.tab_text(self._selection), theme, hovered)
        if self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(QRectF(place.wave).adjusted(1, 1, -1, -1), 4, 4)

    def _fit(self) -> None:
        """Picks the finest columns that cover the view; coarse ones are stretched until finer ones come."""
        whole = Span(0.0, self._duration_s)
        if self._detail and self._detail[1] == self._view:
            self._shown = self._detail[0]
        elif self._whole is not None:
            self._shown = self._whole if self._view == whole else layers.crop(self._whole, whole, self._view)
        self.update()

    # -- pointer ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = event.position()
        self._grab = self._target(at)
        self._pressed = at.toPoint()
        self._anchor_s = self._place.seconds(at.x())
        if self._selection and self._grab is _Grab.START:
            self._anchor_s = self._selection.end_s
        elif self._selection and self._grab is _Grab.END:
            self._anchor_s = self._selection.start_s

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        far = (at.toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._grab is _Grab.CLICK and far:
            self._grab = _Grab.SELECT
        if self._grab is _Grab.TAB and far and self._selection:
            self._grab = _Grab.NONE
            self.drag_out.emit(self._selection)
        if self._grab in (_Grab.SELECT, _Grab.START, _Grab.END):
            moment = self._place.seconds(at.x())
            self.select(Span(min(moment, self._anchor_s), max(moment, self._anchor_s)))
        self._hover_at(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grab, self._grab = self._grab, _Grab.NONE
        if grab is _Grab.CLICK:
            moment = self._place.seconds(event.position().x())
            if self._selection and not self._selection.start_s <= moment <= self._selection.end_s:
                self.select(None)
            self.play_from.emit(moment)
        elif grab is _Grab.TAB and self._place.tab_close(self.tab_rect()).contains(event.position()):
            self.select(None)
        self._hover_at(event.position())

    def _hover_at(self, at: QPointF) -> None:
        self._hover = at
        shapes = {
            _Grab.NONE: Qt.CursorShape.ArrowCursor,
            _Grab.START: Qt.CursorShape.SizeHorCursor,
            _Grab.END: Qt.CursorShape.SizeHorCursor,
            _Grab.TAB: Qt.CursorShape.OpenHandCursor,
        }
        target = self._target(at) if self._grab is _Grab.NONE else self._grab
        closing = target is _Grab.TAB and self._place.tab_close(self.tab_rect()).contains(at)
        self.setCursor(Qt.CursorShape.ArrowCursor if closing else shapes.get(target, Qt.CursorShape.IBeamCursor))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover_at(event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._duration_s:
            self.view_changed.emit(self._view)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in _BY_KEY

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False

    # -- zoom and keys ------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom around the pointer; sideways, or the wheel alone when zoomed, moves."""
        if not self._duration_s:
            event.ignore()
            return
        place, steps = self._place, event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            around = place.seconds(event.position().x())
            self._show(place.scale.zoomed(_ZOOM_STEP**steps, around, self._duration_s))
        else:
            sideways = event.angleDelta().x() / 120 or steps
            self._show(place.scale.moved(-0.1 * sideways * self._view.length_s, self._duration_s))

    def _show(self, scale: TimeScale) -> None:
        view = Span(scale.start_s, scale.end_s)
        if view != self._view:
            self._view = view
            self._fit()
            self.view_changed.emit(view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        position = self._position_s or 0.0
        match event.key():
            case Qt.Key.Key_Left:
                self.seek_by.emit(-0.05 * self._duration_s)
            case Qt.Key.Key_Right:
                self.seek_by.emit(0.05 * self._duration_s)
            case Qt.Key.Key_Home:
                self.play_from.emit(0.0)
            case Qt.Key.Key_BracketLeft:
                self.select_start(position)
            case Qt.Key.Key_BracketRight:
                self.select_end(position)
            case Qt.Key.Key_Escape if self._selection:
                self.select(None)
            case _:
                super().keyPressEvent(event)
