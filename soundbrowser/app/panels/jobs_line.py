"""The line at the window's foot: what is being done, how far it has come, and the keys at hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from soundbrowser.app import icons, wording
from soundbrowser.app.jobs import Jobs
from soundbrowser.app.panels.row_parts import paint_text
from soundbrowser.app.summary import Summary
from soundbrowser.app.theme import Themes, blend
from soundbrowser.app.type import font
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.widgets.popover import Popover
from soundbrowser.domain.progress import Progress

HEIGHT, BAR = 28, 240
Hints = tuple[tuple[str, str], ...]


def progress_text(progress: Progress, *, held: bool = False) -> str:
    """18,402 of 39,264 · 64 files/s · about 5 min left; a job that is held has neither a rate nor an end."""
    parts = [f"{progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")]
    if held:
        return parts[0]
    if progress.rate >= 0.5:
        parts.append(f"{progress.rate:,.0f} files/s")
    if progress.seconds_left is not None:
        parts.append(wording.time_left(progress.seconds_left))
    return " · ".join(parts)


class Bar(QWidget):
    """A thin bar for a known length."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._part = 0.0
        self.setFixedHeight(12)

    def show_part(self, part: float) -> None:
        """0 … 1."""
        self._part = part
        self.setAccessibleName(f"{part:.0%} done")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, 4, self.width(), 4)
        painter.setBrush(theme.bg3)
        painter.drawRoundedRect(track, 2, 2)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(QRectF(0, 4, self.width() * self._part, 4), 2, 2)


