"""The row of filters, how many sounds there are, and how they are sorted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from soundbrowser.app import filters as facets
from soundbrowser.app import icons
from soundbrowser.app.filters import Facet
from soundbrowser.app.panels.filter_popup import Choices, FilterPopup
from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font
from soundbrowser.app.widgets.chip import Chip
from soundbrowser.domain.query import Filters, SortOrder
from soundbrowser.domain.sound import Folder

HEIGHT = 44
_ORDERS = {
    SortOrder.ADDED: "Newest first",
    SortOrder.NAME: "By name",
    SortOrder.LENGTH: "By length",
    SortOrder.RATING: "By rating",
    SortOrder.PATH: "By folder",
}


class SortButton(QAbstractButton):
    """How the list is sorted; answers are always sorted by match."""

    order_chosen = Signal(SortOrder)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._by_match = False
        self._order = SortOrder.ADDED
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._open)
        themes.changed.connect(self.update)
        self.show_order(by_match=False, order=SortOrder.ADDED)

    def show_order(self, *, by_match: bool, order: SortOrder) -> None:
        """What holds now."""
        self._by_match, self._order = by_match, order
        self.setText("Best match" if by_match else _ORDERS[order])
        self.setAccessibleName(f"Sorted: {self.text()}")
        self.setToolTip("Answers are sorted by match" if by_match else "Sort the sounds")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12, 600)).horizontalAdvance(self.text()) + 52, 28)

    def _open(self) -> None:
        menu = QMenu(self)
        if self._by_match:
            menu.addAction("Best match").setEnabled(False)
        for order, text in _ORDERS.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(order is self._order and not self._by_match)
            action.setEnabled(not self._by_match)
            action.triggered.connect(lambda _checked=False, o=order: self.order_chosen.emit(o))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(theme.hover)
            painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, 6, 6)
        icons.draw(painter, "sort", theme.text2, 6, 6)
        painter.setFont(font(12, 600))
        painter.setPen(theme.text1)
        painter.drawText(area.adjusted(26, 0, -22, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.translate(area.right() - 10, area.center().y())
        painter.rotate(90)
        icons.draw(painter, "chevron", theme.text2, -6, -6, 12)


class FilterRow(QWidget):
    """Shows the filters; emits `filters_changed` and `order_chosen`. Chips that do not fit hide behind “+3”."""

    filters_changed = Signal(Filters)
    order_chosen = Signal(SortOrder)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._filters = Filters()
        self._folders: Sequence[Folder] = ()
        self._tags: Sequence[str] = ()
        self._formats: Sequence[str] = ()
        self.setFixedHeight(HEIGHT)
        self.chips = {facet: Chip(themes, facet.value, self) for facet in Facet}
        self._more = Chip(themes, "+", self)
        self._clear = QPushButton("Clear")
        self._clear.setProperty("kind", "flat")
        self._clear.setProperty("small", True)
        self._clear.setAccessibleName("Clear all filters")
        self.counts = QLabel()
        self.counts.setProperty("role", "secondary")
        self.sort = SortButton(themes)
        self._arrange()
        self._connect()
        self.show_filters(Filters())

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(46, 0, 10, 0)
        row.setSpacing(8)
        for chip in self.chips.values():
            row.addWidget(chip)
        row.addWidget(self._more)
        row.addWidget(self._clear)
        row.addStretch(1)
        row.addWidget(self.counts)
        row.addSpacing(4)
        row.addWidget(self.sort)

    def _connect(self) -> None:
        for facet, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, f=facet: self._open(f, self.chips[f]))
            chip.cleared.connect(lambda f=facet: self._change(facets.cleared(f, self._filters)))
        self._more.clicked.connect(self._open_more)
        self._clear.clicked.connect(lambda: self._change(Filters()))
        self.sort.order_chosen.connect(self.order_chosen)
        self._themes.changed.connect(self.update)

    def set_library(self, folders: Sequence[Folder], tags: Sequence[str], formats: Sequence[str]) -> None:
        """What the library offers to filter by."""
        self._folders, self._tags, self._formats = folders, tags, formats
        self.show_filters(self._filters)

    def show_filters(self, filters: Filters) -> None:
        """Shows the filters that hold."""
        self._filters = filters
        for facet, chip in self.chips.items():
            chip.show_value(facets.value_of(facet, filters, self._folders))
        self._clear.setVisible(bool(facets.set_facets(filters)))
        self._fit()

    def show_counts(self, text: str) -> None:
        """9 strong · 34 weak."""
        self.counts.setText(text)
        self._fit()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows as many chips as there is room for; those that are set go first."""
        fixed = 46 + 10 + self.sort.sizeHint().width() + 24
        fixed += self._clear.sizeHint().width() + 8 if self._clear.isVisibleTo(self) else 0
        self.counts.setVisible(self.width() > 760)
        if self.counts.isVisibleTo(self):
            fixed += self.counts.sizeHint().width() + 8
        room = self.width() - fixed
        ranked = sorted(self.chips.values(), key=lambda chip: not chip.is_set)
        needed = sum(chip.sizeHint().width() + 8 for chip in ranked)
        if needed > room:
            room -= 70
        shown = 0
        for chip in ranked:
            room -= chip.sizeHint().width() + 8
            fits = room >= 0
            chip.setVisible(fits)
            shown += fits
        self._more.show_value("")
        self._more.setText(f"+{len(ranked) - shown}")
        self._more.setAccessibleName("More filters")
        self._more.setVisible(shown < len(ranked))

    # Popups

    def choices(self, facet: Facet) -> Choices:
        """The popup's lines for filters that hold."""
        makers: dict[Facet, Choices] = {
            Facet.LENGTH: facets.length_choices,
            Facet.CHANNELS: facets.channel_choices,
            Facet.FORMAT: lambda now: facets.format_choices(now, self._formats),
            Facet.FOLDER: lambda now: facets.folder_choices(now, self._folders),
            Facet.TAG: lambda now: facets.tag_choices(now, self._tags),
            Facet.RATING: facets.rating_choices,
            Facet.RATE: facets.rate_choices,
        }
        return makers[facet]

    def _open(self, facet: Facet, anchor: Chip) -> None:
        popup = FilterPopup(self._themes, facet, self._filters, self.choices(facet), self)
        popup.chosen.connect(self._change)
        anchor.set_open(True)
        popup.closed.connect(lambda: anchor.set_open(False))
        popup.open_under(anchor)

    def _open_more(self) -> None:
        menu = QMenu(self)
        for facet, chip in self.chips.items():
            if chip.isHidden():
                menu.addAction(facet.value).triggered.connect(lambda _c=False, f=facet: self._open(f, self._more))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _change(self, filters: Filters) -> None:
        self.filters_changed.emit(filters)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        icons.draw(painter, "filter", theme.text2, 18, (HEIGHT - 16) / 2)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.line)
