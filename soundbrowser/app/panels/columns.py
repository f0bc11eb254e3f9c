"""The list's columns: which there are, how wide, and the header that names and moves them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font

INSET = 8
"""Between the list's edge and its rows."""
WITHOUT_FORMAT_BELOW = 1280
ICON_REASONS_BELOW = 1100


class Column(IntEnum):
    """From left to right."""

    STATE = 0
    WAVEFORM = 1
    NAME = 2
    WHY = 3
    LENGTH = 4
    FORMAT = 5
    MATCH = 6


@dataclass(frozen=True, slots=True)
class _Spec:
    width: int
    least: int


_SPECS = {
    Column.STATE: _Spec(36 + INSET, 36 + INSET),
    Column.WAVEFORM: _Spec(184, 96),
    Column.NAME: _Spec(300, 120),
    Column.WHY: _Spec(256, 72),
    Column.LENGTH: _Spec(72, 56),
    Column.FORMAT: _Spec(100, 60),
    Column.MATCH: _Spec(116 + INSET, 108 + INSET),
}
_NARROW_WHY, _NARROW_WAVEFORM = 96, 128


class ResultHeader(QHeaderView):
    """Names the columns; widths are the user's, the name takes what is left, narrow windows leave columns out."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        self._browsing = True
        self._narrow = False
        self.setModel(QStandardItemModel(0, len(Column), self))
        self.setFixedHeight(28)
        self.setSectionsClickable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSectionSize(36)
        self.setAccessibleName("Columns")
        for column, spec in _SPECS.items():
            self.resizeSection(column, spec.width)
            self.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Fixed)
        self.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        self.sectionResized.connect(self._keep_least)
        themes.changed.connect(self.viewport().update)

    @property
    def narrow(self) -> bool:
        """True where reasons are icons only."""
        return self._narrow

    def set_browsing(self, browsing: bool) -> None:
        """Tags and state instead of reasons and match."""
        self._browsing = browsing
        self.viewport().update()

    def fit_window(self, width: int) -> None:
        """Leaves out what a window of this width has no room for."""
        self.setSectionHidden(Column.FORMAT, width < WITHOUT_FORMAT_BELOW)
        narrow = width < ICON_REASONS_BELOW
        if narrow != self._narrow:
            self._narrow = narrow
            self.resizeSection(Column.WHY, _NARROW_WHY if narrow else _SPECS[Column.WHY].width)
            self.resizeSection(Column.WAVEFORM, _NARROW_WAVEFORM if narrow else _SPECS[Column.WAVEFORM].width)

    def area(self, column: Column, row: QRect) -> QRect:
        """The part of a row that belongs to a column; empty when the column is left out."""
        if self.isSectionHidden(column):
            return QRect()
        width = self.sectionSize(column) - (INSET + 10 if column is Column.MATCH else 0)
        return QRect(self.sectionViewportPosition(column), row.top(), width, row.height())

    def state_text(self) -> str:
        """The widths, to be remembered."""
        return bytes(self.saveState().toBase64().data()).decode()

    def restore_text(self, state: str) -> None:
        """The widths of the last time; text of another version changes nothing."""
        if state:
            self.restoreState(QByteArray.fromBase64(state.encode()))

    def _keep_least(self, column: int, _old: int, new: int) -> None:
        least = _SPECS[Column(column)].least
        if 0 < new < least:
            self.resizeSection(column, least)

    def _title(self, column: Column) -> str:
        why = "Tags" if self._browsing else "Why" if self._narrow else "Why it matched"
        return {
            Column.STATE: "",
            Column.WAVEFORM: "Sound",
            Column.NAME: "Name",
            Column.WHY: why,
            Column.LENGTH: "Length",
            Column.FORMAT: "Format",
            Column.MATCH: "State" if self._browsing else "Match",
        }[column]

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        column = Column(index)
        theme = self._themes.current
        painter.setFont(font(11, 500))
        painter.setPen(theme.text3)
        right = column is Column.LENGTH
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        area = rect.adjusted(0, 0, -16 if right else 0, 0)
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, self._title(column))
        if column is Column.WAVEFORM and rect.width() > 170:
            self._paint_legend(painter, rect)

    def _paint_legend(self, painter: QPainter, rect: QRect) -> None:
        """low ▬ high: what the colours of the waveforms mean."""
        theme = self._themes.current
        right = rect.right() - 15
        text = QRect(right - 24, rect.top(), 24, rect.height())
        bar = QRectF(right - 30 - 54, rect.center().y() - 1.0, 54, 4)
        low = QRect(int(bar.left()) - 30, rect.top(), 24, rect.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "high")
        painter.drawText(low, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "low")
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for place, colour in enumerate(theme.ramp):
            ramp.setColorAt(place / (len(theme.ramp) - 1), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 2, 2)
