"""The second page of fine-tuning: the live curve, and what was and is found, for one's own and for everyday words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from soundbrowser.app.dialogs.frame import emptied, label, scrolling
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.curve import CurveView
from soundbrowser.app.widgets.elided_label import ElidedLabel
from soundbrowser.app.wording import count
from soundbrowser.domain.tuning import Correction, Label, LabelResult, TuneReport, TuneStep

_FIGURE = 48
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def points(before: float, after: float) -> str:
    """The difference in points of a hundred: +7, −1, ±0."""
    gain = round(100 * after) - round(100 * before)
    return "±0" if gain == 0 else f"{gain:+d}".replace("-", "−")


class ProgressPage(QWidget):
    """Fed by the dialog while a training runs, and with its report at the end."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.state = label("", "heading")
        self.percent = label("", "heading")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.curve = CurveView(themes)
        self.heading = label("", "heading")
        self.note = label("", "caption")
        self._subject = ""
        self._table = QVBoxLayout()
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.state, 1)
        head.addWidget(self.percent)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addSpacing(14)
        halves = QHBoxLayout()
        halves.setSpacing(36)
        halves.addLayout(self._left(), 5)
        halves.addLayout(self._right(), 4)
        column.addLayout(halves, 1)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        column.addSpacing(8)
        column.addWidget(self.curve, 1)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label("Before and now", "heading"))
        column.addWidget(scrolling(self._table), 1)
        return column

    def begin(self, labels: Sequence[Label], corrections: Sequence[Correction]) -> None:
        """A training has been asked for."""
        clips = len({sound_id for known in labels for sound_id in known.sound_ids})
        self._subject = "Your words" if labels else "Your corrections"
        self.heading.setText("Right sound among the first ten" if labels else "Corrections that are heeded")
        held = count(clips, "clip") if labels else count(len(corrections), "correction")
        self.state.setText("Getting the sounds ready")
        self.percent.setText("")
        self.bar.setValue(0)
        self.note.setText(f"on those of your {held} that it does not learn from")
        self.curve.set_steps([])
        emptied(self._table)
        words = [*(known.name for known in labels), *(one.text for one in corrections)]
        names = ", ".join(dict.fromkeys(words))
        self._add_text(f"Learning {names}. Nothing changes until you keep the result.")

    def show_steps(self, steps: Sequence[TuneStep]) -> None:
        """The steps so far; the first is the model as it was."""
        if not steps:
            return
        first, last = steps[0], steps[-1]
        share = last.step / max(last.total, 1)
        self.state.setText(f"Step {last.step} of {last.total}")
        self.percent.setText(f"{share:.0%}")
        self.bar.setValue(round(100 * share))
        self.curve.set_steps(steps)
        emptied(self._table)
        self._add_heads()
        self._add_row(self._subject, "on clips held back", first.held_out, last.held_out)
        self._table.addStretch(1)

    def show_report(self, report: TuneReport) -> None:
        """What came out."""
        self.state.setText(f"Done in {report.seconds:.0f} s")
        self.percent.setText("")
        self.bar.setValue(100)
        emptied(self._table)
        self._add_heads()
        if report.own:
            self._add_row("Your words", "on clips held back", report.own.before, report.own.after)
        if report.corrections:
            self._add_row(
                "Your corrections", "those that are heeded", report.corrections.before, report.corrections.after
            )
        self._add_row("Everyday words", "what it knew before", report.general.before, report.general.after)
        for result in sorted(report.labels, key=lambda result: result.before - result.after):
            self._add_label(result)
        self._table.addStretch(1)

    # -- the table ----------------------------------------------------------------------------------------------

    def _add_text(self, text: str) -> None:
        self._table.addWidget(label(text, "secondary", wrap=True))
        self._table.addStretch(1)

    def _add_heads(self) -> None:
        self._table.addWidget(_Line(self._themes, "", ("before", "now", ""), "caption", "caption"))

    def _add_row(self, title: str, detail: str, before: float, after: float) -> None:
        self._table.addWidget(_Line(self._themes, title, _figures(before, after), "secondary", "heading", detail))

    def _add_label(self, result: LabelResult) -> None:
        self._table.addWidget(_Line(self._themes, result.name, _figures(result.before, result.after), "secondary"))


class _Line(QWidget):
    """A title, perhaps with a quieter one below it, and three figures."""

    def __init__(
        self,
        themes: Themes,
        title: str,
        figures: tuple[str, str, str],
        first_role: str,
        role: str = "secondary",
        detail: str = "",
    ) -> None:
        super().__init__()
        names = QVBoxLayout()
        names.setSpacing(0)
        if detail:
            names.addWidget(ElidedLabel(themes, title, weight=600))
            names.addWidget(ElidedLabel(themes, detail, pixels=12, ink="text2"))
        else:
            names.addWidget(ElidedLabel(themes, title, pixels=12, ink="text2"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 6 if detail else 2)
        row.setSpacing(4)
        row.addLayout(names, 1)
        for figure, its_role in zip(figures, (first_role, role, role), strict=True):
            shown = label(figure, its_role)
            shown.setAlignment(_RIGHT)
            shown.setFixedWidth(_FIGURE)
            row.addWidget(shown)


def _figures(before: float, after: float) -> tuple[str, str, str]:
    return f"{before:.0%}", f"{after:.0%}", points(before, after)
