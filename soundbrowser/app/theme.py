"""The window's colours: two sets of tokens, and which of them holds now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from soundbrowser.app.style import style_sheet
from soundbrowser.app.tokens import TOKENS, Theme, blend

__all__ = ["DARK", "LIGHT", "Theme", "Themes", "blend"]


def _theme(*, dark: bool, colours: str, ramp: str) -> Theme:
    """A theme from its tokens in the order of `TOKENS`."""
    named = dict(zip(TOKENS, (QColor(f"#{colour}") for colour in colours.split()), strict=True))
    return Theme(dark=dark, ramp=tuple(QColor(f"#{stop}") for stop in ramp.split()), **named)


DARK = _theme(
    dark=True,
    colours="111317 16191E 1C2026 282D35 20242B 262B32 707986 E8EAED B3BAC4 98A1AD 5AD1A6 08221A 203532 202328 223835 "
    "E8B95B F4838A",
    ramp="EE7F67 E9A45C CDBF93 72AEE6 9A93F2",
)
LIGHT = _theme(
    dark=False,
    colours="EFF1F3 FBFCFC F4F5F7 E4E7EB FFFFFF DDE1E6 7A828D 14171B 424A55 5C6470 0A7656 FFFFFF DCEBE6 F1F2F2 DCEBE6 "
    "8A5A00 B8303A",
    ramp="D4553F BC7615 7C8426 2C7CC4 6A57D0",
)


def palette_of(theme: Theme) -> QPalette:
    """Qt's roles in the theme's colours, for the parts that the style sheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.bg1),
        (role.WindowText, theme.text1),
        (role.Base, theme.bg2),
        (role.AlternateBase, theme.bg1),
        (role.Text, theme.text1),
        (role.Button, theme.bg3),
        (role.ButtonText, theme.text1),
        (role.ToolTipBase, theme.pop),
        (role.ToolTipText, theme.text1),
        (role.PlaceholderText, theme.text3),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.onaccent),
        (role.Link, theme.accent),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, blend(theme.bg1, theme.text3, 0.6))
    return palette


class Themes(QObject):
    """The theme that holds now; follows the system unless the user chose one. Owned by `main`."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._current = self._wanted()
        self._apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def current(self) -> Theme:
        """The tokens to paint with."""
        return self._current

    @property
    def choice(self) -> str:
        """`system`, `dark` or `light`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Follows the system, or keeps to dark or light."""
        self._choice = choice
        self._follow()

    def _wanted(self) -> Theme:
        if self._choice in ("dark", "light"):
            return DARK if self._choice == "dark" else LIGHT
        return LIGHT if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is self._current:
            return
        self._current = wanted
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        self._application.setPalette(palette_of(self._current))
        self._application.setStyleSheet(style_sheet(self._current))
