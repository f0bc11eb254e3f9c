"""What went wrong, in a sentence, with the details behind a button that copies them."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from soundbrowser.app.dialogs.frame import DialogFrame, button
from soundbrowser.app.theme import Themes


class ErrorDialog(DialogFrame):
    """Without details it is only the sentence; nothing is sent anywhere."""

    def __init__(self, themes: Themes, title: str, sentence: str, details: str, parent: QWidget | None) -> None:
        super().__init__(themes, title, sentence, parent)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Details")
        self.details.setVisible(bool(details))
        self.body.addWidget(self.details, 1)
        self.copy = button("Copy details")
        self.copy.setVisible(bool(details))
        self.copy.clicked.connect(self._copy)
        self.close_with_words = button("Close", "primary")
        self.close_with_words.clicked.connect(self.accept)
        self.close_with_words.setDefault(True)
        self.foot.addWidget(self.copy)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_with_words)

    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        return QSize(620, 420) if self.details.toPlainText() else QSize(max(wanted.width(), 480), wanted.height())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy.setText("Copied")
