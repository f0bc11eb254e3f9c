"""The rows of the list: weak line, pages, and new values in place of old ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from soundbrowser.app.models.sound_list import PAGE, RowKind, SoundListModel
from soundbrowser.domain.query import WEAK_BELOW, Evidence, Hit
from soundbrowser.domain.sound import Sound, SoundState


def sound(number: int) -> Sound:
    return Sound(number, 1, f"/sounds/{number}.wav", SoundState.READY)


def hits(scores: list[float]) -> list[Hit]:
    ranked = sorted(scores, reverse=True)
    return [Hit(sound(n), score, 0.0, 1.0, Evidence(meaning=score)) for n, score in enumerate(ranked)]


@given(st.lists(st.floats(0.0, 1.0), max_size=30), st.booleans())
def test_every_shown_hit_has_one_row_and_the_line_is_between(scores: list[float], weak_shown: bool) -> None:
    model = SoundListModel()
    model.show_weak(weak_shown)
    model.show_hits(hits(scores))
    strong = sum(score >= WEAK_BELOW for score in scores)
    shown_weak = (len(scores) - strong) if weak_shown or not strong else 0
    kinds = [model.row(row).kind for row in range(model.rowCount())]
    assert kinds.count(RowKind.SOUND) == strong + shown_weak
    assert kinds.count(RowKind.WEAK_LINE) == (len(scores) > strong)
    for row in range(model.rowCount()):
        held = model.sound(row)
        if held is not None:
            assert model.row_of(held.id) == row
            assert model.row(row).weak == (row > strong)


def test_pages_of_the_library_are_asked_for_once_when_they_are_seen(qtbot: QtBot) -> None:
    model = SoundListModel()
    wanted: list[int] = []
    model.page_wanted.connect(wanted.append)
    model.show_library(10_000, [sound(n) for n in range(PAGE)])
    assert model.rowCount() == 10_000
    assert wanted == []
    far = 7 * PAGE + 3
    assert model.row(far).kind is RowKind.LOADING
    assert model.row(far + 1).kind is RowKind.LOADING
    assert wanted == [7]
    model.put_page(7, [sound(n) for n in range(7 * PAGE, 8 * PAGE)])
    assert model.sound(far) == sound(far)
    assert model.row_of(far) == far


def test_steps_leap_over_the_weak_line() -> None:
    model = SoundListModel()
    model.show_hits(hits([0.9, 0.8, 0.1]))
    assert model.next_sound_row(1, 1) == 3
    assert model.next_sound_row(3, -1) == 1
    assert model.next_sound_row(3, 1) is None
    assert model.flags(model.index(2)) == Qt.ItemFlag.NoItemFlags


def test_new_values_replace_old_ones_in_place(qtbot: QtBot) -> None:
    model = SoundListModel()
    model.show_hits(hits([0.9, 0.8]))
    with qtbot.waitSignal(model.dataChanged):
        model.update_sounds([replace(sound(1), favourite=True)])
    held = model.sound(1)
    assert held is not None
    assert held.favourite


def test_it_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    model = SoundListModel()
    model.show_hits(hits([0.9, 0.8, 0.1]))
    qtmodeltester.check(model)
