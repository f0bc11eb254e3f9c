"""The centre of the window: filters, the list, and what is said when the list is empty."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from soundbrowser.app.models.sound_list import SoundListModel
from soundbrowser.app.panels.empty_state import EmptyState
from soundbrowser.app.panels.filter_row import FilterRow
from soundbrowser.app.panels.result_view import ResultView
from soundbrowser.app.panels.row_delegate import Playhead
from soundbrowser.app.theme import Themes
from soundbrowser.app.thumbnails import Thumbnails


class ResultsPage(QWidget):
    """Owned by the window, which fills `model` and listens to the parts."""

    def __init__(self, themes: Themes, thumbnails: Thumbnails, player: Playhead, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SoundListModel(self)
        self.filters = FilterRow(themes)
        self.view = ResultView(themes, self.model, thumbnails, player)
        self.empty = EmptyState(themes)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)

    def show_list(self) -> None:
        """The rows."""
        self._stack.setCurrentWidget(self.view)

    def show_empty(self, title: str, detail: str = "", buttons: tuple[str, ...] = (), icon: str = "search") -> None:
        """Words in place of the rows."""
        self.empty.say(title, detail, buttons, icon)
        self._stack.setCurrentWidget(self.empty)

    @property
    def is_empty(self) -> bool:
        """True while words stand in place of the rows."""
        return self._stack.currentWidget() is self.empty
