"""What this program is, which version, and under which terms."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from soundbrowser.app.dialogs.frame import DialogFrame, button, label
from soundbrowser.app.theme import Themes
from soundbrowser.version import __version__

_WORDS = (
    "Finds the right sound in your own library, by words, by a clip, or both. Everything runs on this computer; "
    "nothing is sent anywhere, and your sounds are never changed."
)
_TERMS = (
    "MIT licence. The licences of the libraries it uses are in THIRD_PARTY.md, those of what the model learned from "
    "in the model's card."
)


class AboutDialog(DialogFrame):
    """Opens over the window."""

    def __init__(self, themes: Themes, parent: QWidget | None) -> None:
        super().__init__(themes, "soundbrowser", f"Version {__version__}", parent)
        self.body.addWidget(label(_WORDS, wrap=True))
        self.body.addWidget(label(_TERMS, "secondary", wrap=True))
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.finished.connect(self.deleteLater)

    def sizeHint(self) -> QSize:
        return QSize(460, super().sizeHint().height())
