"""What each command does in the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from soundbrowser.app.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from soundbrowser.app.main_window import MainWindow

_HINTS = {
    "play": "play",
    "similar": "find similar",
    "favourite": "favourite",
    "words_slash": "search",
    "keys": "all keys",
}
_FIRST_HINTS = {"add_folder": "add a folder", "keys": "all keys"}


class WindowCommands(QObject):
    """Owned by one `MainWindow`."""

    def __init__(self, window: MainWindow, dialogs: WindowDialogs) -> None:
        super().__init__(window)
        self._w = window
        self._dialogs = dialogs
        self._connect()
        dialogs.keys_changed.connect(self._show_hints)
        window.pages.currentChanged.connect(lambda _page: self._show_hints())

    def _connect(self) -> None:
        w, view = self._w, self._w.results_page.view
        sounds, panel = w.sound_actions, w.player_panel
        w.actions_.connect_all(
            {
                "words": self._go_to_words,
                "words_slash": self._go_to_words,
                "similar": sounds.find_similar,
                "similar_selection": panel.find_similar,
                "paste": w.drops.paste,
                "back": w.search.back,
                "play": sounds.play_or_pause,
                "seek_back": lambda: sounds.seek(-0.05),
                "seek_on": lambda: sounds.seek(0.05),
                "mark_start": panel.select_start_here,
                "mark_end": panel.select_end_here,
                "loop": lambda: w.player.set_loop(not w.player.looping),
                "audition": self._toggle_audition,
                "favourite": sounds.favourite,
                "tag": sounds.ask_tag,
                "collect": sounds.ask_collection,
                "note": sounds.ask_note,
                "not_match": sounds.leave_out,
                "more_like": sounds.want_more,
                "reveal": sounds.reveal,
                "copy": sounds.copy_files,
                "undo": w.curator.undo,
                "redo": w.curator.redo,
                "add_folder": w.drops.choose_folder,
                "list": view.setFocus,
                "sidebar": self._toggle_sidebar,
                "pane": self._next_pane,
                "settings": self._dialogs.open_settings,
                "keys": self._dialogs.open_keys,
                "quit": w.close,
                "escape": self._escape,
            }
        )
        w.actions_.bind([view, panel, w.sidebar.places])
        self._show_hints()

    def _show_hints(self) -> None:
        actions = self._w.actions_
        words = _FIRST_HINTS if self._w.pages.currentWidget() is self._w.first_start else _HINTS
        hints = [(actions.keys(name), word) for name, word in words.items() if actions.keys(name)]
        self._w.jobs_line.hints.show_hints(tuple(hints))

    def _go_to_words(self) -> None:
        line = self._w.query_bar.words.line
        line.setFocus()
        line.selectAll()

    def _toggle_audition(self) -> None:
        settings = self._w.settings
        settings.auto_audition = not settings.auto_audition
        state = "as they are reached" if settings.auto_audition else "only when asked"
        self._w.messages.say(f"Sounds play {state}")

    def _toggle_sidebar(self) -> None:
        self._w.settings.sidebar = not self._w.settings.sidebar
        self._w.fit()

    def _next_pane(self) -> None:
        w = self._w
        panes: list[QWidget] = [w.query_bar.words.line, w.results_page.view, w.player_panel.waveform]
        panes.append(w.sidebar.places)
        focused = w.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focused and (pane is focused)), -1)
        panes[(here + 1) % len(panes)].setFocus()

    def _escape(self) -> None:
        """Stop, close, clear: in that order."""
        w = self._w
        if w.player.playing:
            w.player.pause()
        elif not w.messages.isHidden():
            w.messages.hide()
        elif w.search.question.clips:
            w.search.change(clips=())
        elif w.query_bar.words.text():
            w.query_bar.words.clear()