class KeyHints(QWidget):
    """Keys that are good to know here, as many as fit."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._hints: Hints = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_hints(self, hints: Hints) -> None:
        """(key, what it does), the most useful last."""
        self._hints = hints
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        keys, words = QFontMetrics(font(11, 500)), QFontMetrics(font(12))
        right = float(self.width())
        for key, word in reversed(self._hints):
            wide = words.horizontalAdvance(word)
            cap = keys.horizontalAdvance(key) + 12
            if right - wide - cap - 8 < 0:
                return
            paint_text(painter, QRectF(right - wide - 1, 0, wide + 2, HEIGHT), word, theme.text2)
            box = QRectF(right - wide - 8 - cap, 5, cap, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.bg3)
            painter.drawRoundedRect(box, 4, 4)
            painter.setFont(font(11, 500))
            painter.setPen(theme.text2)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
            right -= wide + cap + 8 + 14


class StateSign(QWidget):
    """A tick when all is done, an arc for how far the job is, bars when it is held or was stopped."""

    def __init__(self, themes: Themes, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._jobs = themes, jobs
        self.empty = True
        self.unfinished = False
        self.setFixedSize(16, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (self._jobs.paused and self._jobs.running) or (self.unfinished and not self._jobs.running):
            icons.draw(painter, "pause", theme.warn, 0, 6)
        elif not self._jobs.running:
            if not self.empty:
                icons.draw(painter, "check", theme.accent, 0, 6)
        else:
            progress = self._jobs.progress
            part = progress.done / progress.total if progress and progress.total else 0.08
            painter.setPen(QPen(theme.bg3, 2))
            painter.drawEllipse(QPointF(8, HEIGHT / 2), 5.5, 5.5)
            painter.setPen(QPen(theme.accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(QRect(2, HEIGHT // 2 - 6, 11, 11), 90 * 16, -round(360 * 16 * max(part, 0.04)))


class JobsLine(QWidget):
    """Owned by the window."""

    cancel_wanted = Signal()

    def __init__(self, themes: Themes, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._jobs = themes, jobs
        self._resting = "Waiting for the first folder"
        self.setFixedHeight(HEIGHT)
        self.setProperty("surface", "bg0")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sign = StateSign(themes, jobs)
        self.text = QLabel()
        self.text.setProperty("role", "secondary")
        self._bar = Bar(themes)
        self._bar.setFixedWidth(BAR)
        self._figures = QLabel()
        self._figures.setProperty("role", "secondary")
        self.pause = IconButton(themes, "pause", "Pause", size=24)
        self.details = IconButton(themes, "chevron", "Details of the jobs", size=24)
        self.hints = KeyHints(themes)
        self._arrange()
        self.pause.clicked.connect(self._hold_or_go_on)
        self.details.clicked.connect(self._open_details)
        jobs.moved.connect(self.refresh)
        themes.changed.connect(self.update)
        self.refresh()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 1, 16, 0)
        row.setSpacing(8)
        for part in (self.sign, self.text, self._bar, self._figures, self.pause, self.details):
            row.addWidget(part)
        row.addWidget(self.hints, 1)

    def show_resting(self, summary: Summary, answered: str = "") -> None:
        """What the line says while nothing is done."""
        stats = summary.stats
        self.sign.empty = summary.empty
        self.sign.unfinished = stats.waiting > 0
        if summary.empty:
            self._resting = "Waiting for the first folder"
        elif stats.waiting:
            self._resting = f"{stats.ready:,} of {stats.sounds:,} sounds listened to"
        else:
            self._resting = " · ".join(filter(None, ("Up to date", wording.count(stats.sounds, "sound"), answered)))
        self.refresh()

    def refresh(self) -> None:
        """Shows the jobs as they stand."""
        running, progress = self._jobs.running, self._jobs.progress
        self.text.setText(self._jobs.title if running else self._resting)
        if running and self._jobs.paused:
            self.text.setText(f"Paused: {self._jobs.title}")
        known = running and progress is not None
        self._bar.setVisible(known and self.width() > 900)
        self._figures.setVisible(known)
        self.pause.setVisible(running or self.sign.unfinished)
        self.details.setVisible(running)
        held = self._jobs.paused or not running
        self.pause.set_icon("play" if held else "pause")
        self.pause.describe("Go on" if held else "Pause")
        if progress is not None:
            self._bar.show_part(progress.done / progress.total if progress.total else 0.0)
            self._figures.setText(progress_text(progress, held=self._jobs.paused))
        self.sign.update()

    def _hold_or_go_on(self) -> None:
        """Holds the running job or lets it go on; with none running, takes up what a stopped one left."""
        if self._jobs.running:
            self._jobs.toggle_pause()
        else:
            self._jobs.resume()

    def _open_details(self) -> None:
        JobDetails(self._themes, self._jobs, self).open_above(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._themes.current
        QPainter(self).fillRect(0, 0, self.width(), 1, blend(theme.bg0, theme.line, 0.9))


class JobDetails(Popover):
    """The running job with its stage and file, those that wait, and buttons to hold and to end."""

    def __init__(self, themes: Themes, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.setFixedWidth(540)
        self.body.setContentsMargins(20, 16, 20, 16)
        head = QHBoxLayout()
        head.addWidget(_label("Jobs", "heading"), 1)
        head.addWidget(_label("You can search, play and drag while these run", "secondary"))
        self.body.addLayout(head)
        line = QHBoxLayout()
        self._title = _label("", "strong")
        self._figures = _label("", "secondary")
        line.addWidget(self._title, 1)
        line.addWidget(self._figures)
        self.body.addLayout(line)
        self._bar = Bar(themes)
        self.body.addWidget(self._bar)
        self._current = _label("", "secondary")
        self.body.addWidget(self._current)
        self._waiting = _label("", "secondary")
        self.body.addWidget(self._waiting)
        self.body.addLayout(self._buttons())
        jobs.moved.connect(self._refresh)
        self._refresh()

    def _buttons(self) -> QVBoxLayout:
        row = QHBoxLayout()
        self._hold = QPushButton()
        end = QPushButton("Stop")
        for button in (self._hold, end):
            button.setProperty("small", True)
        self._hold.clicked.connect(self._jobs.toggle_pause)
        end.clicked.connect(self._jobs.cancel)
        row.addWidget(_label("What is done is kept; it goes on from there the next time.", "caption"), 1)
        row.addWidget(end)
        row.addWidget(self._hold)
        box = QVBoxLayout()
        box.addLayout(row)
        return box

    def _refresh(self) -> None:
        jobs, progress = self._jobs, self._jobs.progress
        if not jobs.running:
            self.close()
            return
        self._title.setText(jobs.title)
        self._hold.setText("Go on" if jobs.paused else "Pause all")
        waiting = jobs.waiting()
        self._waiting.setText(f"Then: {', '.join(waiting)}")
        self._waiting.setVisible(bool(waiting))
        if progress is None:
            return
        self._figures.setText(progress_text(progress, held=jobs.paused))
        self._bar.show_part(progress.done / progress.total if progress.total else 0.0)
        shown = f"{progress.stage.value[0].upper()}{progress.stage.value[1:]}"
        text = f"{shown} · {wording.printable(progress.current)}" if progress.current else shown
        metrics = QFontMetrics(font(12))
        self._current.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, 490))


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label
