"""Paints the rows of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from soundbrowser.app import icons, wording
from soundbrowser.app.models.sound_list import Row, RowKind, SoundListModel
from soundbrowser.app.panels import row_parts as parts
from soundbrowser.app.panels.columns import INSET, Column, ResultHeader
from soundbrowser.app.theme import Theme, Themes
from soundbrowser.app.thumbnails import Thumbnails
from soundbrowser.app.type import font
from soundbrowser.app.widgets.waveform_paint import paint_peaks
from soundbrowser.domain.sound import Presence, Sound, SoundState

WAVE_HEIGHT = 30
DIVIDER = 32
NOTHING_CLEAR = 52
"""Height of the line that says that nothing clearly matches."""
DIM = 0.55
ACTIONS = ("similar", "star", "collection", "more")
ACTION_STEP = 24


class Playhead(Protocol):
    """Where the player is: `PlayerController`."""

    @property
    def sound(self) -> Sound | None: ...
    @property
    def playing(self) -> bool: ...
    @property
    def position_s(self) -> float: ...


@dataclass
class ListState:
    """What the rows show beside their sounds; the view keeps it up to date."""

    hovered: int = -1
    keyboard: bool = False
    """The focus ring is shown only to those who steer with keys."""
    dense: bool = False
    stale: bool = False
    """A newer answer is on its way."""
    nothing_clear: str = ""
    """What was asked, when no answer is above the weak line."""
    roots: tuple[str, ...] = ()
    """Paths of the added folders, from which the rows' paths are shown."""


