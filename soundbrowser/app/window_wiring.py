"""How the main window's parts talk to each other: which signal leads where, and what each command does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from soundbrowser import paths
from soundbrowser.app import wording
from soundbrowser.app.background import run_in_background
from soundbrowser.app.jobs import summary_sentence
from soundbrowser.app.question import Question, Scope
from soundbrowser.app.sound_actions import reveal_file
from soundbrowser.app.summary import Summary
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.progress import Problem, ScanSummary
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Sound, SoundState

if TYPE_CHECKING:
    from soundbrowser.app.main_window import MainWindow


class Wiring(QObject):
    """Connects one `MainWindow`; owned by it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self._remembered = ""
        self._model_problem = ""
        self._model_lost = ""
        self._connect_search()
        self._connect_panels()
        self._connect_jobs()
        self._connect_trouble()

    def begin(self) -> None:
        """The first question and the first figures."""
        window = self._w
        window.results_page.view.set_dense(window.settings.dense_rows)
        window.results_page.model.show_weak(window.settings.show_weak)
        window.query_bar.words.set_text(window.settings.last_text)
        window.summaries.refresh()
        window.search.ask()
        window.query_bar.words.setFocus()

    # Search

    def _connect_search(self) -> None:
        w = self._w
        w.search.asked.connect(self._show_results)
        w.query_bar.words.entered.connect(self._enter_list)
        w.query_bar.words.suggestions_wanted.connect(self._suggest)
        w.query_bar.words.files_pasted.connect(w.drops.paste)
        w.results_page.view.left_upwards.connect(w.query_bar.words.setFocus)
        w.results_page.view.audition_wanted.connect(lambda _sound: self._remember())
        w.results.shown.connect(self._show_resting)
        w.sound_actions.similar_wanted.connect(self._find_similar)
        w.player_panel.similar_wanted.connect(self._find_similar)
        w.drops.clips_wanted.connect(lambda clips, with_words: w.results.ask_clips(clips, with_words=with_words))
        w.drops.words_wanted.connect(w.query_bar.words.set_text)
        w.first_start.query_tried.connect(w.query_bar.words.set_text)
        w.results_page.model.modelReset.connect(self._keep_weak_choice)

    def _show_results(self, question: Question) -> None:
        w = self._w
        if not w.summaries.current.empty or question.clips:
            w.pages.setCurrentWidget(w.results_page)
        w.sidebar.mark(question.scope)

    def _enter_list(self) -> None:
        self._w.search.flush()
        self._remember()
        self._w.results_page.view.go_to_first()

    def _remember(self) -> None:
        """Words that led to a sound are worth keeping."""
        library, text = self._w.library, self._w.search.question.text.strip()
        if text and text != self._remembered:
            self._remembered = text
            done = self._w.summaries.refresh
            run_in_background(self, lambda: library.remember_search(text), lambda _n: done(), self._w.bug.emit)

    def _suggest(self) -> None:
        words = self._w.query_bar.words
        menu = QMenu(words)
        for text in self._w.summaries.current.searches:
            menu.addAction(text).triggered.connect(lambda _c=False, t=text: words.set_text(t))
        if menu.isEmpty():
            menu.addAction("No searches yet").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(words.mapToGlobal(QPoint(0, words.height() + 4)))

    def _find_similar(self, clip: ClipRegion) -> None:
        self._w.results.ask_clips((clip,), with_words=False)

    def _keep_weak_choice(self) -> None:
        model = self._w.results_page.model
        if not model.browsing and model.strong:
            self._w.settings.show_weak = model.weak_shown

    # Panels

    def _connect_panels(self) -> None:
        w = self._w
        w.sidebar.scope_chosen.connect(self._choose_scope)
        w.sidebar.problems_chosen.connect(self._show_problems)
        w.sidebar.places.tag_chosen.connect(lambda tag: w.query_bar.words.set_text(f"tag:{_quoted(tag)}"))
        w.query_bar.clip.hear_wanted.connect(self._hear_clip)
        w.query_bar.clip.hear_ended.connect(w.player.pause)
        w.results_page.view.menu_wanted.connect(lambda at: w.sound_actions.menu(w.actions_).popup(at))
        w.player_panel.previous_wanted.connect(lambda: w.results_page.view.step(-1))
        w.player_panel.next_wanted.connect(lambda: w.results_page.view.step(1))
        w.player_panel.reveal_wanted.connect(lambda _path: w.sound_actions.reveal())
        w.summaries.changed.connect(self._show_summary)
        w.place_menus.add_folder_wanted.connect(w.drops.choose_folder)
        w.place_menus.changed.connect(w.search.ask)
        w.results.add_folder_wanted.connect(w.drops.choose_folder)
        w.problems.reveal_wanted.connect(reveal_file)

    def _choose_scope(self, scope: Scope) -> None:
        w = self._w
        if scope == w.search.question.scope:
            w.search.ask()
        else:
            w.search.change(scope=scope)

    def _show_problems(self) -> None:
        w = self._w
        w.problems.refresh()
        w.pages.setCurrentWidget(w.problems)
        w.sidebar.mark(None)

    def _hear_clip(self, clip: ClipRegion) -> None:
        sound = Sound(id=0, folder_id=0, path=clip.path, state=SoundState.READY)
        self._w.player.open(sound)
        self._w.player.play(clip.start_s)

    def _show_summary(self, summary: Summary) -> None:
        w = self._w
        w.places_model.show_summary(summary)
        w.sidebar.show_summary(summary)
        w.results.show_summary(summary)
        self._show_resting()
        at_start = summary.empty and not w.jobs.running and not w.search.question.clips
        if at_start:
            w.pages.setCurrentWidget(w.first_start)
        elif w.pages.currentWidget() is w.first_start:
            w.pages.setCurrentWidget(w.results_page)
        w.player_panel.setVisible(not at_start)
        w.query_bar.words.setEnabled(not summary.empty)
        if summary.model_problem and summary.model_problem != self._model_problem:
            w.messages.say("The search model did not load. Search by name works.", summary.model_problem, "warning")
        self._model_problem = summary.model_problem
        if summary.model_lost and summary.model_lost != self._model_lost:
            w.messages.say("The model that was taught is gone", summary.model_lost, "warning")
        self._model_lost = summary.model_lost

    def _show_resting(self) -> None:
        w = self._w
        elapsed = w.results.elapsed_s
        answered = f"answered in {elapsed * 1000:.0f} ms" if elapsed is not None else ""
        w.jobs_line.show_resting(w.summaries.current, answered)

    # Jobs

    def _connect_jobs(self) -> None:
        w = self._w
        w.jobs.busy_changed.connect(w.summaries.keep_watch)
        w.jobs.busy_changed.connect(w.results.keep_fresh)
        w.jobs.moved.connect(w.thumbnails.look_again)
        w.jobs.ended.connect(self._job_ended)
        w.jobs.failed.connect(self._job_failed)
        w.drops.folders_wanted.connect(self._add_folders)
        w.first_start.folders_chosen.connect(self._add_folders)
        w.first_start.demo_chosen.connect(lambda: self._add_folders([str(paths.resources() / "demo")]))
        w.problems.retry_wanted.connect(w.jobs.retry)
        w.teacher.model_changed.connect(self._model_changed)
        w.teacher.listening_wanted.connect(w.jobs.switch)
        w.teacher.removal_wanted.connect(w.jobs.remove_model)
        w.jobs.switched.connect(self._model_changed)
        w.jobs.switched.connect(w.teacher.load)
        w.adder.added.connect(lambda _version: w.teacher.load())
        w.teacher.forgotten.connect(w.search.ask)
        w.problems.rescan_wanted.connect(lambda: w.jobs.rescan())
        w.summaries.changed.connect(self._go_on_once)
        self._went_on = False
        self._met: tuple[Problem, ...] = ()

    def _add_folders(self, folders: list[str]) -> None:
        w = self._w
        w.jobs.add_folders(folders)
        w.pages.setCurrentWidget(w.results_page)
        w.player_panel.show()

    def _go_on_once(self, summary: Summary) -> None:
        """What the last run left is taken up at the start, and sounds that another model listened to."""
        if self._went_on:
            return
        self._went_on = True
        if summary.stats.waiting and not self._w.jobs.running:
            self._w.jobs.resume()
        elif summary.stats.ready and not summary.model_problem:
            run_in_background(self, self._w.library.unheard, self._listen_anew, self._tell)

    def _listen_anew(self, unheard: object) -> None:
        if unheard and not self._w.jobs.running:
            text = "There is a new model: the sounds are listened to anew"
            detail = "Names can be searched meanwhile. Tags, collections and notes stay."
            self._w.messages.say(text, detail, "meaning")
            self._w.jobs.resume()

    def _job_ended(self, summary: ScanSummary | None) -> None:
        w = self._w
        if summary is None:
            w.messages.say("Stopped", "What was done is kept; it goes on from there the next time.", "pause")
        elif self._has_new_problems(summary):
            text = summary_sentence(summary)
            w.messages.say(text, "They are set aside with their reasons.", "warning", "Problems", self._show_problems)
        elif summary.offline:
            text = wording.count(summary.offline, "sound is", "sounds are")
            detail = "They can be found but not played. Connect the drive and look for changes to have them back."
            w.messages.say(f"{text} not connected", detail, "folder-offline", "Look for changes", w.jobs.rescan)
        elif summary.added or summary.changed or summary.moved or summary.removed:
            w.messages.say(summary_sentence(summary))
        if w.pages.currentWidget() is w.problems:
            w.problems.refresh()

    def _has_new_problems(self, summary: ScanSummary) -> bool:
        """What was found unreadable before is not told again after each run."""
        before, self._met = self._met, summary.met
        return bool(summary.failed or set(summary.met) - set(before))

    def _model_changed(self) -> None:
        """Another model searches now: what was asked is asked again."""
        self._w.summaries.refresh()
        self._w.search.ask()

    def _job_failed(self, title: str, error: Exception) -> None:
        if isinstance(error, SoundbrowserError):
            self._w.messages.say(f"{title}: not done", str(error), "warning")
        else:
            self._w.bug.emit(error)

    # Trouble

    def _connect_trouble(self) -> None:
        w = self._w
        for teller in (w.player_panel.notice, w.teacher.failed, w.results.notice, w.problems.notice):
            teller.connect(lambda text: w.messages.say(text, icon="warning"))
        for source in (w.results.bug, w.drops.bug, w.place_menus.bug, w.summaries.failed, w.curator.failed):
            source.connect(self._tell)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, SoundbrowserError):
            self._w.messages.say(str(error), icon="warning")
        else:
            self._w.bug.emit(error)


def _quoted(tag: str) -> str:
    return f'"{tag}"' if " " in tag else tag
