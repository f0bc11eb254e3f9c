"""The large waveform: play from a click, select, grab, drag out, zoom, and by keys alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.timescale import Span
from soundbrowser.app.widgets.waveform import WaveformView
from soundbrowser.domain.vectors import Peaks

WIDTH, LENGTH = 800, 40.0
LEFT = Qt.MouseButton.LeftButton


def noise(columns: int) -> Peaks:
    level = np.random.default_rng(1).uniform(0.2, 1, columns).astype(np.float32)
    return Peaks(-level, level, level / 3, level * 5000)


@pytest.fixture
def view(qtbot: QtBot, themes: Themes) -> WaveformView:
    made = WaveformView(themes)
    qtbot.addWidget(made)
    made.resize(WIDTH, 110)
    made.show_sound(LENGTH)
    made.set_peaks(noise(WIDTH), Span(0.0, LENGTH))
    made.show()
    qtbot.waitExposed(made)
    return made


def at(seconds: float, y: int = 60) -> QPoint:
    return QPoint(round(seconds / LENGTH * WIDTH), y)


def drag(view: WaveformView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, end)


def test_a_click_plays_from_there(qtbot: QtBot, view: WaveformView) -> None:
    with qtbot.waitSignal(view.play_from) as played:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(10))
    assert played.args[0] == pytest.approx(10, abs=0.06)
    assert view.selection is None


def test_a_drag_selects_in_either_direction(qtbot: QtBot, view: WaveformView) -> None:
    with qtbot.assertNotEmitted(view.play_from):
        drag(view, at(5), at(15))
    assert view.selection == pytest.approx((5, 15), abs=0.06)
    view.select(None)
    drag(view, at(30), at(20))
    assert view.selection == pytest.approx((20, 30), abs=0.06)


def test_a_selection_ends_at_the_edges_of_the_sound(view: WaveformView) -> None:
    drag(view, at(30), at(60))
    assert view.selection == pytest.approx((30, LENGTH), abs=0.06)


def test_handles_move_one_end_and_may_cross_the_other(view: WaveformView) -> None:
    view.select(Span(10, 20))
    drag(view, at(20), at(25))
    assert view.selection == pytest.approx((10, 25), abs=0.1)
    drag(view, at(10), at(35))
    assert view.selection == pytest.approx((25, 35), abs=0.1)


def test_clicks_inside_keep_the_selection_and_clicks_outside_drop_it(view: WaveformView) -> None:
    view.select(Span(10, 20))
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(15))
    assert view.selection == Span(10, 20)
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(30))
    assert view.selection is None


def test_dragging_the_tab_asks_for_the_part_once(qtbot: QtBot, view: WaveformView) -> None:
    view.select(Span(10, 20))
    asked: list[Span] = []
    view.drag_out.connect(asked.append)
    grip = view.tab_rect().center().toPoint()
    drag(view, grip, grip + QPoint(4 * QApplication.startDragDistance(), 40))
    assert asked == [Span(10, 20)]
    assert view.selection == Span(10, 20)


def test_the_tabs_cross_takes_the_selection_away(view: WaveformView) -> None:
    view.select(Span(10, 20))
    tab = view.tab_rect()
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(round(tab.right()) - 10, 9))
    assert view.selection is None


@pytest.mark.parametrize("span", [Span(0, 0.4), Span(39.6, 40), Span(0, 40)])
def test_the_tab_stays_inside_and_readable(view: WaveformView, span: Span) -> None:
    view.select(span)
    assert view.tab_rect().left() >= -1
    assert view.tab_rect().right() <= WIDTH + 1
    assert view.tab_rect().width() >= 120


def test_too_short_a_part_is_no_selection(view: WaveformView) -> None:
    view.select(Span(10, 10.001))
    assert view.selection is None


def test_brackets_set_the_ends_at_the_playhead(view: WaveformView) -> None:
    view.set_position(12.0)
    QTest.keyClick(view, Qt.Key.Key_BracketLeft)
    assert view.selection == Span(12, LENGTH)
    view.set_position(18.0)
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.selection == Span(12, 18)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection is None


def test_arrows_seek_a_twentieth(qtbot: QtBot, view: WaveformView) -> None:
    with qtbot.waitSignal(view.seek_by) as moved:
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert moved.args == [pytest.approx(2.0)]
    with qtbot.waitSignal(view.seek_by) as moved:
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert moved.args == [pytest.approx(-2.0)]


def wheel(view: WaveformView, steps: int, modifier: Qt.KeyboardModifier) -> None:
    place = QPointF(at(10))
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_ctrl_and_the_wheel_zoom_around_the_pointer_and_back(qtbot: QtBot, view: WaveformView) -> None:
    with qtbot.waitSignal(view.view_changed):
        wheel(view, 4, Qt.KeyboardModifier.ControlModifier)
    assert view.view.length_s == pytest.approx(LENGTH * 0.8**4)
    with qtbot.waitSignal(view.play_from) as played:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(10))
    assert played.args[0] == pytest.approx(10, abs=0.06)
    wheel(view, -20, Qt.KeyboardModifier.ControlModifier)
    assert view.view == Span(0, LENGTH)


def test_the_wheel_moves_a_zoomed_view(view: WaveformView) -> None:
    wheel(view, 4, Qt.KeyboardModifier.ControlModifier)
    before = view.view
    wheel(view, -1, Qt.KeyboardModifier.NoModifier)
    assert view.view.start_s > before.start_s
    assert view.view.length_s == pytest.approx(before.length_s)


def test_a_screen_reader_hears_length_and_selection(view: WaveformView) -> None:
    view.select(Span(1.5, 3))
    assert view.accessibleDescription() == "0:40.0 long, selected from 0:01.50 to 0:03.00"
    view.show_sound(0)
    assert view.accessibleDescription() == "No sound"


def test_an_empty_view_takes_no_clicks(qtbot: QtBot, view: WaveformView) -> None:
    view.show_sound(0)
    with qtbot.assertNotEmitted(view.play_from):
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(10))


def test_the_playhead_and_the_selection_are_to_be_seen(view: WaveformView, themes: Themes) -> None:
    view.select(Span(10, 20))
    view.set_position(30.0)
    image = view.grab().toImage()
    accent, head = themes.current.accent, themes.current.text1
    ratio = image.devicePixelRatio()

    def colour(x: float, y: float) -> str:
        return image.pixelColor(round(x * ratio), round(y * ratio)).name()

    assert colour(at(10).x(), 100) == accent.name()
    assert colour(view.tab_rect().center().x() + 40, 4) == accent.name()
    assert colour(at(30).x(), 23) == head.name()


def test_a_sound_without_columns_says_why(view: WaveformView) -> None:
    before = view.grab().toImage()
    view.show_sound(LENGTH, "Its drive is not connected.")
    assert view.grab().toImage() != before
    assert view.selection is None