class RowDelegate(QStyledItemDelegate):
    """One row: state, waveform, name and path, reasons, length, format, match."""

    def __init__(
        self,
        themes: Themes,
        header: ResultHeader,
        thumbnails: Thumbnails,
        player: Playhead,
        state: ListState,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._header = header
        self._thumbnails = thumbnails
        self._player = player
        self._state = state

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = _row(index)
        if row.kind is RowKind.WEAK_LINE:
            return QSize(100, NOTHING_CLEAR if self._state.nothing_clear else DIVIDER)
        return QSize(100, self.row_height())

    def row_height(self) -> int:
        """44, or 32 in one line; more where the font is larger."""
        name = QFontMetrics(font(13, 500)).height()
        if self._state.dense:
            return max(32, name + 12)
        return max(44, name + QFontMetrics(font(12)).height() + 9)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = _row(index)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state.stale:
            painter.setOpacity(0.6)
        if row.kind is RowKind.WEAK_LINE:
            self._paint_weak_line(painter, area, _model(index))
        else:
            state: QStyle.StateFlag = option.state
            self._paint_row(painter, area, row, index.row(), state)
        painter.restore()

    # The row

    def _paint_row(self, painter: QPainter, area: QRect, row: Row, number: int, state: QStyle.StateFlag) -> None:
        theme = self._themes.current
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._state.keyboard
        self._paint_ground(painter, area, theme, selected=selected, hovered=number == self._state.hovered)
        if row.sound is not None:
            self._paint_state(painter, area, row.sound, number)
            self._paint_waveform(painter, area, row)
            self._paint_name(painter, area, row, number)
            self._paint_facts(painter, area, row, selected=selected)
        else:
            line = self._header.area(Column.WAVEFORM, area)
            painter.fillRect(QRect(line.left(), line.center().y(), line.width() - 16, 1), theme.line)
        if focused:
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(INSET + 1, 2, -INSET - 1, -2), 6, 6)

    @staticmethod
    def _paint_ground(painter: QPainter, area: QRect, theme: Theme, *, selected: bool, hovered: bool) -> None:
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.sel if selected else theme.hover)
            painter.drawRoundedRect(QRectF(area).adjusted(INSET, 1, -INSET, -1), 6, 6)

    def _paint_state(self, painter: QPainter, area: QRect, sound: Sound, number: int) -> None:
        theme = self._themes.current
        cell = self._header.area(Column.STATE, area)
        x, y = cell.left() + INSET + 10, area.center().y() - 7
        here = self._player.sound is not None and self._player.sound.id == sound.id
        if sound.presence is Presence.OFFLINE:
            icons.draw(painter, "folder-offline", theme.text3, x, y)
        elif sound.presence is Presence.MISSING or sound.error:
            icons.draw(painter, "warning", theme.warn, x, y)
        elif here and self._player.playing:
            icons.draw(painter, "pause", theme.accent, x, y)
        elif number == self._state.hovered or here:
            icons.draw(painter, "play", theme.accent if here else theme.text1, x, y)
        elif sound.favourite:
            icons.draw(painter, "star-filled", theme.text3, x + 2, y + 2, 12)

    def wave_area(self, area: QRect) -> QRect:
        """Where a row's waveform stands."""
        cell = self._header.area(Column.WAVEFORM, area)
        height = min(WAVE_HEIGHT, area.height() - 8)
        return QRect(cell.left(), area.center().y() + 1 - height // 2, cell.width() - 16, height)

    def _paint_waveform(self, painter: QPainter, area: QRect, row: Row) -> None:
        sound, theme = row.sound, self._themes.current
        assert sound is not None
        wave = self.wave_area(area)
        peaks = self._thumbnails.of(sound.id)
        if peaks is None:
            painter.fillRect(QRect(wave.left(), wave.center().y(), wave.width(), 1), theme.bg3)
        else:
            faint = row.weak or sound.presence is not Presence.PRESENT
            paint_peaks(painter, wave, peaks, theme, DIM if faint else 1.0)
        if self._player.sound is not None and self._player.sound.id == sound.id and sound.duration_s > 0:
            at = wave.left() + wave.width() * min(self._player.position_s / sound.duration_s, 1.0)
            painter.fillRect(QRectF(at - 0.75, wave.top() - 1, 1.5, wave.height() + 2), theme.text1)

    # Name and path

    def actions_area(self, area: QRect) -> QRect:
        """Where the actions of a hovered row stand, at the end of the name."""
        cell = self._header.area(Column.NAME, area)
        width = ACTION_STEP * len(ACTIONS)
        return QRect(cell.right() - width - 12, area.center().y() - 11, width, 24)

    def _paint_name(self, painter: QPainter, area: QRect, row: Row, number: int) -> None:
        sound, theme = row.sound, self._themes.current
        assert sound is not None
        cell = QRectF(self._header.area(Column.NAME, area)).adjusted(0, 0, -16, 0)
        if number == self._state.hovered:
            self._paint_actions(painter, area, sound)
            cell.setRight(self.actions_area(area).left() - 8)
        quiet = row.weak or sound.presence is not Presence.PRESENT
        ink, under = (theme.text2, theme.text3) if quiet else (theme.text1, theme.text2)
        spans = row.hit.evidence.name_spans if row.hit else ()
        name, path = self._lines(cell)
        shown = wording.printable(sound.name)
        parts.paint_name(painter, name, shown, spans if len(shown) == len(sound.name) else (), ink, theme)
        parts.paint_text(painter, path, self.under_name(sound, answers=row.hit is not None), under)

    def _lines(self, cell: QRectF) -> tuple[QRectF, QRectF]:
        if self._state.dense:
            name = QRectF(cell.left(), cell.top(), cell.width() * 0.62, cell.height())
            return name, QRectF(name.right() + 12, cell.top(), cell.right() - name.right() - 12, cell.height())
        upper = QFontMetrics(font(13, 500)).height()
        lower = QFontMetrics(font(12)).height()
        top = cell.top() + (cell.height() - upper - lower) / 2
        return QRectF(cell.left(), top, cell.width(), upper), QRectF(cell.left(), top + upper, cell.width(), lower)

    def under_name(self, sound: Sound, *, answers: bool) -> str:
        """The folder and the note, or what keeps the sound from being played; an answer also says that it waits."""
        state = wording.state_of(sound)
        waits = sound.presence is Presence.PRESENT and sound.state in (SoundState.LISTED, SoundState.PROBED)
        if state and not waits:
            return state[0].upper() + state[1:]
        root = next((root for root in self._state.roots if sound.path.startswith(root)), "")
        folder = wording.crumbs(sound.path, root)
        parts = (folder, state if waits and answers else "", wording.printable(sound.note))
        return " · ".join(part for part in parts if part)

    def _paint_actions(self, painter: QPainter, area: QRect, sound: Sound) -> None:
        theme = self._themes.current
        place = self.actions_area(area)
        for number, name in enumerate(ACTIONS):
            shown = "star-filled" if name == "star" and sound.favourite else name
            icons.draw(painter, shown, theme.text2, place.left() + number * ACTION_STEP + 4, place.top() + 4)

    # Facts

    def _paint_facts(self, painter: QPainter, area: QRect, row: Row, *, selected: bool) -> None:
        sound, theme, header = row.sound, self._themes.current, self._header
        assert sound is not None
        why = header.area(Column.WHY, area)
        if row.hit is not None:
            evidence = row.hit.evidence
            parts.paint_reasons(
                painter, why, evidence, theme, selected=selected, weak=row.weak, icons_only=header.narrow
            )
            parts.paint_match(painter, header.area(Column.MATCH, area), row.hit.score, theme, selected=selected)
        else:
            parts.paint_tags(painter, why, sound.tags, theme)
            self._paint_progress(painter, header.area(Column.MATCH, area), sound)
        if sound.header is None:
            return
        ink = theme.text2 if row.weak else theme.text1
        length = header.area(Column.LENGTH, area).adjusted(0, 0, -16, 0)
        parts.paint_text(painter, length, wording.length(sound.duration_s), ink, right=True)
        shape = header.area(Column.FORMAT, area)
        if not shape.isEmpty():
            parts.paint_text(painter, shape, wording.format_line(sound.header), theme.text2)

    def _paint_progress(self, painter: QPainter, area: QRect, sound: Sound) -> None:
        """How far the sound has come, in the library's list."""
        theme = self._themes.current
        word = area.adjusted(22, 0, 0, 0)
        y = area.center().y()
        if sound.presence is not Presence.PRESENT:
            parts.paint_text(painter, word, sound.presence.value, theme.text3)
        elif sound.state is SoundState.READY:
            icons.draw(painter, "check", theme.text3, area.left(), y - 7)
            parts.paint_text(painter, word, "ready", theme.text3)
        elif sound.state in (SoundState.LISTED, SoundState.PROBED):
            parts.paint_ring(painter, QPointF(area.left() + 8, y + 1), theme)
            parts.paint_text(painter, word, "waiting", theme.text2)
        else:
            icons.draw(painter, "warning", theme.warn, area.left(), y - 7)
            parts.paint_text(painter, word, "set aside", theme.text2)

    # The weak line

    def weak_switch(self, area: QRect) -> QRect:
        """Where “Hide” stands."""
        return QRect(area.right() - INSET - 64, area.bottom() - DIVIDER + 3, 56, 26)

    def _paint_weak_line(self, painter: QPainter, area: QRect, model: SoundListModel) -> None:
        theme = self._themes.current
        left = self._header.area(Column.WAVEFORM, area).left()
        switch = self.weak_switch(area)
        words = QRectF(left, switch.top(), switch.left() - left - 8, switch.height())
        if self._state.nothing_clear:
            self._paint_nothing_clear(painter, QRectF(left, area.top() + 6, switch.left() - left, area.height() - 6))
            return
        head = "Weak matches below" if model.weak_shown else wording.count(model.weak, "weak match", "weak matches")
        used = parts.paint_text(painter, words, head, theme.text1, weight=600) + 8
        rest = "· less than 40% likely to be what you meant"
        used += parts.paint_text(painter, words.adjusted(used, 0, 0, 0), rest, theme.text2) + 16
        if used < words.width():
            line = QRectF(left + used, words.center().y(), words.width() - used, 1)
            painter.fillRect(line, theme.line)
        word = "Hide" if model.weak_shown else "Show"
        parts.paint_text(painter, switch, word, theme.text2, weight=500, right=True)

    def _paint_nothing_clear(self, painter: QPainter, area: QRectF) -> None:
        theme = self._themes.current
        icons.draw(painter, "search", theme.text3, area.left(), area.center().y() - 8)
        text = f"Nothing clearly matches “{self._state.nothing_clear}”. The closest are below."
        parts.paint_text(painter, area.adjusted(26, 0, 0, 0), text, theme.text1, size=13, weight=500)


def _model(index: QModelIndex | QPersistentModelIndex) -> SoundListModel:
    model = index.model()
    assert isinstance(model, SoundListModel)
    return model


def _row(index: QModelIndex | QPersistentModelIndex) -> Row:
    return _model(index).row(index.row())
