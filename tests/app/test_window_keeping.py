"""Favourites, tags, ratings and collections in the window, each with its way back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from soundbrowser.app.dragdrop import sound_ids, sounds_mime
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.question import Place, Scope
from soundbrowser.app.widgets.name_prompt import NamePrompt
from soundbrowser.app.widgets.note_prompt import NotePrompt
from soundbrowser.domain.sound import Sound
from soundbrowser.library import Library


def first(window: MainWindow) -> Sound:
    window.settings.auto_audition = False
    window.results_page.view.go_to_first()
    sound = window.results_page.view.current_sound()
    assert sound is not None
    return sound


def stored(library: Library, sound: Sound) -> Sound:
    found = library.sound(sound.id)
    assert found is not None
    return found


def test_f_makes_a_favourite_and_undo_takes_it_back(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    sound = first(window)
    with qtbot.waitSignal(window.curator.done):
        qtbot.keyClick(window.results_page.view, Qt.Key.Key_F)
    assert stored(library, sound).favourite
    shown = window.results_page.view.current_sound()
    assert shown is not None
    assert shown.favourite
    assert window.messages.text == "Favourite"
    with qtbot.waitSignal(window.curator.undone):
        window.actions_["undo"].trigger()
    assert not stored(library, sound).favourite
    with qtbot.waitSignal(window.curator.done):
        window.actions_["redo"].trigger()
    assert stored(library, sound).favourite


def test_favourites_are_a_place_of_their_own(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.sidebar.scope_chosen.emit(Scope(Place.FAVOURITES, title="Favourites"))
    assert window.results_page.empty.title.text() == "No favourites yet"
    with qtbot.waitSignal(window.results.shown):
        window.sidebar.scope_chosen.emit(Scope())
    sound = first(window)
    with qtbot.waitSignal(window.curator.done):
        window.sound_actions.favourite()
    with qtbot.waitSignal(window.results.shown):
        window.sidebar.scope_chosen.emit(Scope(Place.FAVOURITES, title="Favourites"))
    assert window.results_page.model.rowCount() == 1
    shown = window.results_page.model.sound(0)
    assert shown is not None
    assert shown.id == sound.id


def test_t_asks_for_a_tag_and_puts_it_on_all_chosen_sounds(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    first(window)
    window.results_page.view.selectAll()
    qtbot.keyClick(window.results_page.view, Qt.Key.Key_T)
    prompt = window.findChild(NamePrompt)
    assert isinstance(prompt, NamePrompt)
    qtbot.keyClicks(prompt.field, "wet")
    with qtbot.waitSignal(window.curator.done):
        qtbot.keyClick(prompt.field, Qt.Key.Key_Return)
    assert [(tag.name, tag.sounds) for tag in library.tags()] == [("wet", 8)]
    qtbot.waitUntil(lambda: [tag.name for tag in window.summaries.current.tags] == ["wet"])
    with qtbot.waitSignal(window.results.shown, timeout=10_000):
        window.sidebar.places.tag_chosen.emit("wet")
    assert window.search.question.text == "tag:wet"


def test_n_puts_a_note_on_a_sound_and_words_find_it(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    sound = first(window)
    qtbot.keyClick(window.results_page.view, Qt.Key.Key_N)
    prompt = window.findChild(NotePrompt)
    assert isinstance(prompt, NotePrompt)
    qtbot.keyClicks(prompt.field, "squeaky hinge")
    with qtbot.waitSignal(window.curator.done):
        qtbot.keyClick(prompt.field, Qt.Key.Key_Return)
    assert stored(library, sound).note == "squeaky hinge"
    shown = window.results_page.view.current_sound()
    assert shown is not None
    assert window.results_page.view.delegate.under_name(shown, answers=False).endswith(" · squeaky hinge")
    assert library.search("squeaky").hits[0].sound.id == sound.id
    with qtbot.waitSignal(window.curator.undone):
        window.actions_["undo"].trigger()
    assert stored(library, sound).note == ""


def test_ratings_return_to_what_each_sound_had(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    sound = first(window)
    library.rate([sound.id], 2)
    with qtbot.waitSignal(window.curator.done):
        window.curator.rate([stored(library, sound)], 5)
    assert stored(library, sound).rating == 5
    with qtbot.waitSignal(window.curator.undone):
        window.curator.undo()
    assert stored(library, sound).rating == 2


def test_c_makes_a_collection_and_its_place_shows_it(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    sound = first(window)
    qtbot.keyClick(window.results_page.view, Qt.Key.Key_C)
    prompt = window.findChild(NamePrompt)
    assert isinstance(prompt, NamePrompt)
    qtbot.keyClicks(prompt.field, "Trailer hits")
    with qtbot.waitSignal(window.curator.done):
        qtbot.keyClick(prompt.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.summaries.current.collections) == 1)
    made = library.collections()[0]
    assert (made.name, made.sounds) == ("Trailer hits", 1)
    with qtbot.waitSignal(window.results.shown):
        window.sidebar.scope_chosen.emit(Scope(Place.COLLECTION, collection_id=made.id, title=made.name))
    shown = window.results_page.model.sound(0)
    assert shown is not None
    assert shown.id == sound.id


def test_rows_dropped_on_a_collection_or_a_tag_are_kept_there(
    qtbot: QtBot, window: MainWindow, library: Library
) -> None:
    made = library.create_collection("Set")
    with qtbot.waitSignal(window.summaries.changed):
        window.summaries.refresh()
    ids = [sound.id for row in (0, 1) if (sound := window.results_page.model.sound(row)) is not None]
    with qtbot.waitSignal(window.curator.done):
        window.sidebar.places.sounds_collected.emit(made.id, ids)
    assert library.collections()[0].sounds == 2
    with qtbot.waitSignal(window.curator.done):
        window.sidebar.places.sounds_tagged.emit("metal", ids)
    assert library.tags()[0].sounds == 2
    with qtbot.waitSignal(window.curator.undone):
        window.curator.undo()
    assert library.tags() == []


def test_copied_and_dragged_rows_are_the_original_files_and_copies_only(qtbot: QtBot, window: MainWindow) -> None:
    sound = first(window)
    dragged: list[tuple[list[str], list[int]]] = []
    view = window.results_page.view

    def record(drag: object) -> None:
        mime = drag.mimeData()  # type: ignore[attr-defined]
        dragged.append(([url.toLocalFile() for url in mime.urls()], sound_ids(mime)))

    view.run_drag = record
    view.startDrag(Qt.DropAction.CopyAction)
    assert dragged == [([sound.path], [sound.id])]
    assert sounds_mime([sound]).urls()[0].toLocalFile() == sound.path
    window.actions_["copy"].trigger()
    assert window.messages.text == "1 file copied"


def test_the_menu_of_a_row_offers_what_keys_do(qtbot: QtBot, window: MainWindow) -> None:
    first(window)
    menu = window.sound_actions.menu(window.actions_)
    texts = [action.text().split("\t")[0] for action in menu.actions()]
    assert "Find sounds like this" in texts
    assert "Show in folder" in texts
    no_match = next(action for action in menu.actions() if action.text().startswith("Not a match"))
    assert not no_match.isEnabled()
    menu.popup(QPoint(0, 0))
    menu.close()
