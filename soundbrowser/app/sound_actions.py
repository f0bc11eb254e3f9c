"""What can be done with the sounds in the list: hear, find alike, keep, tag, collect, show, copy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QProcess, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from soundbrowser.app import icons, wording
from soundbrowser.app.actions import Actions
from soundbrowser.app.curating import Change, Curator
from soundbrowser.app.dragdrop import sounds_mime
from soundbrowser.app.messages import Messages
from soundbrowser.app.panels.results_page import ResultsPage
from soundbrowser.app.player import PlayerController
from soundbrowser.app.search import Search
from soundbrowser.app.summary import Summaries
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.name_prompt import NamePrompt
from soundbrowser.app.widgets.note_prompt import NotePrompt
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.sound import Sound

_ONLY_WORDS = "Only questions in words alone, without clip or minus, are learned from."


class SoundActions(QObject):
    """Owned by the window; acts on the chosen rows of the list."""

    similar_wanted = Signal(ClipRegion)

    def __init__(
        self,
        themes: Themes,
        page: ResultsPage,
        player: PlayerController,
        curator: Curator,
        summaries: Summaries,
        messages: Messages,
        search: Search,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._window = parent
        self._page = page
        self._view = page.view
        self._player = player
        self._curator = curator
        self._summaries = summaries
        self._messages = messages
        self._search = search
        self._view.audition_wanted.connect(player.audition)
        self._view.play_from_wanted.connect(self._play_from)
        self._view.toggle_wanted.connect(self._toggle)
        self._view.action_wanted.connect(self._hovered_action)
        player.playing_changed.connect(lambda _on: self._repaint_playing())
        player.position_changed.connect(lambda _at: self._repaint_playing())
        player.sound_changed.connect(lambda _sound: self._view.viewport().update())
        curator.sounds_changed.connect(page.model.update_sounds)
        curator.done.connect(self._say_done)
        curator.undone.connect(lambda change: messages.say(f"Undone: {change.text}"))
        curator.done.connect(lambda _change: summaries.refresh())
        curator.undone.connect(lambda _change: summaries.refresh())
        for changed in (curator.done, curator.undone):
            changed.connect(lambda change: search.ask() if change.corrects else None)

    # Hearing

    def _play_from(self, sound: Sound, seconds: float) -> None:
        self._player.open(sound)
        self._player.play(seconds)

    def _toggle(self, sound: Sound) -> None:
        if self._player.sound is not None and self._player.sound.id == sound.id:
            self._player.toggle()
        else:
            self._play_from(sound, 0.0)

    def play_or_pause(self) -> None:
        """The current row; the sound in the player where no row is chosen."""
        if sound := self._view.current_sound():
            self._toggle(sound)
        else:
            self._player.toggle()

    def seek(self, share: float) -> None:
        """Moves the playhead by a part of the sound's length."""
        if self._player.sound is not None:
            self._player.seek_by(share * self._player.sound.duration_s)

    def _repaint_playing(self) -> None:
        if self._player.sound is not None:
            self._view.repaint_sound(self._player.sound.id)

    # Keeping

    def chosen(self) -> list[Sound]:
        """The selected rows' sounds, or the one in the player."""
        found = self._view.chosen()
        return found or ([self._player.sound] if self._player.sound is not None else [])

    def favourite(self) -> None:
        """Makes the chosen sounds favourites, or not."""
        if sounds := self.chosen():
            self._curator.favourite(sounds)

    def find_similar(self) -> None:
        """Asks for sounds like the first chosen one."""
        if sounds := self.chosen():
            self.similar_wanted.emit(ClipRegion(sounds[0].path))

    def ask_tag(self) -> None:
        """Opens a field for a tag."""
        sounds = self.chosen()
        if not sounds:
            return
        known = [tag.name for tag in self._summaries.current.tags]
        prompt = NamePrompt("Tag", f"Tag {wording.count(len(sounds), 'sound')}", known, self._window)
        prompt.named.connect(lambda name: self._curator.tag(sounds, name))
        prompt.open_at(self._spot(), self._view)

    def ask_note(self) -> None:
        """Opens a field for the note on the first chosen sound."""
        if sounds := self.chosen():
            sound = sounds[0]
            prompt = NotePrompt(f"Note on {wording.printable(sound.name)}", sound.note, self._window)
            prompt.noted.connect(lambda text: self._curator.note(sound, text))
            prompt.open_at(self._spot(), self._view)

    def ask_collection(self, sounds: list[Sound] | None = None) -> None:
        """Opens a field for a collection, an old or a new one."""
        chosen = sounds or self.chosen()
        if not chosen:
            return
        collections = {c.name: c for c in self._summaries.current.collections}
        ids = [sound.id for sound in chosen]

        def put(name: str) -> None:
            if name in collections:
                self._curator.collect(collections[name], ids)
            else:
                self._curator.new_collection(name, ids)

        title = f"Add {wording.count(len(ids), 'sound')} to a collection"
        prompt = NamePrompt("Collection", title, list(collections), self._window)
        prompt.named.connect(put)
        prompt.open_at(self._spot(), self._view)

    def _spot(self) -> QPoint:
        """Below the current row."""
        area = self._view.visualRect(self._view.currentIndex())
        return self._view.viewport().mapToGlobal(QPoint(area.left() + 240, area.bottom() + 4))

    def leave_out(self) -> None:
        """Not a match: the chosen answers are no answers to these words any more, or leave this list alone."""
        model = self._page.model
        sounds = self._view.chosen()
        if model.browsing or not sounds:
            return
        before, row = model.hits, self._view.currentIndex().row()
        model.take_out({sound.id for sound in sounds})
        after = model.next_sound_row(row - 1, 1)
        near = model.next_sound_row(row, -1) if after is None else after
        if near is not None:
            self._view.select_quietly(near)
        if question := self._correctable():
            self._curator.correct(question, sounds, fits=False)
            return
        text = f"{wording.count(len(sounds), 'answer')} left out of this list"
        self._messages.say(text, _ONLY_WORDS, "not-match", "Undo", lambda: model.show_hits(before))

    def want_more(self) -> None:
        """More like this: the answers to these words lean towards the chosen ones."""
        sounds = self._view.chosen()
        if self._page.model.browsing or not sounds:
            return
        if question := self._correctable():
            self._curator.correct(question, sounds, fits=True)
        else:
            self._messages.say("Nothing to learn from here", _ONLY_WORDS, "more-like")

    def _correctable(self) -> str:
        """The question as typed when its words alone were asked, so that an answer can be right or wrong for them."""
        question = self._search.question
        return question.text if not question.clips and self._curator.words_of(question.text) else ""

    def _say_done(self, change: Change) -> None:
        detail = "Fine-tuning learns from it, too." if change.corrects else ""
        self._messages.say(change.text, detail, change.icon, "Undo", self._curator.undo)

    # Files

    def reveal(self) -> None:
        """Shows the first chosen file in the system's file manager."""
        if sounds := self.chosen():
            reveal_file(sounds[0].path)

    def copy_files(self) -> None:
        """Puts the chosen files on the clipboard."""
        if sounds := self.chosen():
            QGuiApplication.clipboard().setMimeData(sounds_mime(sounds))
            self._messages.say(f"{wording.count(len(sounds), 'file')} copied")

    # Menus

    def _hovered_action(self, name: str, sound: Sound, at: QPoint) -> None:
        if name == "similar":
            self.similar_wanted.emit(ClipRegion(sound.path))
        elif name == "star":
            self._curator.favourite([sound])
        elif name == "collection":
            self.ask_collection([sound])
        else:
            row = self._page.model.row_of(sound.id)
            if row is not None:
                self._view.select_quietly(row)
            self._view.menu_wanted.emit(at)

    def menu(self, actions: Actions) -> QMenu:
        """The menu of the chosen rows; deleted when it closes."""
        menu = QMenu(self._window)
        theme = self._themes.current
        rows = (
            ("play", "play"),
            ("similar", "similar"),
            None,
            ("favourite", "star"),
            ("tag", "tag"),
            ("collect", "collection"),
            ("note", "file"),
            None,
            ("more_like", "more-like"),
            ("not_match", "not-match"),
            None,
            ("reveal", "reveal"),
            ("copy", "file"),
        )
        for row in rows:
            if row is None:
                menu.addSeparator()
                continue
            command, icon = row
            source = actions[command]
            action = menu.addAction(icons.icon(icon, theme.text2), f"{source.text()}\t{actions.keys(command)}")
            action.triggered.connect(source.trigger)
            action.setEnabled(command not in ("more_like", "not_match") or not self._page.model.browsing)
        self._add_rating(menu)
        self._add_tags(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add_rating(self, menu: QMenu) -> None:
        rating = menu.addMenu("Rating")
        for stars in range(6):
            _add(rating, "★" * stars or "None", partial(self._rate, stars))

    def _add_tags(self, menu: QMenu) -> None:
        tags = sorted({tag for sound in self.chosen() for tag in sound.tags})
        if tags:
            below = menu.addMenu("Remove tag")
            for tag in tags:
                _add(below, tag, partial(self._untag, tag))

    def _rate(self, stars: int) -> None:
        self._curator.rate(self.chosen(), stars)

    def _untag(self, tag: str) -> None:
        self._curator.untag(self.chosen(), tag)


def _add(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _checked=False: do())
    return action


def reveal_file(path: str) -> None:
    """Shows a file (or, where the system cannot point at it, its folder) in the file manager."""
    if sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", path])
    elif sys.platform == "win32":
        QProcess.startDetached("explorer", [f"/select,{path}"])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))
