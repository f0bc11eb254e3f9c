"""Between the search and what shows it: the query bar, the filters, the list and the sentences about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from soundbrowser.app import filters as facets
from soundbrowser.app import wording
from soundbrowser.app.background import run_in_background
from soundbrowser.app.models.sound_list import PAGE
from soundbrowser.app.panels.query_bar import QueryBar
from soundbrowser.app.panels.results_page import ResultsPage
from soundbrowser.app.question import Place, Question
from soundbrowser.app.search import Page, Search
from soundbrowser.app.summary import Summary
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.query import Answers, ClipRegion, Filters
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.vectors import Peaks
from soundbrowser.library import Library

ADD_FOLDER, CLEAR_CLIP, CLEAR_FILTERS = "Add folder…", "Remove the clip", "Remove all filters"
CLIP_COLUMNS = 132
REFRESH_MS = 2000
"""While a job runs the library's list is read again this often, unless the user is at work in it."""


class Results(QObject):
    """Owned by the window. Shows each question and its answer."""

    notice = Signal(str)
    bug = Signal(Exception)
    add_folder_wanted = Signal()
    shown = Signal()
    """An answer is in place."""

    def __init__(self, library: Library, search: Search, bar: QueryBar, page: ResultsPage, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._search = search
        self._bar = bar
        self._page = page
        self._summary = Summary()
        self.elapsed_s: float | None = None
        self._answered: Question | None = None
        self._busy = False
        self._again = QTimer(self)
        self._again.setInterval(REFRESH_MS)
        self._again.timeout.connect(self._read_again)
        self._connect_search()
        self._connect_panels()

    def _connect_search(self) -> None:
        search = self._search
        search.changed.connect(self._show_question)
        search.asked.connect(lambda _question: self._page.view.set_stale(True))
        search.slow.connect(lambda: self._bar.words.set_busy(True))
        search.answered.connect(self._show_answers)
        search.browsed.connect(self._show_page)
        search.failed.connect(self._show_failure)

    def _connect_panels(self) -> None:
        search, page, bar = self._search, self._page, self._bar
        bar.words.typed.connect(search.type)
        bar.balance_changed.connect(lambda balance: search.change(balance=balance))
        bar.clip.clear_wanted.connect(lambda: search.change(clips=()))
        page.filters.filters_changed.connect(lambda filters: search.change(filters=filters))
        page.filters.order_chosen.connect(lambda order: search.change(order=order))
        page.model.page_wanted.connect(self._read_page)
        page.view.weak_switched.connect(self._switch_weak)
        page.empty.chosen.connect(self._follow_advice)

    # Questions

    def ask_clips(self, clips: tuple[ClipRegion, ...], *, with_words: bool) -> None:
        """Asks for sounds like these, with the words or instead of them."""
        text = self._search.question.text if with_words else ""
        self._search.change(clips=clips, text=text)

    def _show_question(self, question: Question) -> None:
        if question.clips and question.clips != self._bar.clip.clips:
            self._read_clip(question.clips[0])
        self._bar.show_question(question)
        self._page.filters.show_filters(question.filters)
        self._page.filters.sort.show_order(by_match=not question.browses, order=question.order)

    def _read_clip(self, clip: ClipRegion) -> None:
        library = self._library

        def show(peaks: Peaks) -> None:
            self._bar.clip.show_waveform(clip, peaks)

        run_in_background(
            self,
            lambda: library.waveform(clip.path, CLIP_COLUMNS, clip.start_s, clip.end_s),
            show,
            lambda _error: None,  # the search itself says what is wrong with the clip
        )

    # Answers

    def _settle(self) -> None:
        self._bar.words.set_busy(False)
        self._page.view.set_stale(False)

    def _show_answers(self, question: Question, answers: Answers) -> None:
        self._settle()
        self.elapsed_s = answers.elapsed_s
        model, view = self._page.model, self._page.view
        asked = question.text.strip() or "this clip"
        again = question == self._answered
        kept = view.current_sound() if again else None
        scroll = view.verticalScrollBar().value() if again else 0
        self._answered = question
        strong = sum(not hit.weak for hit in answers.hits)
        view.state_shown.nothing_clear = "" if strong else asked
        model.show_hits(answers.hits)
        view.verticalScrollBar().setValue(scroll)
        self._choose_again(kept)
        if answers.hits:
            self._page.show_list()
        else:
            self._say_why_empty(question)
        self._page.filters.show_counts(_counts(model.strong, model.weak, answers.rejected))
        if answers.notice:
            self.notice.emit(answers.notice)
        self.shown.emit()

    def _show_page(self, question: Question, page: Page) -> None:
        self._settle()
        self.elapsed_s = self._answered = None
        view = self._page.view
        view.state_shown.nothing_clear = ""
        kept = view.current_sound()
        scroll = view.verticalScrollBar().value() if self._again.isActive() else 0
        self._page.model.show_library(page.total, page.first)
        view.verticalScrollBar().setValue(scroll)
        self._choose_again(kept)
        if page.total:
            self._page.show_list()
        else:
            self._say_why_empty(question)
        self._page.filters.show_counts(wording.count(page.total, "sound") if page.total else "")
        self.shown.emit()

    def _choose_again(self, kept: Sound | None) -> None:
        """The row that was chosen stays so when the same question is answered anew."""
        if kept is not None and (row := self._page.model.row_of(kept.id)) is not None:
            self._page.view.select_quietly(row)

    def _show_failure(self, question: Question, error: Exception) -> None:
        self._settle()
        if not isinstance(error, SoundbrowserError):
            self.bug.emit(error)
            return
        buttons = (CLEAR_CLIP,) if question.clips else ()
        self._page.filters.show_counts("")
        self._page.show_empty("This cannot be searched for", str(error), buttons, "warning")
        self.shown.emit()

    def _say_why_empty(self, question: Question) -> None:
        if facets.set_facets(question.filters):
            self._count_without(question)
            self._page.show_empty("No sound passes these filters.", "", self._removals(question.filters), "filter")
        elif question.scope.place is Place.COLLECTION:
            self._page.show_empty(
                f"“{question.scope.title}” is empty", "Drag sounds here, or press C on a sound.", (), "collection"
            )
        elif question.scope.place is Place.FAVOURITES:
            self._page.show_empty("No favourites yet", "Press F on a sound to keep it here.", (), "star")
        elif self._summary.stats.sounds == 0:
            self._page.show_empty("No sounds yet", "Add a folder with sounds in it.", (ADD_FOLDER,), "folder")
        else:
            self._page.show_empty("Nothing found", f"No sound here answers “{question.text.strip()}”.")

    def _removals(self, filters: Filters) -> tuple[str, ...]:
        """One button a filter that holds."""
        values = [facets.value_of(f, filters, self._summary.folders) for f in facets.set_facets(filters)]
        single = tuple(f"Remove {value}" for value in values)
        return single if len(single) == 1 else (*single, CLEAR_FILTERS)

    def _count_without(self, question: Question) -> None:
        """Says which single filter, when it goes, lets the most sounds pass."""
        library, folders = self._library, self._summary.folders
        loose = {
            facets.value_of(facet, question.filters, folders): replace(
                question, filters=facets.cleared(facet, question.filters)
            ).narrowed()
            for facet in facets.set_facets(question.filters)
        }

        def count() -> tuple[int, str]:
            return max((library.count(filters), value) for value, filters in loose.items())

        def say(found: tuple[int, str]) -> None:
            number, value = found
            if self._page.is_empty and self._search.question == question and number:
                self._page.empty.detail.setText(f"{number:,} without {value}.")
                self._page.empty.detail.show()

        run_in_background(self, count, say, self.bug.emit)

    def _follow_advice(self, text: str) -> None:
        question = self._search.question
        if text == ADD_FOLDER:
            self.add_folder_wanted.emit()
        elif text == CLEAR_CLIP:
            self._search.change(clips=())
        elif text == CLEAR_FILTERS:
            self._search.change(filters=Filters())
        else:
            for facet in facets.set_facets(question.filters):
                if text == f"Remove {facets.value_of(facet, question.filters, self._summary.folders)}":
                    self._search.change(filters=facets.cleared(facet, question.filters))
                    return

    # The list

    def _read_page(self, number: int) -> None:
        library, question = self._library, self._search.question
        filters, order = question.narrowed(), question.order

        def put(sounds: list[Sound]) -> None:
            if self._search.question == question:
                self._page.model.put_page(number, sounds)

        run_in_background(self, lambda: library.browse(filters, order, number * PAGE, PAGE), put, self.bug.emit)

    def _switch_weak(self) -> None:
        self._page.model.show_weak(not self._page.model.weak_shown)

    def show_summary(self, summary: Summary) -> None:
        """The library changed: what the filters offer, and where the rows' paths begin."""
        self._summary = summary
        self._page.filters.set_library(summary.folders, [tag.name for tag in summary.tags], summary.formats)
        self._page.view.state_shown.roots = tuple(folder.path for folder in summary.folders)
        self._page.view.viewport().update()
        self._bar.words.set_placeholder(_placeholder(summary))

    def keep_fresh(self, on: bool) -> None:
        """While jobs run the library's list grows, and answers are asked for anew when they end; both as long as
        nobody is at work in the list."""
        self._busy = on
        if on:
            self._again.start()
            return
        self._again.stop()
        if self._search.question.browses:
            self._search.ask()
        elif self._at_work():
            self._again.start()
        else:
            self._search.ask()

    def stop(self) -> None:
        """Asks nothing any more: the window closes."""
        self._again.stop()

    def _at_work(self) -> bool:
        view = self._page.view
        return view.underMouse() or view.verticalScrollBar().value() > 0 or view.hasFocus()

    def _read_again(self) -> None:
        if self._at_work() or (self._busy and not self._search.question.browses):
            return
        if not self._busy:
            self._again.stop()
        self._search.ask()


def _counts(strong: int, weak: int, rejected: int) -> str:
    """3 strong · 40 weak · 1 left out."""
    found = f"{strong:,} strong · {weak:,} weak" if strong + weak else ""
    return " · ".join([part for part in (found, f"{rejected:,} left out" if rejected else "") if part])


def _placeholder(summary: Summary) -> str:
    if summary.empty:
        return "Search opens once the first sounds are in"
    if summary.stats.waiting:
        return f"Search the {summary.stats.ready:,} sounds that are ready"
    return "Describe a sound, or drop a clip on the right"
