"""What opens under a chip of the filter row: its choices, and for lengths two fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from soundbrowser.app.filters import Choice, Facet
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.form import TickBox
from soundbrowser.app.widgets.popover import Popover
from soundbrowser.domain.query import Filters

SINGLE = {Facet.LENGTH, Facet.RATING, Facet.RATE}
"""Facets with one choice at a time."""
_MANY = 9
"""With more choices than this there is a field to find one."""

Choices = Callable[[Filters], Sequence[Choice]]


class FilterPopup(Popover):
    """Emits `chosen` with the new filters at every click; several may be made while it is open."""

    chosen = Signal(Filters)

    def __init__(self, themes: Themes, facet: Facet, filters: Filters, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._facet = facet
        self._filters = filters
        self._choices = choices
        self._boxes: list[TickBox | QRadioButton] = []
        self.setAccessibleName(f"Filter by {facet.value.lower()}")
        self._fill()
        if facet is Facet.LENGTH:
            self._add_span_fields()

    def _fill(self) -> None:
        choices = self._choices(self._filters)
        if not choices:
            note = QLabel(f"No {self._facet.value.lower()}s yet")
            note.setProperty("role", "secondary")
            self.body.addWidget(note)
            return
        if len(choices) > _MANY:
            self._add_finder()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for number, choice in enumerate(choices):
            box: TickBox | QRadioButton = (
                QRadioButton(choice.text) if self._facet in SINGLE else TickBox(self._themes, choice.text)
            )
            box.setMinimumHeight(24)
            box.setChecked(choice.chosen)
            box.clicked.connect(lambda _checked=False, n=number: self._choose(n))
            column.addWidget(box)
            self._boxes.append(box)
        self.body.addWidget(inner if len(choices) <= _MANY else _scrolled(inner))

    def _add_finder(self) -> None:
        field = QLineEdit()
        field.setPlaceholderText(f"Find a {self._facet.value.lower()}")
        field.setAccessibleName(field.placeholderText())
        field.textChanged.connect(self._narrow)
        self.body.addWidget(field)

    def _narrow(self, text: str) -> None:
        for box in self._boxes:
            box.setVisible(text.casefold() in box.text().casefold())

    def _choose(self, number: int) -> None:
        self._set(self._choices(self._filters)[number].filters)

    def _set(self, filters: Filters) -> None:
        self._filters = filters
        self.chosen.emit(filters)

    def _add_span_fields(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._least = _seconds_field("Shortest length", self._filters.min_length_s, "any")
        self._most = _seconds_field("Longest length", self._filters.max_length_s, "any")
        for text, field in (("from", self._least), ("to", self._most)):
            label = QLabel(text)
            label.setProperty("role", "secondary")
            row.addWidget(label)
            row.addWidget(field)
            field.editingFinished.connect(self._span_edited)
        self.body.addLayout(row)

    def _span_edited(self) -> None:
        least, most = self._least.value() or None, self._most.value() or None
        if (least, most) != (self._filters.min_length_s, self._filters.max_length_s):
            self._set(replace(self._filters, min_length_s=least, max_length_s=most))


def _seconds_field(name: str, value: float | None, empty: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0.0, 36_000.0)
    field.setDecimals(1)
    field.setSuffix(" s")
    field.setSpecialValueText(empty)
    field.setValue(value or 0.0)
    field.setFixedWidth(84)
    field.setAccessibleName(name)
    return field


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.setFixedHeight(280)
    area.setMinimumWidth(inner.sizeHint().width() + 16)
    return area
