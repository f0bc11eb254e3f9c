"""The page of problems: every sound that was set aside, why, and what can be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from soundbrowser.app.panels.problem_groups import group_problems
from soundbrowser.app.panels.problem_rows import GroupHeading, ProblemLine
from soundbrowser.app.panels.problems import MOST_ROWS, ProblemsPanel
from soundbrowser.app.theme import Themes
from soundbrowser.domain.sound import Folder, Sound, SoundState

AWAY, HERE = Folder(1, "/mnt/NAS/Vendor SFX", online=False, sounds=8952), Folder(2, "/home/me/Foley", True, 4)


def failed(sound_id: int, name: str, error: str, state: SoundState = SoundState.UNREADABLE) -> Sound:
    return Sound(sound_id, 2, f"/home/me/Foley/Doors/{name}", state, error=error)


class Troubled:
    """A library in which things went wrong."""

    def __init__(self, *sounds: Sound, folders: tuple[Folder, ...] = (HERE,)) -> None:
        self.sounds, self.kept_folders = list(sounds), list(folders)

    def problems(self) -> list[Sound]:
        return list(self.sounds)

    def folders(self) -> list[Folder]:
        return list(self.kept_folders)


CUT = failed(1, "creak.wav", "the file ends after 2.1 MB of 48 MB.")
STALLED = failed(2, "odd.mp3", "it took longer than 60 s to read.", SoundState.QUARANTINED)


def page_of(qtbot: QtBot, themes: Themes, library: Troubled, target: str = "") -> ProblemsPanel:
    page = ProblemsPanel(themes, library, choose_file=lambda _parent: target)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    qtbot.waitUntil(lambda: len(page.findChildren(ProblemLine)) > 0 or not library.sounds)
    return page


def line_of(page: ProblemsPanel, name: str) -> ProblemLine:
    return next(line for line in page.findChildren(ProblemLine) if line.accessibleName().startswith(name))


def test_problems_are_grouped_by_what_can_be_done() -> None:
    groups = group_problems([STALLED, CUT], [AWAY, HERE])
    assert [(group.title, group.sounds) for group in groups] == [
        ("Could not be read", 1),
        ("Crashed or stalled while being read", 1),
        ("Drive not connected", 8952),
    ]
    assert groups[0].rows[0].reason == "The file ends after 2.1 MB of 48 MB."
    assert groups[2].rows[0].sound_ids == ()


def test_the_page_counts_and_lists_them(qtbot: QtBot, themes: Themes) -> None:
    page = page_of(qtbot, themes, Troubled(CUT, STALLED, folders=(AWAY, HERE)))
    assert page.title.text() == "8,954 sounds need a look"
    assert len(page.findChildren(ProblemLine)) == 3


def test_one_or_all_can_be_tried_again(qtbot: QtBot, themes: Themes) -> None:
    page = page_of(qtbot, themes, Troubled(CUT, STALLED, folders=(AWAY, HERE)))
    with qtbot.waitSignal(page.retry_wanted) as wanted:
        line_of(page, "creak.wav").retry.click()
    assert wanted.args == [[1]]
    with qtbot.waitSignal(page.retry_wanted) as wanted:
        page.retry_all.click()
    assert wanted.args == [[1, 2]]
    with qtbot.waitSignal(page.rescan_wanted):
        line_of(page, "8,952 sounds").retry.click()


def test_keys_do_the_same(qtbot: QtBot, themes: Themes) -> None:
    page = page_of(qtbot, themes, Troubled(CUT))
    line = line_of(page, "creak.wav")
    with qtbot.waitSignal(page.retry_wanted):
        QTest.keyClick(line, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.reveal_wanted) as shown:
        QTest.keyClick(line, Qt.Key.Key_R)
    assert shown.args == [CUT.path]


def test_a_mended_library_says_so(qtbot: QtBot, themes: Themes) -> None:
    library = Troubled(CUT)
    page = page_of(qtbot, themes, library)
    library.sounds.clear()
    page.refresh()
    qtbot.waitUntil(lambda: page.title.text() == "Every sound could be read")
    assert not page.retry_all.isVisible()
    assert not page.export.isVisible()


def test_long_lists_come_in_parts(qtbot: QtBot, themes: Themes) -> None:
    sounds = [failed(k, f"{k:04}.wav", "it is empty.") for k in range(MOST_ROWS + 30)]
    page = page_of(qtbot, themes, Troubled(*sounds))
    more = next(b for b in page.findChildren(QPushButton) if b.text().startswith("Show 30 more"))
    more.click()
    qtbot.waitUntil(lambda: len(page.findChildren(ProblemLine)) == MOST_ROWS + 30)


def test_the_list_can_be_taken_along(qtbot: QtBot, themes: Themes, tmp_path: Path) -> None:
    target = tmp_path / "problems.tsv"
    page = page_of(qtbot, themes, Troubled(CUT, STALLED), str(target))
    with qtbot.waitSignal(page.notice):
        page.export.click()
    lines = target.read_text("utf-8").splitlines()
    assert lines[0] == "kind\tpath\treason"
    assert lines[1] == f"Could not be read\t{CUT.path}\tThe file ends after 2.1 MB of 48 MB."
    assert len(lines) == 3


def test_a_list_that_cannot_be_written_is_said(qtbot: QtBot, themes: Themes, tmp_path: Path) -> None:
    page = page_of(qtbot, themes, Troubled(CUT), str(tmp_path))
    with qtbot.waitSignal(page.notice) as said:
        page.export.click()
    assert "could not be written" in said.args[0]


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_it_is_painted_in_both_themes(qtbot: QtBot, themes: Themes, choice: str) -> None:
    themes.choose(choice)
    page = page_of(qtbot, themes, Troubled(CUT))
    heading = page.findChild(GroupHeading).grab().toImage()
    inks = {heading.pixelColor(x, y).name() for x in range(heading.width()) for y in range(heading.height())}
    assert themes.current.text1.name() in inks
    assert themes.current.line.name() in inks
