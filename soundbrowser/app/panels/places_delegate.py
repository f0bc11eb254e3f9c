"""Paints the sidebar's rows and lays out its tags."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from soundbrowser.app import icons
from soundbrowser.app.models.places import Kind, Part, kind_of
from soundbrowser.app.panels.row_parts import paint_text
from soundbrowser.app.theme import Theme, Themes
from soundbrowser.app.type import font
from soundbrowser.domain.sound import Folder, Tag

ROW, SECTION_ROW, INSET = 28, 40, 8
DEPTH = 20
_TAG_HEIGHT, _TAG_GAP = 24, 6
MOST_TAGS = 24
_Index = QModelIndex | QPersistentModelIndex


def tag_boxes(tags: Sequence[Tag], width: int) -> list[tuple[Tag, QRect]]:
    """Where the chips of the most frequent tags stand in a row of the given width."""
    metrics = QFontMetricsF(font(12))
    boxes: list[tuple[Tag, QRect]] = []
    x, y = 16, 2
    for tag in tags[:MOST_TAGS]:
        wide = round(metrics.horizontalAdvance(f"{tag.name} {tag.sounds:,}")) + 18
        wide = min(wide, width - 32)
        if x + wide > width - 12 and x > 16:
            x, y = 16, y + _TAG_HEIGHT + _TAG_GAP
        boxes.append((tag, QRect(x, y, wide, _TAG_HEIGHT)))
        x += wide + _TAG_GAP
    return boxes


class PlacesDelegate(QStyledItemDelegate):
    """Icon at 16, text at 40, count at the right; folders have a chevron before their icon."""

    def __init__(self, themes: Themes, view: QTreeView) -> None:
        super().__init__(view)
        self._themes = themes
        self._view = view
        self.drop_row = QPersistentModelIndex()
        """What a dragged thing would be dropped on."""
        self.drop_tag = ""
        self.folder_wanted = False
        """A folder is being dragged: the folders' heading says that it can be dropped there."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        kind = kind_of(index)
        if kind is Kind.SECTION:
            return QSize(100, SECTION_ROW if index.row() else SECTION_ROW - 8)
        if kind is Kind.TAGS:
            boxes = tag_boxes(index.data(Part.TAGS), self._view.viewport().width())
            return QSize(100, boxes[-1][1].bottom() + 8)
        return QSize(100, ROW)

    def plus_area(self, row: QRect) -> QRect:
        """The “+” of a heading."""
        return QRect(self._view.viewport().width() - 36, row.bottom() - 26, 24, 24)

    def chevron_area(self, row: QRect, depth: int) -> QRect:
        """What opens and closes a folder."""
        return QRect(INSET + depth * DEPTH, row.top(), 22, row.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area = QRect(option.rect)
        area.setLeft(0)
        theme = self._themes.current
        kind = kind_of(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind is Kind.SECTION:
            self._paint_section(painter, area, index, theme)
        elif kind is Kind.TAGS:
            self._paint_tags(painter, area, index.data(Part.TAGS), theme)
        elif kind is Kind.HINT:
            paint_text(painter, area.adjusted(16, 0, -8, 0), index.data(), theme.text3)
        else:
            self._paint_row(painter, area, option.state, index)
        painter.restore()

    def _paint_section(self, painter: QPainter, area: QRect, index: _Index, theme: Theme) -> None:
        name = index.data()
        line = QRect(16, area.bottom() - 26, area.width() - 52, 24)
        if self.folder_wanted and name == "Folders":
            box = QRectF(INSET + 0.5, area.bottom() - 29.5, area.width() - 2 * INSET - 1, 28)
            pen = QPen(theme.accent if self.drop_row == index else theme.ctl, 1.5)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(theme.tint if self.drop_row == index else theme.bg2)
            painter.drawRoundedRect(box, 6, 6)
            icons.draw(painter, "folder-add", theme.text1, 18, box.top() + 6)
            paint_text(painter, box.adjusted(34, 0, -8, 0), "Drop here to add to library", theme.text1, weight=600)
            return
        paint_text(painter, line, name, theme.text3, size=11, weight=500)
        if name in ("Folders", "Collections"):
            plus = self.plus_area(area)
            icons.draw(painter, "plus", theme.text2, plus.left() + 5, plus.top() + 5, 14)

    def _paint_row(self, painter: QPainter, area: QRect, state: QStyle.StateFlag, index: _Index) -> None:
        theme = self._themes.current
        box = QRectF(area).adjusted(INSET, 0.5, -INSET, -0.5)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        target = self.drop_row == index
        if chosen or target or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(theme.accent, 1.5) if target else Qt.PenStyle.NoPen)
            painter.setBrush(theme.tint if target else theme.bg3 if chosen else theme.hover)
            painter.drawRoundedRect(box, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and self._view.property("keyboard"):
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        left = self._paint_lead(painter, area, index)
        folder = index.data(Part.FOLDER)
        offline = isinstance(folder, Folder) and not folder.online
        right = area.right() - 17
        if offline:
            right -= (
                round(
                    paint_text(painter, QRect(left, area.top(), right - left, ROW), "offline", theme.text3, right=True)
                )
                + 8
            )
        elif (count := index.data(Part.COUNT)) is not None:
            spot = QRect(left, area.top(), right - left, ROW)
            right -= round(paint_text(painter, spot, f"{count:,}", theme.text2, right=True)) + 8
        ink = theme.text3 if offline else theme.text1
        words = QRect(left, area.top(), right - left, ROW)
        paint_text(painter, words, index.data(), ink, size=13, weight=500 if chosen else 400)

    def _paint_lead(self, painter: QPainter, area: QRect, index: _Index) -> int:
        """Chevron and icon; returns where the text begins."""
        theme = self._themes.current
        y = area.top() + (ROW - 16) / 2
        kind, icon = kind_of(index), index.data(Part.ICON)
        if kind is not Kind.FOLDER:
            ink = theme.warn if kind is Kind.PROBLEMS else theme.text2
            icons.draw(painter, icon, ink, 16, y)
            return 40
        depth = depth_of(index)
        x = 14 + depth * DEPTH
        if index.model().rowCount(index):
            painter.save()
            painter.translate(x + 6, area.top() + ROW / 2)
            painter.rotate(90 if self._view.isExpanded(index) else 0)
            icons.draw(painter, "chevron", theme.text3, -6, -6, 12)
            painter.restore()
        icons.draw(painter, icon, theme.text2, x + 17, y)
        return x + 40

    def _paint_tags(self, painter: QPainter, area: QRect, tags: Sequence[Tag], theme: Theme) -> None:
        for tag, box in tag_boxes(tags, area.width()):
            place = QRectF(box.translated(0, area.top()))
            target = tag.name == self.drop_tag
            painter.setPen(QPen(theme.accent, 1.5) if target else Qt.PenStyle.NoPen)
            painter.setBrush(theme.tint if target else theme.bg2)
            painter.drawRoundedRect(place, 12, 12)
            inner = place.adjusted(9, 0, -6, 0)
            count = f"{tag.sounds:,}"
            room = inner.width() - QFontMetricsF(font(12)).horizontalAdvance(count) - 2
            name = QRectF(inner.left(), inner.top(), room, inner.height())
            used = paint_text(painter, name, tag.name, theme.text1)
            paint_text(painter, inner.adjusted(used + 4, 0, 4, 0), count, theme.text3)


def depth_of(index: _Index) -> int:
    """0 for the added folders themselves."""
    depth, above = 0, index.parent()
    while above.isValid():
        depth, above = depth + 1, above.parent()
    return depth
