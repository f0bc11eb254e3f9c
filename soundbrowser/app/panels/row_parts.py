"""The parts of a row, each painted into its own area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout

from soundbrowser.app import icons
from soundbrowser.app.theme import Theme, blend
from soundbrowser.app.type import font
from soundbrowser.app.wording import percent
from soundbrowser.domain.query import WEAK_BELOW, Evidence, Reason

CHIP_HEIGHT = 20
MATCH_BAR = 52
SHOWN_FROM = 0.15
"""A reason weaker than this is no reason to show, unless it leads."""
_SLOTS = ((Reason.NAME, "name", 58), (Reason.MEANING, "meaning", 78), (Reason.SOUND, "similar", 102))
_GAP = 6
_ICON_SLOT = 26
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Marked:
    """A text that was elided in the middle, with the ranges to mark in what is left of it."""

    text: str
    spans: tuple[tuple[int, int], ...]


def elide_marked(text: str, spans: Sequence[tuple[int, int]], metrics: QFontMetricsF, width: float) -> Marked:
    """Elides `text` in the middle and moves the ranges along; what fell out is not marked."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    if shown == text:
        return Marked(text, tuple(spans))
    head = shown.find("…")
    tail = len(shown) - head - 1
    moved: list[tuple[int, int]] = []
    for start, end in spans:
        if start < head:
            moved.append((start, min(end, head)))
        if end > len(text) - tail:
            back = len(shown) - len(text)
            moved.append((max(start, len(text) - tail) + back, end + back))
    return Marked(shown, tuple(moved))


def paint_name(
    painter: QPainter, area: QRectF, text: str, spans: Sequence[tuple[int, int]], colour: QColor, theme: Theme
) -> None:
    """The file's name with the matched letters marked; right for scripts of both directions."""
    chosen = font(13, 500)
    metrics = QFontMetricsF(chosen)
    marked = elide_marked(text, spans, metrics, area.width())
    layout = QTextLayout(marked.text, chosen, painter.device())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(area.width(), 1) + 64)
    layout.endLayout()
    top = area.top() + (area.height() - line.height()) / 2
    mark = QColor(theme.accent)
    mark.setAlphaF(0.26 if theme.dark else 0.2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mark)
    for start, end in marked.spans:
        first, last = _x(line.cursorToX(start)), _x(line.cursorToX(end))
        left, width = min(first, last), abs(last - first)
        painter.drawRoundedRect(QRectF(area.left() + left - 1, top - 0.5, width + 2, line.height() + 1), 3, 3)
    painter.setPen(colour)
    layout.draw(painter, QPointF(area.left(), top))


def _x(place: object) -> float:
    """PySide gives (x, cursor)."""
    return float(place[0]) if isinstance(place, tuple) else float(place)  # type: ignore[arg-type]


def paint_text(
    painter: QPainter,
    area: QRect | QRectF,
    text: str,
    colour: QColor,
    *,
    size: int = 12,
    weight: int = 400,
    right: bool = False,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
) -> float:
    """One line of text, elided to its area; returns its width."""
    chosen = font(size, weight)
    metrics = QFontMetricsF(chosen)
    where = QRectF(area)
    shown = metrics.elidedText(text, elide, where.width())
    painter.setFont(chosen)
    painter.setPen(colour)
    painter.drawText(where, _RIGHT if right else _LEFT, shown)
    return metrics.horizontalAdvance(shown)


def _pill(painter: QPainter, area: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)


def shown_reasons(evidence: Evidence) -> dict[Reason, bool]:
    """The reasons worth a chip; True for the leading one."""
    leading = evidence.leading()
    shares = {Reason.NAME: evidence.name, Reason.MEANING: evidence.meaning, Reason.SOUND: evidence.sound}
    return {r: r is leading for r, share in shares.items() if share >= SHOWN_FROM or r is leading}


def paint_reasons(
    painter: QPainter,
    area: QRect,
    evidence: Evidence,
    theme: Theme,
    *,
    selected: bool,
    weak: bool,
    icons_only: bool,
) -> None:
    """Three fixed places, so that the eye can run down one reason; the leading one in the accent, unless weak."""
    leading_back = theme.tint
    if selected:
        leading_back = blend(theme.sel, theme.accent, 0.15) if theme.dark else theme.bg1
    shown = shown_reasons(evidence)
    x = float(area.left())
    top = area.center().y() + 1 - CHIP_HEIGHT / 2
    for reason, icon, width in _SLOTS:
        slot = _ICON_SLOT if icons_only else width
        if reason in shown:
            leads = shown[reason] and not weak
            chip = QRectF(x, top, slot - 2 if icons_only else slot, CHIP_HEIGHT)
            quiet = blend(theme.sel, theme.text1, 0.09) if selected else theme.bg3
            _pill(painter, chip, leading_back if leads else quiet)
            ink = theme.accent if leads else theme.text2
            icons.draw(painter, icon, ink, chip.left() + (6 if icons_only else 7), chip.top() + 4, 12)
            if not icons_only:
                word = chip.adjusted(23, 0, -4, 0)
                paint_text(painter, word, reason.value, ink, size=11, weight=500, elide=Qt.TextElideMode.ElideNone)
        x += slot + (2 if icons_only else _GAP)


def paint_tags(painter: QPainter, area: QRect, tags: Sequence[str], theme: Theme) -> None:
    """As many tags as there is room for, then how many more."""
    metrics = QFontMetricsF(font(11, 500))
    x = float(area.left())
    top = area.center().y() + 1 - CHIP_HEIGHT / 2
    for place, tag in enumerate(tags):
        width = min(metrics.horizontalAdvance(tag), 120.0) + 20
        left_out = len(tags) - place
        if x + width > area.right() - (36 if left_out > 1 else 0):
            paint_text(painter, QRectF(x, top, 40, CHIP_HEIGHT), f"+{left_out}", theme.text3, size=11, weight=500)
            return
        chip = QRectF(x, top, width, CHIP_HEIGHT)
        _pill(painter, chip, theme.bg3)
        paint_text(painter, chip.adjusted(10, 0, -8, 0), tag, theme.text2, size=11, weight=500)
        x += width + _GAP


def paint_match(painter: QPainter, area: QRect, score: float, theme: Theme, *, selected: bool) -> None:
    """A bar with a tick at the weak line, and the chance in percent."""
    weak = score < WEAK_BELOW
    middle = area.center().y() + 1.0
    track = QRectF(area.left(), middle - 2, MATCH_BAR, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(blend(theme.sel, theme.text1, 0.12) if selected else theme.bg3)
    painter.drawRoundedRect(track, 2, 2)
    painter.setBrush(theme.ctl if weak else theme.text2)
    painter.drawRoundedRect(QRectF(track.left(), track.top(), max(4.0, track.width() * score), 4), 2, 2)
    tick = track.left() + round(track.width() * WEAK_BELOW)
    painter.fillRect(QRectF(tick, middle - 5, 1, 10), theme.ctl)
    figure = QRectF(track.right(), area.top(), area.right() - track.right(), area.height())
    colour, weight = (theme.text2, 500) if weak else (theme.text1, 600)
    paint_text(painter, figure, f"{percent(score)}%", colour, size=13, weight=weight, right=True)


def paint_ring(painter: QPainter, centre: QPointF, theme: Theme) -> None:
    """A sound that waits to be listened to."""
    painter.setPen(QPen(theme.text3, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, 5.0, 5.0)
