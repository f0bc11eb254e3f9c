"""Searching in the window: typing, stepping through answers, filters, places, and what is said about them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from soundbrowser.app.filters import Facet, value_of
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.models.sound_list import RowKind
from soundbrowser.app.panels.filter_popup import FilterPopup
from soundbrowser.app.question import Place, Scope
from soundbrowser.domain.query import ClipRegion, Filters, SortOrder


def shown_names(window: MainWindow) -> list[str]:
    model = window.results_page.model
    return [sound.name for row in range(model.rowCount()) if (sound := model.sound(row)) is not None]


def ask(qtbot: QtBot, window: MainWindow, text: str) -> None:
    with qtbot.waitSignal(window.results.shown, timeout=10_000):
        qtbot.keyClicks(window.query_bar.words.line, text)


def test_typing_shows_answers_with_the_named_sound_first(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "kick_808")
    assert shown_names(window)[0] == "kick_808.wav"
    first = window.results_page.model.row(0)
    assert first.hit is not None
    assert first.hit.evidence.name_spans
    assert "strong" in window.results_page.filters.counts.text()
    assert not window.results_page.model.browsing


def test_arrows_step_through_the_answers_and_play_them(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "bell")
    view = window.results_page.view
    qtbot.keyClick(window.query_bar.words.line, Qt.Key.Key_Down)
    assert view.currentIndex().row() == window.results_page.model.next_sound_row(-1, 1)
    qtbot.waitUntil(lambda: window.player.sound == view.current_sound())
    assert window.player.playing
    before = view.current_sound()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_sound() != before
    assert window.player.sound == view.current_sound()


def test_without_auto_audition_a_step_only_shows_the_sound(qtbot: QtBot, window: MainWindow) -> None:
    window.settings.auto_audition = False
    window.results_page.view.go_to_first()
    assert window.player.sound is not None
    assert not window.player.playing


def test_space_plays_the_row_that_is_chosen_and_holds_it(qtbot: QtBot, window: MainWindow) -> None:
    view = window.results_page.view
    view.go_to_first()
    qtbot.waitUntil(lambda: window.player.playing)
    view.select_quietly(3)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert window.player.sound == view.current_sound()
    assert window.player.playing
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not window.player.playing


def test_a_popup_filters_while_it_is_open(qtbot: QtBot, window: MainWindow) -> None:
    window.results_page.filters.chips[Facet.CHANNELS].click()
    popup = window.findChild(FilterPopup)
    assert isinstance(popup, FilterPopup)
    mono, stereo = popup._boxes[:2]
    with qtbot.waitSignal(window.results.shown):
        mono.click()
    assert len(shown_names(window)) == 4
    with qtbot.waitSignal(window.results.shown):
        stereo.click()
    assert len(shown_names(window)) == 8
    assert window.results_page.filters.chips[Facet.CHANNELS].text() == "Mono +1"
    popup.close()


def test_the_weak_line_stands_between_strong_and_weak_and_can_hide_them(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "kick_808")
    model = window.results_page.model
    assert model.strong >= 1
    assert model.weak >= 1
    assert model.row(model.strong).kind is RowKind.WEAK_LINE
    assert all(model.row(row).weak for row in range(model.strong + 1, model.rowCount()))
    window.results_page.view.weak_switched.emit()
    assert model.rowCount() == model.strong + 1
    assert window.settings.show_weak is False


def test_nonsense_is_said_to_match_nothing(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "zzqx zzqy")
    assert window.results_page.view.state_shown.nothing_clear == "zzqx zzqy"
    assert window.results_page.model.strong == 0


def test_a_filter_narrows_the_list_and_its_chip_says_so(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.results_page.filters.filters_changed.emit(Filters(min_length_s=2.0))
    assert shown_names(window) == ["drone long.wav"]
    chip = window.results_page.filters.chips[Facet.LENGTH]
    assert chip.text() == "over 2 s"
    with qtbot.waitSignal(window.results.shown):
        chip.cleared.emit()
    assert len(shown_names(window)) == 8


def test_stars_are_said_as_they_are_meant() -> None:
    said = [value_of(Facet.RATING, Filters(min_rating=stars)) for stars in (1, 4, 5)]
    assert said == ["1 star or more", "4 stars or more", "5 stars"]


def test_filters_that_let_nothing_pass_say_which_and_offer_to_go(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.search.change(filters=Filters(min_length_s=600.0))
    empty = window.results_page.empty
    assert window.results_page.is_empty
    assert empty.title.text() == "No sound passes these filters."
    qtbot.waitUntil(lambda: empty.detail.text() == "8 without over 10 min.")
    with qtbot.waitSignal(window.results.shown):
        empty.chosen.emit("Remove over 10 min")
    assert len(shown_names(window)) == 8


def test_a_folder_of_the_sidebar_narrows_the_list(qtbot: QtBot, window: MainWindow, listened: Path) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.sidebar.scope_chosen.emit(Scope(Place.FOLDER, path=str(listened / "sounds" / "Weather")))
    assert sorted(shown_names(window)) == ["rain on leaves.wav", "雨_02.wav"]


def test_subfolders_are_read_when_a_folder_is_opened(qtbot: QtBot, window: MainWindow) -> None:
    places = window.sidebar.places
    model = window.places_model
    folder = next(i for i in places._all() if i.data() == "sounds")
    places.setExpanded(folder, True)
    item = model.itemFromIndex(folder)
    qtbot.waitUntil(lambda: item.rowCount() == 3)
    assert [item.child(row).text() for row in range(3)] == ["Drums", "Tonal", "Weather"]


def test_the_library_can_be_sorted(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.results.shown):
        window.results_page.filters.order_chosen.emit(SortOrder.LENGTH)
    lengths = [window.results_page.model.sound(row) for row in range(8)]
    durations = [sound.duration_s for sound in lengths if sound is not None]
    assert durations == sorted(durations, reverse=durations[0] > durations[-1])
    assert len(durations) == 8


def test_a_clip_alone_and_with_words(qtbot: QtBot, window: MainWindow, listened: Path) -> None:
    clip = listened / "sounds" / "Tonal" / "bell low.wav"
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        window.search.change(clips=(ClipRegion(str(clip)),))
    assert "bell low.wav" not in shown_names(window)
    assert shown_names(window)
    assert not window.query_bar.balance.isVisible()
    ask(qtbot, window, "bell")
    assert window.query_bar.balance.isVisible()
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        window.query_bar.balance.setValue(90)
    assert window.search.question.balance == 0.9


def test_similar_asks_with_the_row_and_back_returns(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "bell")
    view = window.results_page.view
    view.go_to_first()
    asked = view.current_sound()
    assert asked is not None
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        window.actions_["similar"].trigger()
    assert window.search.question.clips == (ClipRegion(asked.path),)
    assert window.query_bar.words.text() == ""
    with qtbot.waitSignal(window.results.shown):
        window.actions_["back"].trigger()
    assert window.query_bar.words.text() == "bell"
    assert window.search.question.clips == ()


def test_a_clip_that_is_no_sound_is_said_and_can_be_removed(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "page.wav"
    broken.write_text("<html></html>")
    with qtbot.waitSignal(window.results.shown, timeout=20_000):
        window.search.change(clips=(ClipRegion(str(broken)),))
    assert window.results_page.is_empty
    assert "page.wav" in window.results_page.empty.detail.text()
    with qtbot.waitSignal(window.results.shown):
        window.results_page.empty.chosen.emit("Remove the clip")
    assert not window.results_page.is_empty


def test_escape_stops_then_clears(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "bell")
    window.results_page.view.go_to_first()
    qtbot.waitUntil(lambda: window.player.playing)
    window.actions_["escape"].trigger()
    assert not window.player.playing
    assert window.query_bar.words.text() == "bell"
    with qtbot.waitSignal(window.results.shown):
        window.actions_["escape"].trigger()
    assert window.query_bar.words.text() == ""


def test_thumbnails_arrive_for_the_rows_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    sound = window.results_page.model.sound(0)
    assert sound is not None
    qtbot.waitUntil(lambda: window.thumbnails.of(sound.id) is not None)


def test_words_that_led_to_a_sound_are_suggested_again(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "glass")
    qtbot.keyClick(window.query_bar.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "glass" in window.summaries.current.searches)


def test_a_row_is_spoken_as_one_sentence(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, window, "kick_808")
    index = window.results_page.model.index(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("kick_808.wav, ")
    assert "percent, matched by name" in spoken
    assert "0.5 seconds" in spoken
