"""The page of sounds that were set aside: why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.background import run_in_background
from soundbrowser.app.panels.problem_groups import ProblemGroup, as_text, group_problems
from soundbrowser.app.panels.problem_rows import GroupHeading, ProblemLine
from soundbrowser.app.theme import Themes
from soundbrowser.app.wording import count
from soundbrowser.domain.sound import Folder, Sound

MOST_ROWS = 40
"""Lines of one group that are shown at first; further ones come by the button below them."""


class ProblemSource(Protocol):
    """What knows what went wrong: `soundbrowser.library.Library`."""

    def problems(self) -> list[Sound]: ...
    def folders(self) -> list[Folder]: ...


class ProblemsPanel(QWidget):
    """One of the window's pages; `refresh` reads the library again.

    Signals: `retry_wanted` (sound ids), `rescan_wanted` (a drive may be back), `reveal_wanted` (path), `notice`.
    """

    retry_wanted = Signal(list)
    rescan_wanted = Signal()
    reveal_wanted = Signal(str)
    notice = Signal(str)

    def __init__(
        self,
        themes: Themes,
        library: ProblemSource,
        parent: QWidget | None = None,
        *,
        choose_file: Callable[[QWidget], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._library = library
        self._choose_file = choose_file or _choose_file
        self._groups: list[ProblemGroup] = []
        self._shown: dict[str, int] = {}
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.text = QLabel()
        self.export = QPushButton("Export list…")
        self.export.setProperty("kind", "flat")
        self.export.clicked.connect(self._export)
        self.retry_all = QPushButton(" Try all again")
        self.retry_all.clicked.connect(self._retry_all)
        self._build()
        self._follow_theme()
        themes.changed.connect(self._follow_theme)

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.title)
        words.addWidget(self.text)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 24, 16)
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addWidget(self.export, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.retry_all, 0, Qt.AlignmentFlag.AlignVCenter)
        self._page = QWidget()
        self._lines = QVBoxLayout(self._page)
        self._lines.setContentsMargins(12, 0, 12, 24)
        self._lines.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        self._say()

    # -- content ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reads the library again, away from the Qt thread."""
        library = self._library
        run_in_background(self, lambda: group_problems(library.problems(), library.folders()), self._show, self._fail)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def groups(self) -> Sequence[ProblemGroup]:
        """What is shown."""
        return self._groups

    def _fail(self, error: Exception) -> None:
        self.notice.emit(str(error))

    def _show(self, groups: list[ProblemGroup]) -> None:
        if groups == self._groups:
            return
        self._groups = groups
        self._fill()
        self._say()

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for group in self._groups:
            self._add_group(group)
        self._lines.addStretch(1)

    def _add_group(self, group: ProblemGroup) -> None:
        self._lines.addWidget(GroupHeading(self._themes, group.title, group.icon, group.sounds))
        limit = self._shown.get(group.title, MOST_ROWS)
        for row in group.rows[:limit]:
            line = ProblemLine(self._themes, row)
            line.reveal_wanted.connect(self.reveal_wanted)
            line.retry_wanted.connect(self.retry_wanted)
            line.rescan_wanted.connect(self.rescan_wanted)
            self._lines.addWidget(line)
        rest = len(group.rows) - limit
        if rest > 0:
            more = QPushButton(f"Show {min(rest, MOST_ROWS):,} more of {rest:,}")
            more.setProperty("kind", "flat")
            more.clicked.connect(lambda: self._show_more(group))
            self._lines.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_more(self, group: ProblemGroup) -> None:
        self._shown[group.title] = self._shown.get(group.title, MOST_ROWS) + MOST_ROWS
        self._fill()

    def _say(self) -> None:
        sounds = sum(group.sounds for group in self._groups)
        if sounds:
            verb = "needs" if sounds == 1 else "need"
            self.title.setText(f"{count(sounds, 'sound')} {verb} a look")
            self.text.setText("They are set aside and never slow down or stop indexing. All others can be searched.")
        else:
            self.title.setText("Every sound could be read")
            self.text.setText("Files that cannot be read, and drives that are away, are listed here with the reason.")
        self.export.setVisible(sounds > 0)
        self.retry_all.setVisible(bool(self._retryable()))

    # -- actions ------------------------------------------------------------------------------------------------

    def _retryable(self) -> list[int]:
        return [sound_id for group in self._groups for row in group.rows for sound_id in row.sound_ids]

    def _retry_all(self) -> None:
        self.retry_wanted.emit(self._retryable())

    def _export(self) -> None:
        target = self._choose_file(self)
        if not target:
            return
        text = as_text(self._groups)
        run_in_background(
            self,
            lambda: Path(target).write_text(text, "utf-8"),
            lambda _written: self.notice.emit(f"The list was written to “{target}”."),
            lambda error: self.notice.emit(f"The list could not be written to “{target}”: {error}."),
        )

    def _follow_theme(self) -> None:
        self.retry_all.setIcon(icons.icon("retry", self._themes.current.text1))


def _choose_file(parent: QWidget) -> str:
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Export the list of problems", "problems.tsv", "Text (*.tsv)")
    return chosen
