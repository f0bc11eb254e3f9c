"""What the large waveform is made of, painted from back to front: ruler, columns, selection, tab, playhead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from soundbrowser.app import icons
from soundbrowser.app.theme import Theme
from soundbrowser.app.type import font
from soundbrowser.app.widgets.timescale import Span, TimeScale, clock, decimals_for
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.vectors import Peaks

RULER = 18
HANDLE_WIDTH, HANDLE_HEIGHT = 8, 24
OUTSIDE = 0.6
"""Opacity of the waveform beside a selection."""
_TAB_SIDE = 22
_ICON = 14


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the parts of the view lie, in logical pixels."""

    scale: TimeScale
    ruler: QRect
    wave: QRect

    @classmethod
    def of(cls, area: QRect, view: Span) -> Geometry:
        """Ruler on top, the waveform below it."""
        ruler = QRect(area.left(), area.top(), area.width(), RULER)
        wave = area.adjusted(0, RULER + 2, 0, 0)
        return cls(TimeScale(view.start_s, view.end_s, area.width()), ruler, wave)

    def x(self, seconds: float) -> float:
        """Where a moment lies."""
        return self.wave.left() + self.scale.x(seconds)

    def seconds(self, x: float) -> float:
        """The moment at `x`."""
        return self.scale.seconds(x - self.wave.left())

    def selection(self, span: Span) -> QRectF:
        """The selected part of the waveform; it may reach beyond the view."""
        left, right = self.x(span.start_s), self.x(span.end_s)
        return QRectF(left, self.wave.top(), right - left, self.wave.height())

    def handle(self, seconds: float) -> QRectF:
        """The grip on one end of a selection."""
        top = self.wave.center().y() - HANDLE_HEIGHT / 2
        return QRectF(self.x(seconds) - HANDLE_WIDTH / 2, top, HANDLE_WIDTH, HANDLE_HEIGHT)

    def tab(self, span: Span, text_width: int) -> QRectF:
        """The tab over a selection: as wide as it, never too narrow for its text, never outside the view."""
        chosen = self.selection(span).intersected(QRectF(self.wave))
        width = min(max(chosen.width() + 2, text_width + 2.0 * _TAB_SIDE), self.wave.width())
        left = min(max(chosen.left() - 1, self.wave.left()), self.wave.left() + self.wave.width() - width)
        return QRectF(left, self.ruler.top(), width, RULER + 2)

    @staticmethod
    def tab_close(tab: QRectF) -> QRectF:
        """The × at the tab's right end."""
        return QRectF(tab.right() - _TAB_SIDE - 2, tab.top(), _TAB_SIDE + 2, tab.height())


def tab_text(span: Span) -> str:
    """What the tab says."""
    return f"Drag {span.length_s:.2f} s out"


def tab_text_width(span: Span) -> int:
    """Logical pixels."""
    return QFontMetrics(font(11, 600)).horizontalAdvance(tab_text(span))


