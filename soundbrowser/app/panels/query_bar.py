"""The question: words, a clip, and the balance between the two."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from soundbrowser.app import icons
from soundbrowser.app.panels.clip_well import ClipWell
from soundbrowser.app.panels.words_field import WordsField
from soundbrowser.app.question import Question
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.icon_button import IconButton

HEIGHT = 64


class BalanceSlider(QSlider):
    """0 = words only, 100 = clip only, with a tick at the middle; it snaps there."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        self.setRange(0, 100)
        self.setValue(50)
        self.setPageStep(10)
        self.setFixedWidth(92)
        self.setProperty("balance", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._describe)
        self._describe(50)

    def _describe(self, value: int) -> None:
        self.setAccessibleName("Balance between words and clip")
        self.setAccessibleDescription(f"{value} percent clip")
        self.setToolTip(f"{100 - value}% words, {value}% clip")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() // 2, self.height() // 2 - 5, 1, 10, self._themes.current.ctl)
        painter.end()
        super().paintEvent(event)


class _Plus(QWidget):
    """The sign between words and clip."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setFixedSize(28, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), "plus", self._themes.current.text3, 8, 14, 12)


class QueryBar(QWidget):
    """Shows a question and says what was changed in it; owned by the window."""

    balance_changed = Signal(float)
    settings_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.words = WordsField(themes)
        self.clip = ClipWell(themes)
        self.balance = BalanceSlider(themes)
        self._balance_box = QWidget()
        inner = QHBoxLayout(self._balance_box)
        inner.setContentsMargins(16, 0, 0, 0)
        inner.setSpacing(8)
        for part in (_label("Words"), self.balance, _label("Clip")):
            inner.addWidget(part)
        self.settings = IconButton(themes, "settings", "Settings", size=32)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(0)
        row.addWidget(self.words, 1)
        row.addWidget(_Plus(themes))
        row.addWidget(self.clip)
        row.addWidget(self._balance_box)
        row.addSpacing(12)
        row.addWidget(self.settings)
        self._balance_box.hide()
        self._narrow = False
        self._question = Question()
        self.balance.valueChanged.connect(lambda value: self.balance_changed.emit(_snapped(value) / 100))
        self.settings.clicked.connect(self.settings_wanted)

    def show_question(self, question: Question) -> None:
        """Shows what is asked now."""
        if question.clips != self._question.clips:
            self.clip.show_clips(question.clips)
        self._question = question
        self.words.set_text(question.text)
        self.balance.blockSignals(True)
        self.balance.setValue(round(question.balance * 100))
        self.balance.blockSignals(False)
        self._show_balance()

    def fit_window(self, width: int) -> None:
        """In a narrow window the balance moves into the clip's menu."""
        self._narrow = width < 1100
        self.clip.set_narrow(self._narrow)
        self._show_balance()

    def _show_balance(self) -> None:
        both = bool(self._question.text.strip()) and bool(self._question.clips)
        self._balance_box.setVisible(both and not self._narrow)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "secondary")
    return label


def _snapped(value: int) -> int:
    return 50 if abs(value - 50) <= 3 else value
