"""Volume: a speaker that mutes, a slider with a loudness-like taper, the level in decibels."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from soundbrowser.app.player import QUIETEST_DB, PlayerController
from soundbrowser.app.theme import Themes
from soundbrowser.app.type import font
from soundbrowser.app.widgets.icon_button import IconButton

_STEPS = 1000
_TAPER_DB = 60.0
"""Amplitude is the cube of the slider's place: 60 dB a decade."""


def slider_of(volume_db: float) -> int:
    """The slider's place, 0 … 1000, for a level."""
    return 0 if volume_db <= QUIETEST_DB else round(_STEPS * 10 ** (volume_db / _TAPER_DB))


def volume_of(place: int) -> float:
    """The level in dB for the slider's place."""
    return QUIETEST_DB if place <= 0 else max(QUIETEST_DB, _TAPER_DB * math.log10(place / _STEPS))


def volume_text(volume_db: float) -> str:
    """A level as it is written beside the slider."""
    return "silent" if volume_db <= QUIETEST_DB else f"{volume_db:.1f} dB".replace("-", "−")


class VolumeControl(QWidget):
    """Follows and sets the controller's volume."""

    def __init__(self, themes: Themes, controller: PlayerController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.mute = IconButton(themes, "volume", "Mute")
        self.mute.clicked.connect(lambda: controller.set_muted(not controller.muted))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(50)
        self.slider.setSingleStep(10)
        self.slider.setFixedWidth(88)
        self.slider.setAccessibleName("Volume")
        self.slider.valueChanged.connect(self._moved)
        self.level = QLabel()
        self.level.setProperty("role", "secondary")
        self.level.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.level.setFont(font(12))
        self.level.setFixedWidth(self.level.fontMetrics().horizontalAdvance("−60.0 dB") + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.mute, self.slider, self.level):
            row.addWidget(widget)
        controller.volume_changed.connect(self._show)
        self._show()

    def _moved(self, place: int) -> None:
        if place != slider_of(self._controller.volume_db):
            self._controller.set_volume_db(volume_of(place))

    def _show(self) -> None:
        muted = self._controller.muted
        self.slider.setValue(slider_of(self._controller.volume_db))
        text = "muted" if muted else volume_text(self._controller.volume_db)
        self.level.setText(text)
        self.slider.setAccessibleDescription(text)
        self.mute.set_icon("mute" if muted else "volume")
        self.mute.describe("Unmute" if muted else "Mute")
