"""The first page of fine-tuning: the collections, tags and corrections to learn from, and the models there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from soundbrowser.app.dialogs.correction_list import CorrectedQuestion
from soundbrowser.app.dialogs.frame import button, emptied, label, scrolling
from soundbrowser.app.dialogs.version_list import VersionList
from soundbrowser.app.teacher import Corrected, Offer
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.check_row import CheckRow
from soundbrowser.app.wording import count
from soundbrowser.domain.tuning import LEAST_CLIPS, Correction, Label

_NONE = (
    "Put sounds into collections or tag them first: drag them onto a collection, or press C or T on a sound. "
    "Or correct answers: X says that one is no match, M that you want more like it."
)


class ChoosePage(QWidget):
    """Signals: `changed` (other lines are ticked), `forget_wanted` (a correction), and the version list's."""

    changed = Signal()
    forget_wanted = Signal(Correction)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._rows: list[tuple[Label, CheckRow]] = []
        self._questions: list[CorrectedQuestion] = []
        self.versions = VersionList(themes)
        self._empty = label(_NONE, "secondary", wrap=True)
        self.add_model = button("Add a bigger model…", small=True)
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
        foot = QHBoxLayout()
        foot.addWidget(self.add_model)
        foot.addStretch(1)
        column.addLayout(foot)
        return column

    def show_offer(self, offer: Offer) -> None:
        """Lists labels and corrected questions, ticked as they were, new ones ticked; and the models."""
        unticked = {known.name for known, row in self._rows if row.isEnabled() and not row.isChecked()}
        closed = {one.corrected.words for one in self._questions if not one.check.isChecked()}
        emptied(self._list)
        by_kind = sorted(offer.labels, key=lambda known: (known.name not in offer.collections, known.name.lower()))
        self._rows = [(known, self._label_row(known, offer, known.name not in unticked)) for known in by_kind]
        self._questions = [self._question(one, checked=one.words not in closed) for one in offer.corrected]
        for _known, row in self._rows:
            self._list.addWidget(row)
        if self._questions:
            self._list.addSpacing(8)
            self._list.addWidget(label("Corrected answers", "caption"))
        for question in self._questions:
            self._list.addWidget(question)
        self._list.addStretch(1)
        self._empty.setVisible(not self._checks())
        for choose in (self._all, self._none):
            choose.setVisible(len(self._checks()) > 1)
        self.versions.show_versions(offer.versions)
        self.changed.emit()

    def _label_row(self, known: Label, offer: Offer, ticked: bool) -> CheckRow:
        icon = "collection" if known.name in offer.collections else "tag"
        clips = count(len(known.sound_ids), "clip") + ("" if known.enough else f", {LEAST_CLIPS} needed")
        row = CheckRow(self._themes, known.name, "", clips, icon=icon, checked=ticked and known.enough)
        row.setEnabled(known.enough)
        row.toggled.connect(lambda _on: self.changed.emit())
        return row

    def _question(self, corrected: Corrected, *, checked: bool) -> CorrectedQuestion:
        made = CorrectedQuestion(self._themes, corrected, checked=checked)
        made.toggled.connect(self.changed)
        made.forget_wanted.connect(self.forget_wanted)
        return made

    def chosen(self) -> list[Label]:
        """The labels that are ticked."""
        return [known for known, row in self._rows if row.isChecked()]

    def chosen_corrections(self) -> list[Correction]:
        """The corrections whose questions are ticked."""
        return [one for asked in self._questions if asked.check.isChecked() for one in asked.corrected.corrections]

    def is_enough(self) -> bool:
        """True when there is something to learn."""
        return bool(self.chosen() or self.chosen_corrections())

    def summary(self) -> str:
        """What is ticked, or what is missing."""
        return summary_of(self.chosen(), self.chosen_corrections())

    def _checks(self) -> list[CheckRow]:
        return [*(row for _known, row in self._rows), *(question.check for question in self._questions)]

    def _tick(self, on: bool) -> None:
        for row in self._checks():
            row.setChecked(on and row.isEnabled())


def summary_of(labels: Sequence[Label], corrections: Sequence[Correction]) -> str:
    """Counts, or what keeps a training from starting."""
    if not labels and not corrections:
        return "Tick at least one word to learn."
    clips = len({sound_id for known in labels for sound_id in known.sound_ids})
    parts = [count(len(labels), "word"), count(clips, "clip")] if labels else []
    return " · ".join(parts + [count(len(corrections), "correction")] * bool(corrections))
