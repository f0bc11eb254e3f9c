"""The main window: builds its parts, lays them out, and gives each the room that there is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from soundbrowser.app import state
from soundbrowser.app.actions import Actions
from soundbrowser.app.adder import Adder
from soundbrowser.app.background import wait_for_background
from soundbrowser.app.curating import Curator
from soundbrowser.app.drops import Drops
from soundbrowser.app.jobs import Jobs
from soundbrowser.app.messages import Messages
from soundbrowser.app.models.places import PlacesModel
from soundbrowser.app.panels.drop_overlay import DropOverlay
from soundbrowser.app.panels.first_start import FirstStart
from soundbrowser.app.panels.jobs_line import JobsLine
from soundbrowser.app.panels.player_panel import PlayerPanel
from soundbrowser.app.panels.problems import ProblemsPanel
from soundbrowser.app.panels.query_bar import QueryBar
from soundbrowser.app.panels.results_page import ResultsPage
from soundbrowser.app.panels.sidebar import Sidebar
from soundbrowser.app.place_menus import PlaceMenus
from soundbrowser.app.player import Playback, PlayerController
from soundbrowser.app.results import Results
from soundbrowser.app.search import Search
from soundbrowser.app.sound_actions import SoundActions
from soundbrowser.app.summary import Summaries
from soundbrowser.app.teacher import Teacher
from soundbrowser.app.theme import Themes
from soundbrowser.app.threads import JobThread, QueryThread
from soundbrowser.app.thumbnails import Thumbnails
from soundbrowser.app.window_commands import WindowCommands
from soundbrowser.app.window_dialogs import WindowDialogs
from soundbrowser.app.window_wiring import Wiring
from soundbrowser.library import Library
from soundbrowser.settings import Settings

SMALLEST = 900, 600
RAIL_BELOW = 1100
COMPACT_BELOW = 720
_CLOSING_MS = 10_000


class MainWindow(QMainWindow):
    """Owns every panel, controller and thread; `closed` comes when all of them are gone."""

    closed = Signal()
    bug = Signal(Exception)
    """Something that should not happen; `main` reports it."""

    def __init__(
        self, library: Library, settings: Settings, settings_file: Path, themes: Themes, playback: Playback
    ) -> None:
        super().__init__()
        self.library = library
        self.settings = settings
        self.themes = themes
        self._settings_file = settings_file
        self.setWindowTitle("soundbrowser")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self._make_controllers(playback)
        self._make_panels()
        self._lay_out()
        self._make_hands()
        self.wiring = Wiring(self)
        self.dialogs = WindowDialogs(self)
        self.commands = WindowCommands(self, self.dialogs)
        state.restore(settings, self, self.results_page.view.header)
        self.fit()

    # Parts

    def _make_controllers(self, playback: Playback) -> None:
        library = self.library
        self.job_thread = JobThread(self)
        self.query_thread = QueryThread(self)
        self.jobs = Jobs(library, self.job_thread, self)
        self.search = Search(library, self.query_thread, self)
        self.summaries = Summaries(library, self)
        self.thumbnails = Thumbnails(library, self)
        self.curator = Curator(library, self)
        self.player = PlayerController(self.settings, playback, self)
        self.teacher = Teacher(library, self)
        self.adder = Adder(library, self)
        self.places_model = PlacesModel(library.subfolders, self)

    def _make_panels(self) -> None:
        themes = self.themes
        self.sidebar = Sidebar(themes, self.places_model)
        self.query_bar = QueryBar(themes)
        self.results_page = ResultsPage(themes, self.thumbnails, self.player)
        self.first_start = FirstStart(themes)
        self.problems = ProblemsPanel(themes, self.library)
        self.player_panel = PlayerPanel(themes, self.player, self.library)
        self.jobs_line = JobsLine(themes, self.jobs)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        for page in (self.results_page, self.first_start, self.problems):
            self.pages.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(0)
        for part, stretch in ((self.query_bar, 0), (self.pages, 1), (self.player_panel, 0)):
            right.addWidget(part, stretch)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.sidebar)
        body.addLayout(right, 1)
        self.ground = QWidget()
        self.ground.setProperty("surface", "bg1")
        whole = QVBoxLayout(self.ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(body, 1)
        whole.addWidget(self.jobs_line)
        self.setCentralWidget(self.ground)
        self.overlay = DropOverlay(self.themes, self.library, self.ground)
        self.overlay.hide()
        self.messages = Messages(self.themes, self.ground)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        bar, filters = self.query_bar, self.results_page.filters
        order: list[QWidget] = [bar.words.line, bar.clip, bar.balance, bar.settings, *filters.chips.values()]
        order += [filters.sort, self.results_page.view, self.player_panel, self.jobs_line.pause, self.sidebar.places]
        for first, second in pairwise(order):
            self.setTabOrder(first, second)

    def _make_hands(self) -> None:
        """What acts between the panels."""
        self.results = Results(self.library, self.search, self.query_bar, self.results_page, self)
        self.sound_actions = SoundActions(
            self.themes,
            self.results_page,
            self.player,
            self.curator,
            self.summaries,
            self.messages,
            self.search,
            self,
        )
        self.drops = Drops(self, self.overlay, self.query_bar.clip, self.sidebar.places, self.search)
        self.place_menus = PlaceMenus(self.library, self.sidebar.places, self.jobs, self.curator, self.summaries, self)
        self.actions_ = Actions(self, self.settings.keys)

    def start(self) -> None:
        """Starts the threads and asks the first question; the window may be shown before or after."""
        self.job_thread.start()
        self.query_thread.start()
        self.wiring.begin()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Gives every part the room that the window has."""
        if not hasattr(self, "commands"):
            return
        narrow = self.width() < RAIL_BELOW
        self.sidebar.set_rail(narrow or not self.settings.sidebar)
        self.query_bar.fit_window(self.width())
        self.results_page.view.header.fit_window(self.width())
        self.player_panel.compact(self.height() < COMPACT_BELOW)
        self.ground.layout().activate()  # type: ignore[union-attr]
        self.place_floating()

    def place_floating(self) -> None:
        """Puts what floats over the panels where it belongs."""
        corner = self.pages.mapTo(self.ground, self.pages.rect().bottomLeft())
        top = self.pages.mapTo(self.ground, self.pages.rect().topLeft())
        self.messages.place(corner.x() + 16, corner.y() - 12)
        self.overlay.setGeometry(top.x(), top.y(), self.pages.width(), self.pages.height())

    # Dragging in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, _event: QDropEvent) -> None:
        self.drops.leave()

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ends jobs (what they did is kept) and threads, and writes what is remembered."""
        self.hide()
        question = self.search.question
        state.remember(self.settings, self, self.results_page.view.header, question.text, self._settings_file)
        self.summaries.keep_watch(False)
        self.results.stop()
        self.job_thread.stop()
        self.query_thread.stop()
        self.player.close()
        self.teacher.close()
        self.adder.close()
        wait_for_background(_CLOSING_MS)
        super().closeEvent(event)
        self.closed.emit()
