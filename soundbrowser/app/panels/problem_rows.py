"""The lines of the page of problems: a heading for each kind, and a line with its actions for each sound."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from soundbrowser.app import icons
from soundbrowser.app.panels.problem_groups import ProblemRow
from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font
from soundbrowser.app.widgets.elided_label import ElidedLabel


class GroupHeading(QWidget):
    """Icon, title, count and a line to the right edge."""

    def __init__(self, themes: Themes, title: str, icon: str, sounds: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._title, self._icon, self._count = title, icon, f"{sounds:,}"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title}, {sounds}")
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, middle = self._themes.current, QPainter(self), self.height() // 2
        icons.draw(painter, self._icon, theme.warn if self._icon == "warning" else theme.text2, 12, middle - 8)
        painter.setFont(font(13, 600))
        painter.setPen(theme.text1)
        baseline = middle + 5
        painter.drawText(38, baseline, self._title)
        left = 38 + QFontMetrics(font(13, 600)).horizontalAdvance(self._title) + 10
        painter.setFont(font(12))
        painter.setPen(theme.text3)
        painter.drawText(left, baseline, self._count)
        left += painter.fontMetrics().horizontalAdvance(self._count) + 20
        painter.fillRect(left, middle, self.width() - 12 - left, 1, theme.line)


class ProblemLine(QWidget):
    """Signals: `reveal_wanted` (path), `retry_wanted` (ids), `rescan_wanted`. Enter tries again, R shows the folder."""

    reveal_wanted = Signal(str)
    retry_wanted = Signal(list)
    rescan_wanted = Signal()

    def __init__(self, themes: Themes, row: ProblemRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._row = row
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{row.title}: {row.reason}")
        self.reveal = self._button("Show in folder", f"Show {row.title} in its folder")
        self.reveal.clicked.connect(lambda: self.reveal_wanted.emit(row.path))
        self.retry = self._button("Try again", f"Try {row.title} again")
        self.retry.clicked.connect(self._try_again)
        self._arrange()
        self._show_actions(False)

    def _arrange(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(ElidedLabel(self._themes, self._row.title, weight=500))
        names.addWidget(ElidedLabel(self._themes, self._row.place, pixels=12, ink="text2"))
        reason = QLabel(self._row.reason)
        reason.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(38, 8, 12, 8)
        line.setSpacing(16)
        line.addLayout(names, 5)
        line.addWidget(reason, 6)
        line.addWidget(self.reveal)
        line.addWidget(self.retry)

    def _button(self, text: str, spoken: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("small", True)
        button.setAccessibleName(spoken)
        button.installEventFilter(self)
        return button

    def _try_again(self) -> None:
        if self._row.sound_ids:
            self.retry_wanted.emit(list(self._row.sound_ids))
        else:
            self.rescan_wanted.emit()

    def _show_actions(self, lit: bool) -> None:
        for button in (self.reveal, self.retry):
            kind = "plain" if lit else "flat"
            if button.property("kind") != kind:
                button.setProperty("kind", kind)
                button.style().unpolish(button)
                button.style().polish(button)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_actions(self.underMouse() or event.type() is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_actions(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_actions(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._try_again()
            case Qt.Key.Key_R:
                self.reveal_wanted.emit(self._row.path)
            case Qt.Key.Key_Down:
                self.focusNextPrevChild(True)
            case Qt.Key.Key_Up:
                self.focusNextPrevChild(False)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(area, 6, 6)
