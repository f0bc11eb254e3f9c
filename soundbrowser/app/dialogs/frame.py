"""What all dialogs share: a title with a sentence below it, a way to close, a body and a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.widgets.scrim import Scrim

EDGE = 24
_CORNER = 12


class DialogFrame(QDialog):
    """Subclasses fill `body` and `foot`."""

    def __init__(self, themes: Themes, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes = themes
        self.setWindowTitle(title)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setProperty("surface", "sheet")
        self._scrim: Scrim | None = None
        self.body = QVBoxLayout()
        self.body.setContentsMargins(EDGE, 0, EDGE, 20)
        self.body.setSpacing(12)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(EDGE, 14, EDGE, 14)
        self.foot.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(title, sentence))
        column.addLayout(self.body, 1)
        column.addWidget(_Line(themes))
        column.addLayout(self.foot)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        owner = self.parentWidget()
        if owner is not None and self._scrim is None:
            window = owner.window()
            self._scrim = Scrim(window, _CORNER if isinstance(window, DialogFrame) else 0.0)
            self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._scrim is not None:
            self._scrim.lift()
            self._scrim = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The sheet is moved by whatever of it is no control."""
        handle = self.windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self.themes.current, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.pop)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)

    def _head(self, title: str, sentence: str) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(title, "title"))
        if sentence:
            words.addWidget(label(sentence, "secondary", wrap=True))
        self.close_button = IconButton(self.themes, "close", "Close (Esc)")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 20, EDGE - 8, 18)
        head.addLayout(words, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return head


class _Line(QWidget):
    """A hairline over the buttons."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._themes.current.line)


def scrolling(layout: QVBoxLayout) -> QScrollArea:
    """Puts lines into an area that scrolls upright, on the dialog's own ground."""
    inner = QWidget()
    inner.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    for ground in (area.viewport(), inner):
        ground.setAutoFillBackground(False)
    return area


def emptied(layout: QLayout) -> None:
    """Takes every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the style sheet's roles."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(text: str, kind: str = "plain", *, small: bool = False) -> QPushButton:
    """A button in one of the style sheet's kinds, never pressed by Enter elsewhere in the dialog."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    made.setAutoDefault(False)
    return made
