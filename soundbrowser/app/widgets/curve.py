"""A live curve: how often the right sound is among the first ten, step by step, against the model as it was."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from soundbrowser.app.theme import Theme, Themes
from soundbrowser.app.type import font
from soundbrowser.domain.tuning import TuneStep

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 26, 26
_LEAST_SPAN = 0.1


def axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Low end, high end and step of an axis in shares of one that shows `values` with some air."""
    low, high = min(values), max(values)
    middle, span = (low + high) / 2, max(high - low, _LEAST_SPAN) * 1.3
    step = next((s for s in (0.05, 0.1, 0.2) if span / s <= 4), 0.25)
    bottom = max(0.0, math.floor((middle - span / 2) / step) * step)
    top = min(1.0, math.ceil((middle + span / 2) / step) * step)
    return bottom, max(top, bottom + step), step


class CurveView(QWidget):
    """`set_steps` again and again while a training runs."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._steps: list[TuneStep] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Right sound among the first ten")
        themes.changed.connect(self.update)

    def set_steps(self, steps: Sequence[TuneStep]) -> None:
        """Shows these steps; the first is the model as it was."""
        self._steps = list(steps)
        if steps:
            first, last = steps[0].held_out, steps[-1].held_out
            self.setAccessibleDescription(f"{first:.0%} before, {last:.0%} after step {steps[-1].step}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        bounds = axis([step.held_out for step in self._steps] or [0.5])
        self._paint_grid(painter, plot, bounds, theme)
        if self._steps:
            points = [self._point(plot, bounds, step) for step in self._steps]
            self._paint_baseline(painter, plot, points[0].y(), theme)
            self._paint_curve(painter, plot, points, theme)

    def _total(self) -> int:
        return max(self._steps[-1].total if self._steps else 10, 1)

    def _point(self, plot: QRectF, bounds: tuple[float, float, float], step: TuneStep) -> QPointF:
        share = (step.held_out - bounds[0]) / (bounds[1] - bounds[0])
        return QPointF(plot.left() + plot.width() * step.step / self._total(), plot.bottom() - plot.height() * share)

    def _paint_grid(self, painter: QPainter, plot: QRectF, bounds: tuple[float, float, float], theme: Theme) -> None:
        low, high, step = bounds
        painter.setFont(font(11))
        for k in range(round((high - low) / step) + 1):
            y = round(plot.bottom() - plot.height() * k * step / (high - low)) + 0.5
            painter.setPen(QPen(theme.line, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.text3)
            place = QRectF(0, y - 9, _LEFT - 10, 18)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, f"{low + k * step:.0%}")
        every = max(1, math.ceil(self._total() / 6))
        for number in range(0, self._total() + 1, every):
            x = plot.left() + plot.width() * number / self._total()
            painter.drawText(QRectF(x - 20, plot.bottom() + 8, 40, 16), Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_baseline(self, painter: QPainter, plot: QRectF, y: float, theme: Theme) -> None:
        painter.setPen(QPen(theme.text3, 1.25, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setFont(font(11))
        painter.setPen(theme.text2)
        text = f"before {self._steps[0].held_out:.0%}"
        width = painter.fontMetrics().horizontalAdvance(text)
        below = y + 15 if y + 18 < plot.bottom() else y - 6
        painter.fillRect(QRectF(plot.right() - width - 4, below - 11, width + 4, 14), theme.pop)
        painter.drawText(QPointF(plot.right() - width, below), text)

    def _paint_curve(self, painter: QPainter, plot: QRectF, points: list[QPointF], theme: Theme) -> None:
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawEllipse(points[-1], 4, 4)
        self._paint_now(painter, plot, points[-1], points[0].y(), theme)

    def _paint_now(self, painter: QPainter, plot: QRectF, at: QPointF, before_y: float, theme: Theme) -> None:
        text, chosen = f"now {self._steps[-1].held_out:.0%}", font(12, 600)
        width = QFontMetrics(chosen).horizontalAdvance(text)
        beside = at.x() + 12 + width <= plot.right() + _RIGHT and abs(at.y() - before_y) > 14
        left = at.x() + 12 if beside else min(max(at.x() - width / 2, plot.left()), plot.right() - width)
        painter.setFont(chosen)
        painter.setPen(theme.text1)
        painter.drawText(QPointF(left, at.y() + 4 if beside else at.y() - 10), text)