def paint_ground(painter: QPainter, place: Geometry, theme: Theme) -> None:
    """The sunken field the waveform lies on."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.bg1)
    painter.drawRoundedRect(QRectF(place.wave), 4, 4)


def paint_ruler(painter: QPainter, place: Geometry, theme: Theme) -> None:
    """Ticks with their times; the last one only where it fits."""
    ticks, step = place.scale.ticks()
    painter.setFont(font(11))
    metrics = painter.fontMetrics()
    for moment in ticks:
        x, text = round(place.x(moment)) + 0.5, clock(moment, decimals_for(step))
        painter.setPen(QPen(theme.ctl, 1))
        painter.drawLine(QLineF(x, place.ruler.bottom() - 5, x, place.ruler.bottom()))
        if x + 6 + metrics.horizontalAdvance(text) <= place.ruler.right() + 1:
            painter.setPen(theme.text3)
            painter.drawText(QPointF(x + 5, place.ruler.bottom() - 3), text)


def crop(peaks: Peaks, covered: Span, view: Span) -> Peaks:
    """The columns of `peaks` (which cover `covered`) that `view` shows."""
    per_second = len(peaks) / max(covered.length_s, 1e-9)
    first = int(np.floor((view.start_s - covered.start_s) * per_second))
    last = int(np.ceil((view.end_s - covered.start_s) * per_second))
    part = slice(max(first, 0), max(last, first + 1, 1))
    return Peaks(peaks.low[part], peaks.high[part], peaks.rms[part], peaks.centroid_hz[part])


def paint_waveform(painter: QPainter, place: Geometry, peaks: Peaks, selection: Span | None, theme: Theme) -> None:
    """The columns; those beside a selection step back."""
    if selection is None:
        paint_peaks(painter, place.wave, peaks, theme)
        return
    inside = place.selection(selection).toAlignedRect()
    for part, dim in ((inside, 1.0), *((beside, OUTSIDE) for beside in _beside(place.wave, inside))):
        painter.save()
        painter.setClipRect(part.intersected(place.wave))
        paint_peaks(painter, place.wave, peaks, theme, dim)
        painter.restore()


def _beside(area: QRect, inside: QRect) -> tuple[QRect, QRect]:
    left = QRect(area.topLeft(), area.bottomLeft())
    left.setRight(inside.left() - 1)
    right = QRect(area.topRight(), area.bottomRight())
    right.setLeft(inside.right() + 1)
    return left, right


def paint_selection(painter: QPainter, place: Geometry, span: Span, theme: Theme) -> None:
    """The tint behind the selected columns."""
    chosen = place.selection(span).intersected(QRectF(place.wave))
    painter.fillRect(chosen, theme.tint)


def paint_selection_edges(painter: QPainter, place: Geometry, span: Span, theme: Theme) -> None:
    """Edges and their grips, where the view shows them."""
    for moment in span:
        x = place.x(moment)
        if not place.wave.left() - 1 <= x <= place.wave.right() + 2:
            continue
        painter.fillRect(QRectF(x - 1, place.wave.top(), 2, place.wave.height()), theme.accent)
        grip = place.handle(moment)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(grip, 3, 3)
        painter.fillRect(QRectF(grip.center().x() - 0.75, grip.top() + 7, 1.5, grip.height() - 14), theme.onaccent)


def paint_tab(painter: QPainter, tab: QRectF, text: str, theme: Theme, hovered: bool) -> None:
    """The tab by which a selection is dragged out, with a grip in front and a × behind."""
    path = QPainterPath()
    path.moveTo(tab.bottomLeft())
    path.lineTo(tab.left(), tab.top() + 4)
    path.quadTo(tab.topLeft(), QPointF(tab.left() + 4, tab.top()))
    path.lineTo(tab.right() - 4, tab.top())
    path.quadTo(tab.topRight(), QPointF(tab.right(), tab.top() + 4))
    path.lineTo(tab.bottomRight())
    path.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent.lighter(108) if hovered else theme.accent)
    painter.drawPath(path)
    icon_top = tab.center().y() - _ICON / 2
    icons.draw(painter, "grip", theme.onaccent, tab.left() + 5, icon_top, _ICON)
    icons.draw(painter, "close", theme.onaccent, tab.right() - 5 - _ICON, icon_top, _ICON)
    painter.setFont(font(11, 600))
    painter.setPen(theme.onaccent)
    inner = tab.adjusted(_TAB_SIDE, 0, -_TAB_SIDE, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def paint_playhead(painter: QPainter, place: Geometry, seconds: float, theme: Theme) -> None:
    """A line from the ruler to the floor, on whole device pixels so that it does not shimmer."""
    ratio = painter.device().devicePixelRatioF()
    width = max(1, round(1.5 * ratio)) / ratio
    x = round((place.x(seconds) - width / 2) * ratio) / ratio
    painter.fillRect(QRectF(x, place.wave.top() - 2, width, place.wave.height() + 2), theme.text1)


def paint_hover(painter: QPainter, place: Geometry, x: float, theme: Theme) -> None:
    """A faint line under the pointer, and the moment it stands for."""
    colour = QColor(theme.text3)
    colour.setAlphaF(0.6)
    painter.fillRect(QRectF(round(x), place.wave.top(), 1, place.wave.height()), colour)


def paint_message(painter: QPainter, place: Geometry, text: str, theme: Theme) -> None:
    """A sentence where there are no columns to show."""
    painter.setFont(font(13))
    painter.setPen(theme.text3)
    painter.drawText(QRectF(place.wave), Qt.AlignmentFlag.AlignCenter, text)
