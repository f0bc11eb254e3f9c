"""Dropping onto the window: it says what will happen, does that, and nothing when one changes one's mind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_sounds import OneFolder, write_tone
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from soundbrowser.app.panels.drop_overlay import DropOverlay
from soundbrowser.app.theme import Themes
from soundbrowser.domain.query import ClipRegion

COPY, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def overlay(qtbot: QtBot, themes: Themes, tmp_path: Path) -> Iterator[DropOverlay]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 600)
    made = DropOverlay(themes, OneFolder(tmp_path), window)
    made.setGeometry(window.rect())
    window.show()
    qtbot.waitExposed(window)
    yield made


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "door_creak.wav")


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hover(overlay: DropOverlay, mime: QMimeData, at: QPoint) -> bool:
    QApplication.sendEvent(overlay, QDragEnterEvent(at, COPY, mime, LEFT, NO_KEY))
    event = QDragMoveEvent(at, COPY, mime, LEFT, NO_KEY)
    QApplication.sendEvent(overlay, event)
    return event.isAccepted()


def drop(overlay: DropOverlay, mime: QMimeData, at: QPoint) -> None:
    hover(overlay, mime, at)
    QApplication.sendEvent(overlay, QDropEvent(QPointF(at), COPY, mime, LEFT, NO_KEY))


def titles(overlay: DropOverlay) -> list[str]:
    return [overlay._target(goal).title for goal, _place in overlay.goals()]


def test_a_clip_alone_has_one_target(overlay: DropOverlay, clip: Path) -> None:
    assert overlay.begin(files(clip))
    assert titles(overlay) == ["Find sounds like this clip"]


def test_with_words_it_may_replace_them_or_go_with_them(qtbot: QtBot, overlay: DropOverlay, clip: Path) -> None:
    overlay.set_words("rain on a tin roof")
    mime = files(clip)
    overlay.begin(mime)
    assert titles(overlay) == ["Find sounds like this clip", "Find like this clip and the words"]
    notes = [overlay._target(goal).note for goal, _place in overlay.goals()]
    assert notes[0] == "Replaces the words “rain on a tin roof”"
    for place, with_words in ((QPoint(200, 300), False), (QPoint(800, 300), True)):
        overlay.begin(mime)
        with qtbot.waitSignal(overlay.clips_dropped) as dropped:
            drop(overlay, mime, place)
        assert dropped.args == [[ClipRegion(str(clip))], with_words]
        assert not overlay.isVisible()


def test_the_clip_is_drawn_in_its_target(qtbot: QtBot, overlay: DropOverlay, clip: Path) -> None:
    overlay.begin(files(clip))
    before = overlay.grab().toImage()
    qtbot.waitUntil(lambda: overlay._peaks is not None)
    assert overlay.grab().toImage() != before


def test_a_file_that_is_no_sound_can_be_dropped_and_is_judged_later(
    qtbot: QtBot, overlay: DropOverlay, tmp_path: Path
) -> None:
    text = tmp_path / "notes.wav"
    text.write_text("no sound")
    overlay.begin(files(text))
    with qtbot.waitSignal(overlay.clips_dropped):
        drop(overlay, files(text), QPoint(500, 300))


def test_several_clips_are_one_question(qtbot: QtBot, overlay: DropOverlay, tmp_path: Path) -> None:
    paths = [write_tone(tmp_path / f"{k}.wav") for k in range(3)]
    overlay.begin(files(*paths))
    assert titles(overlay) == ["Find sounds like these 3 clips"]
    with qtbot.waitSignal(overlay.clips_dropped) as dropped:
        drop(overlay, files(*paths), QPoint(500, 300))
    assert [clip.path for clip in dropped.args[0]] == [str(path) for path in paths]


def test_folders_are_added(qtbot: QtBot, overlay: DropOverlay, tmp_path: Path) -> None:
    folder = tmp_path / "Field recordings"
    folder.mkdir()
    overlay.begin(files(folder))
    assert titles(overlay) == ["Add to your library"]
    with qtbot.waitSignal(overlay.folders_dropped) as dropped:
        drop(overlay, files(folder), QPoint(500, 300))
    assert dropped.args == [[str(folder)]]


def test_text_becomes_the_words(qtbot: QtBot, overlay: DropOverlay) -> None:
    mime = QMimeData()
    mime.setText("  glass breaking ")
    overlay.begin(mime)
    with qtbot.waitSignal(overlay.text_dropped) as dropped:
        drop(overlay, mime, QPoint(500, 300))
    assert dropped.args == ["glass breaking"]


def test_nothing_useful_shows_nothing(overlay: DropOverlay) -> None:
    assert not overlay.begin(QMimeData())
    assert not overlay.isVisible()


def test_beside_the_targets_nothing_is_taken(qtbot: QtBot, overlay: DropOverlay, clip: Path) -> None:
    mime = files(clip)
    overlay.begin(mime)
    assert not hover(overlay, mime, QPoint(500, 595))
    with qtbot.assertNotEmitted(overlay.clips_dropped):
        drop(overlay, mime, QPoint(500, 595))


def test_a_drag_that_leaves_takes_the_targets_with_it_unless_it_comes_back(
    qtbot: QtBot, overlay: DropOverlay, clip: Path
) -> None:
    overlay.begin(files(clip))
    QApplication.sendEvent(overlay, QDragLeaveEvent())
    assert overlay.isVisible()
    overlay.begin(files(clip))
    assert not overlay._leaving.isActive()
    QApplication.sendEvent(overlay, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_the_target_under_the_pointer_is_lit(overlay: DropOverlay, clip: Path, themes: Themes) -> None:
    mime = files(clip)
    overlay.begin(mime)
    hover(overlay, mime, QPoint(500, 300))
    image = overlay.grab().toImage()
    ratio = image.devicePixelRatio()
    assert image.pixelColor(round(100 * ratio), round(100 * ratio)) == themes.current.sel
