"""The left side: the program's mark, the places, and the model in use; in narrow windows a rail of icons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.models.places import PlacesModel
from soundbrowser.app.panels.places_view import PlacesView
from soundbrowser.app.panels.row_parts import paint_text
from soundbrowser.app.question import Place, Scope
from soundbrowser.app.summary import Summary
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.wording import count

WIDTH, RAIL = 232, 48
_CARD = 56


class Mark(QWidget):
    """The program's sign."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setFixedSize(24, 24)
        themes.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), "mark", self._themes.current.accent, 0, 0, 24)


class ModelCard(QAbstractButton):
    """Which model searches; opens the fine-tuning."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._title, self._detail, self._problem = "", "", ""
        self.setFixedHeight(_CARD)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        themes.changed.connect(self.update)
        self.show_summary(Summary())

    def show_summary(self, summary: Summary) -> None:
        """The model's name, or what is wrong with it."""
        self._problem, model = summary.model_problem, summary.in_use
        if self._problem:
            self._title, self._detail = "No search model", "Search by name works"
        elif model is None or not (model.named or model.created_at):
            self._title, self._detail = "Factory model", "Knows everyday words"
        elif model.taught:
            self._title, self._detail = "Taught model", f"Knows {count(len(model.labels), 'word')} of yours"
        else:
            self._title, self._detail = model.name, "Chosen at the start" if model.named else "Listens for itself"
        self.setToolTip(self._problem or "Teach the model your words")
        self.setAccessibleName(f"{self._title}: open fine-tuning")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, 0, self.width(), 1, theme.line)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(theme.hover)
            painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -5), 6, 6)
        ink = theme.warn if self._problem else theme.text2
        icons.draw(painter, "warning" if self._problem else "tune", ink, 16, _CARD / 2 - 8)
        if self.width() < 2 * RAIL:
            return
        room = self.width() - 40 - 30
        paint_text(painter, QRect(40, 11, room, 18), self._title, theme.text1, size=12, weight=600)
        paint_text(painter, QRect(40, 28, room, 16), self._detail, theme.text2, size=12)
        icons.draw(painter, "chevron", theme.text3, self.width() - 27, _CARD / 2 - 7, 14)


class Rail(QWidget):
    """The places as icons; folders, collections and tags open the whole sidebar."""

    scope_chosen = Signal(Scope)
    problems_chosen = Signal()
    whole_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 20, 8, 4)
        column.setSpacing(4)
        column.addWidget(Mark(themes), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(20)
        self._places: dict[Place, IconButton] = {}
        for place, icon, title in (
            (Place.ALL, "library", "All sounds"),
            (Place.RECENT, "recent", "Recently added"),
            (Place.FAVOURITES, "star", "Favourites"),
        ):
            button = IconButton(themes, icon, title, size=32)
            button.setCheckable(True)
            button.clicked.connect(lambda _c=False, p=place, t=title: self.scope_chosen.emit(Scope(p, title=t)))
            column.addWidget(button)
            self._places[place] = button
        self.problems = IconButton(themes, "warning", "Problems", size=32, ink="warn")
        self.problems.clicked.connect(self.problems_chosen)
        column.addWidget(self.problems)
        column.addSpacing(12)
        for icon, title in (("folder", "Folders"), ("collection", "Collections"), ("tag", "Tags")):
            button = IconButton(themes, icon, title, size=32)
            button.clicked.connect(self.whole_wanted)
            column.addWidget(button)
        column.addStretch(1)

    def mark(self, scope: Scope | None) -> None:
        """Shows which place is looked at."""
        for place, button in self._places.items():
            button.setChecked(scope is not None and scope.place is place)


class Sidebar(QWidget):
    """Owned by the window; `places` emits what is chosen in the tree, this widget the rest."""

    scope_chosen = Signal(Scope)
    problems_chosen = Signal()
    menu_wanted = Signal()
    tuning_wanted = Signal()

    def __init__(self, themes: Themes, model: PlacesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._rail_mode = False
        self._opened_whole = False
        self.setProperty("surface", "bg0")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.places = PlacesView(themes, model)
        self.rail = Rail(themes)
        self.menu = IconButton(themes, "menu", "Menu", size=28)
        self.card = ModelCard(themes)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._whole())
        self._stack.addWidget(self.rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.card)
        self.setFixedWidth(WIDTH)
        self._connect()

    def _whole(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 18, 10, 10)
        head.setSpacing(10)
        name = QLabel("soundbrowser")
        name.setProperty("role", "heading")
        head.addWidget(Mark(self._themes))
        head.addWidget(name, 1)
        head.addWidget(self.menu)
        column.addLayout(head)
        column.addWidget(self.places, 1)
        return page

    def _connect(self) -> None:
        self.places.scope_chosen.connect(self._choose)
        self.places.problems_chosen.connect(self._choose_problems)
        self.rail.scope_chosen.connect(self._choose)
        self.rail.problems_chosen.connect(self._choose_problems)
        self.rail.whole_wanted.connect(self._open_whole)
        self.menu.clicked.connect(self.menu_wanted)
        self.card.clicked.connect(self.tuning_wanted)
        self._themes.changed.connect(self.update)

    def show_summary(self, summary: Summary) -> None:
        """New figures (the tree's own model is filled by the window)."""
        self.card.show_summary(summary)
        self.rail.problems.setVisible(summary.stats.unreadable > 0)

    def mark(self, scope: Scope | None) -> None:
        """Shows which place is looked at; None for the problems."""
        self.places.mark(scope)
        self.rail.mark(scope)

    def set_rail(self, rail: bool) -> None:
        """Icons only, in a narrow window or when the user hides the sidebar."""
        self._rail_mode = rail
        self._opened_whole = False
        self._show()

    @property
    def is_rail(self) -> bool:
        """True while only icons are shown."""
        return self._rail_mode and not self._opened_whole

    def _open_whole(self) -> None:
        self._opened_whole = True
        self._show()

    def _show(self) -> None:
        self._stack.setCurrentIndex(int(self.is_rail))
        self.setFixedWidth(RAIL if self.is_rail else WIDTH)

    def _choose(self, scope: Scope) -> None:
        if self._opened_whole:
            self._opened_whole = False
            self._show()
        self.scope_chosen.emit(scope)

    def _choose_problems(self) -> None:
        self.problems_chosen.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._themes.current.line)
