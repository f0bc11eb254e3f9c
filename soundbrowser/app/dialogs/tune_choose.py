"""The first page of fine-tuning: the collections and tags to learn from, and the models there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from soundbrowser.app.dialogs.frame import button, emptied, label, scrolling
from soundbrowser.app.dialogs.version_list import VersionList
from soundbrowser.app.teacher import Offer
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.check_row import CheckRow
from soundbrowser.app.wording import count
from soundbrowser.domain.tuning import LEAST_CLIPS, Label

FEWEST_LABELS = 1
_NONE = "Put sounds into collections or tag them first: drag them onto a collection, or press C or T on a sound."


class ChoosePage(QWidget):
    """Signals: `changed` (other labels are ticked), and the version list's."""

    changed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._rows: list[tuple[Label, CheckRow]] = []
        self.versions = VersionList(themes)
        self._empty = label(_NONE, "secondary", wrap=True)
        self._all = button("All", "flat", small=True)
        self._none = button("None", "flat", small=True)
        self._all.clicked.connect(lambda: self._tick(True))
        self._none.clicked.connect(lambda: self._tick(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        row.addLayout(self._left(), 5)
        row.addLayout(self._right(), 4)

    def _left(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label("Learn from", "caption"), 1)
        head.addWidget(self._all)
        head.addWidget(self._none)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(scrolling(self._list), 1)
        return column

    def _right(self) -> QVBoxLayout:
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.versions)
        head = label("Models", "caption")
        head.setFixedHeight(self._all.sizeHint().height())
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(head)
        column.addWidget(scrolling(inner), 1)
        return column

    def show_offer(self, offer: Offer) -> None:
        """Lists the labels, ticked as they were, new ones ticked; and the models."""
        unticked = {known.name for known, row in self._rows if row.isEnabled() and not row.isChecked()}
        emptied(self._list)
        self._rows = []
        for known in sorted(offer.labels, key=lambda known: (known.name not in offer.collections, known.name.lower())):
            icon = "collection" if known.name in offer.collections else "tag"
            enough = len(known.sound_ids) >= LEAST_CLIPS
            clips = count(len(known.sound_ids), "clip") + ("" if enough else f", {LEAST_CLIPS} needed")
            ticked = enough and known.name not in unticked
            row = CheckRow(self._themes, known.name, "", clips, icon=icon, checked=ticked)
            row.setEnabled(enough)
            row.toggled.connect(lambda _on: self.changed.emit())
            self._rows.append((known, row))
            self._list.addWidget(row)
        self._list.addStretch(1)
        self._empty.setVisible(not self._rows)
        for choose in (self._all, self._none):
            choose.setVisible(len(self._rows) > FEWEST_LABELS)
        self.versions.show_versions(offer.versions)
        self.changed.emit()

    def chosen(self) -> list[Label]:
        """The labels that are ticked."""
        return [known for known, row in self._rows if row.isChecked()]

    def summary(self) -> str:
        """What is ticked, or what is missing."""
        return summary_of(self.chosen())

    def _tick(self, on: bool) -> None:
        for _known, row in self._rows:
            row.setChecked(on and row.isEnabled())


def summary_of(labels: Sequence[Label]) -> str:
    """Counts, or what keeps a training from starting."""
    if len(labels) < FEWEST_LABELS:
        return "Tick at least one word to learn."
    clips = len({sound_id for known in labels for sound_id in known.sound_ids})
    return f"{count(len(labels), 'word')} · {count(clips, 'clip')}"
