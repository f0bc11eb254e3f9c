"""One place to drop something: a picture of it, what will happen, and what that means."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from soundbrowser.app import icons
from soundbrowser.app.theme import Theme
from soundbrowser.app.type import font
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.vectors import Peaks

_PICTURE = 72
_MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Target:
    """What a target shows; with `words` the picture is the clip and the words beside each other."""

    title: str
    note: str
    peaks: Peaks | None = None
    words: str = ""
    icon: str = "similar"


def paint_target(painter: QPainter, place: QRect, target: Target, theme: Theme, *, hovered: bool) -> None:
    """A card in the middle of `place`; lit while the pointer is over it."""
    painter.setBrush(theme.sel if hovered else theme.bg2)
    painter.setPen(QPen(theme.accent, 2) if hovered else QPen(theme.ctl, 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 10, 10)
    top = place.center().y() - 84
    width = min(280, place.width() - 48)
    picture = QRect(place.center().x() - width // 2, top, width, _PICTURE)
    if target.words:
        _paint_clip_and_words(painter, picture, target, theme)
    else:
        _paint_clip(painter, picture, target, theme)
    text = QRect(place.left() + 16, top + _PICTURE + 24, place.width() - 32, 26)
    _line(painter, text, target.title, 18, 600, theme, bright=True)
    _line(painter, text.translated(0, 30), target.note, 13, 400, theme, bright=False)


def _paint_clip(painter: QPainter, picture: QRect, target: Target, theme: Theme) -> None:
    if target.peaks is not None:
        paint_peaks(painter, picture, target.peaks, theme)
    else:
        icons.draw(painter, target.icon, theme.text2, picture.center().x() - 15, picture.center().y() - 15, 32)


def _paint_clip_and_words(painter: QPainter, picture: QRect, target: Target, theme: Theme) -> None:
    half = picture.width() // 2 - 14
    _paint_clip(painter, QRect(picture.left(), picture.top(), half, picture.height()), target, theme)
    middle = picture.left() + half + 6
    icons.draw(painter, "plus", theme.text2, middle, picture.center().y() - 7)
    pill = QRectF(middle + 24, picture.center().y() - 15, half, 32)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.ctl, 1))
    painter.drawRoundedRect(pill, 8, 8)
    painter.setFont(font(12))
    painter.setPen(theme.text2)
    words = painter.fontMetrics().elidedText(target.words, Qt.TextElideMode.ElideRight, int(pill.width()) - 20)
    painter.drawText(pill, _MIDDLE, words)


def _line(painter: QPainter, place: QRect, text: str, pixels: int, weight: int, theme: Theme, *, bright: bool) -> None:
    chosen = font(pixels, weight)
    painter.setFont(chosen)
    painter.setPen(theme.text1 if bright else theme.text2)
    painter.drawText(place, _MIDDLE, QFontMetrics(chosen).elidedText(text, Qt.TextElideMode.ElideMiddle, place.width()))
