"""What appears over the list while something is dragged over the window: where it may go and what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import PurePath
from typing import Protocol

from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from soundbrowser.app.background import Task, run_in_background
from soundbrowser.app.dragdrop import local_paths, split_folders
from soundbrowser.app.panels.drop_target import Target, paint_target
from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font
from soundbrowser.app.wording import count, printable
from soundbrowser.domain.query import ClipRegion
from soundbrowser.domain.vectors import Peaks

_LINGER_MS = 120
"""The pointer may leave a panel only to come into the next one."""
_COLUMNS = 560
_EDGE, _GAP, _FOOT = 16, 16, 40


class WaveformSource(Protocol):
    """What draws clips: `soundbrowser.library.Library`."""

    def waveform(self, path: str, columns: int, start_s: float = 0, end_s: float | None = None) -> Peaks: ...


class _Goal(Enum):
    CLIP = auto()
    BOTH = auto()
    FOLDERS = auto()
    WORDS = auto()


class DropOverlay(QWidget):
    """Laid over the pages by the window, which calls `begin` when a drag comes in.

    Signals: `clips_dropped` (list of ClipRegion, with the words?), `folders_dropped` (paths), `text_dropped`.
    """

    clips_dropped = Signal(list, bool)
    folders_dropped = Signal(list)
    text_dropped = Signal(str)

    def __init__(self, themes: Themes, library: WaveformSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._library = library
        self._words = ""
        self._files: list[str] = []
        self._folders: list[str] = []
        self._text = ""
        self._peaks: Peaks | None = None
        self._drawing: Task | None = None
        self._hovered: _Goal | None = None
        self._leaving = QTimer(self, singleShot=True, interval=_LINGER_MS)
        self._leaving.timeout.connect(self.end)
        self.setAcceptDrops(True)
        self.hide()

    def set_words(self, words: str) -> None:
        """The words that are in the query bar now."""
        self._words = words.strip()

    def begin(self, mime: QMimeData) -> bool:
        """Shows what can be done with what is dragged; False, and nothing is shown, when nothing can."""
        self._leaving.stop()
        folders, files = split_folders(local_paths(mime))
        text = mime.text().strip() if not folders and not files and mime.hasText() else ""
        if not (folders or files or text):
            return False
        if not self.isVisible() or files != self._files:
            self._draw_clip(files)
        self._folders, self._files, self._text = folders, files, text
        self._hovered = None
        self.raise_()
        self.show()
        self.update()
        return True

    def end(self) -> None:
        """Goes away; nothing has happened."""
        self._leaving.stop()
        if self._drawing is not None:
            self._drawing.forget()
        self.hide()

    def _draw_clip(self, files: Sequence[str]) -> None:
        self._peaks = None
        if self._drawing is not None:
            self._drawing.forget()
        if files:
            first = files[0]
            self._drawing = run_in_background(
                self, lambda: self._library.waveform(first, _COLUMNS), self._drawn, self._undrawn
            )

    def _drawn(self, peaks: Peaks) -> None:
        self._peaks = peaks
        self.update()

    def _undrawn(self, _error: Exception) -> None:
        """Whoever takes the drop says why the clip cannot be read; until then there is only no picture."""
        self._peaks = None

    # -- goals --------------------------------------------------------------------------------------------------

    def goals(self) -> list[tuple[_Goal, QRect]]:
        """What can be done, and where."""
        if self._folders:
            wanted = [_Goal.FOLDERS]
        elif self._files:
            wanted = [_Goal.CLIP, _Goal.BOTH] if self._words else [_Goal.CLIP]
        else:
            wanted = [_Goal.WORDS]
        area = self.rect().adjusted(_EDGE, 8, -_EDGE, -_FOOT)
        width = (area.width() - _GAP * (len(wanted) - 1)) // len(wanted)
        places = [QRect(area.left() + k * (width + _GAP), area.top(), width, area.height()) for k in range(len(wanted))]
        return list(zip(wanted, places, strict=True))

    def _goal_at(self, at: QPointF) -> _Goal | None:
        return next((goal for goal, place in self.goals() if place.contains(at.toPoint())), None)

    def _target(self, goal: _Goal) -> Target:
        several = len(self._files) > 1
        clip = f"these {len(self._files)} clips" if several else "this clip"
        match goal:
            case _Goal.FOLDERS:
                names = ", ".join(printable(PurePath(path).name) for path in self._folders[:3])
                title = "Add to your library"
                return Target(title, f"{names} · every sound is listened to once, nothing is moved", icon="folder-add")
            case _Goal.WORDS:
                return Target("Search with this text", f"“{self._text[:80]}”", icon="search")
            case _Goal.BOTH:
                note = "Balance the two afterwards with the slider"
                return Target(f"Find like {clip} and the words", note, self._peaks, words=self._words)
        mean = " · their mean is what is searched with" if several else ""
        note = f"Replaces the words “{self._words}”" if self._words else printable(PurePath(self._files[0]).name)
        return Target(f"Find sounds like {clip}", note + mean, self._peaks)

    def _promise(self) -> str:
        if self._folders:
            return f"{count(len(self._folders), 'folder')} will be read where it lies."
        if self._text:
            return "The text goes into the search field."
        return "The clip is only listened to. It is not copied or added to your library."

    # -- events -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._leaving.stop()
        self._over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._over(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._hovered = None
        self.update()
        self._leaving.start()

    def dropEvent(self, event: QDropEvent) -> None:
        goal = self._goal_at(event.position())
        self.end()
        if goal is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        match goal:
            case _Goal.FOLDERS:
                self.folders_dropped.emit(self._folders)
            case _Goal.WORDS:
                self.text_dropped.emit(self._text)
            case _:
                self.clips_dropped.emit([ClipRegion(path) for path in self._files], goal is _Goal.BOTH)

    def _over(self, event: QDragMoveEvent) -> None:
        goal = self._goal_at(event.position())
        if goal is not self._hovered:
            self._hovered = goal
            self.update()
        if goal is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.bg1)
        for goal, place in self.goals():
            paint_target(painter, place, self._target(goal), theme, hovered=goal is self._hovered)
        foot = self.rect().adjusted(_EDGE, self.height() - _FOOT, -_EDGE, 0)
        painter.setFont(font(12))
        painter.setPen(theme.text2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._promise())
        painter.setPen(theme.text3)
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "Esc cancels")
