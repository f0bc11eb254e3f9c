"""A question whose answers were corrected, to tick, and below it what was said, to take back one by one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from soundbrowser.app.dialogs.frame import label
from soundbrowser.app.icons import pixmap
from soundbrowser.app.teacher import Corrected
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.check_row import CheckRow
from soundbrowser.app.widgets.elided_label import ElidedLabel
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.wording import count, printable
from soundbrowser.domain.tuning import Correction

_INDENT = 42
_ICON = 14


class CorrectedQuestion(QWidget):
    """Signals: `toggled`, and `forget_wanted` (a correction)."""

    toggled = Signal()
    forget_wanted = Signal(Correction)

    def __init__(self, themes: Themes, corrected: Corrected, *, checked: bool) -> None:
        super().__init__()
        self._themes = themes
        self.corrected = corrected
        self.check = CheckRow(
            themes, corrected.words, "", summary(corrected.corrections), icon="search", checked=checked
        )
        self.check.toggled.connect(lambda _on: self.toggled.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addWidget(self.check)
        for one, name in zip(corrected.corrections, corrected.names, strict=True):
            column.addWidget(self._line(one, printable(name)))

    def _line(self, one: Correction, name: str) -> QWidget:
        verdict = "More like this" if one.fits else "Not a match"
        sign = label("")
        sign.setPixmap(
            pixmap(
                "more-like" if one.fits else "not-match", self._themes.current.text2, _ICON, self.devicePixelRatioF()
            )
        )
        sign.setToolTip(verdict)
        said = f"Forget: {verdict.lower()} for “{one.text}”, {name}"
        forget = IconButton(self._themes, "close", said, size=24, icon_size=_ICON)
        forget.clicked.connect(lambda: self.forget_wanted.emit(one))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(_INDENT, 1, 4, 1)
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(ElidedLabel(self._themes, name, pixels=12, ink="text2"), 1)
        row.addWidget(forget)
        return line


def summary(corrections: Iterable[Correction]) -> str:
    """2 matches, 1 not."""
    said = [one.fits for one in corrections]
    parts = [count(sum(said), "match", "matches")] if any(said) else []
    return ", ".join(parts + [f"{len(said) - sum(said)} not a match"] * (not all(said)))
