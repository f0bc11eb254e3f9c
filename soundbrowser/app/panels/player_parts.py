"""The rows above and below the player's waveform."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from soundbrowser.app.player import PlayerController
from soundbrowser.app.sound_facts import facts, place_of
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.elided_label import ElidedLabel
from soundbrowser.app.widgets.hint_button import HintButton
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.app.widgets.transport import PlayButton, TimeDisplay
from soundbrowser.app.widgets.volume import VolumeControl
from soundbrowser.domain.sound import Sound
from soundbrowser.domain.vectors import Peaks

SIDE = 16
_HEADER, _COMPACT_HEADER, _FOOTER = 52, 44, 34


class PlayerHeader(QWidget):
    """Transport, name, time and volume; follows the controller. Signals: `previous_wanted`, `next_wanted`."""

    previous_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, themes: Themes, controller: PlayerController) -> None:
        super().__init__()
        self._controller = controller
        self.previous = IconButton(themes, "previous", "Previous sound (↑)", size=32)
        self.play = PlayButton(themes)
        self.next = IconButton(themes, "next", "Next sound (↓)", size=32)
        self.loop = IconButton(themes, "loop", "Loop (L)", size=28)
        self.loop.setCheckable(True)
        self.loop.setChecked(controller.looping)
        self.title = ElidedLabel(themes, pixels=13, weight=600)
        self.place = ElidedLabel(themes, pixels=12, ink="text2")
        self.time = TimeDisplay(themes)
        self.volume = VolumeControl(themes, controller)
        self._arrange()
        self.previous.clicked.connect(self.previous_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.play.clicked.connect(controller.toggle)
        self.loop.clicked.connect(controller.set_loop)
        controller.loop_changed.connect(self.loop.setChecked)
        controller.playing_changed.connect(self._describe)
        controller.position_changed.connect(self._show_position)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE - 6, 0, SIDE, 0)
        row.setSpacing(6)
        for button in (self.previous, self.play, self.next, self.loop):
            row.addWidget(button)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self.title)
        names.addWidget(self.place)
        names.addStretch()
        row.addSpacing(12)
        row.addLayout(names, 1)
        row.addSpacing(12)
        row.addWidget(self.time)
        row.addSpacing(12)
        row.addWidget(self.volume)

    def compact(self, on: bool) -> None:
        """Gives up eight pixels."""
        self.setFixedHeight(_COMPACT_HEADER if on else _HEADER)

    def show_sound(self, sound: Sound | None) -> None:
        """Names the sound that would be played."""
        self.title.set_text(sound.name if sound else "Nothing to play yet")
        self.place.set_text(place_of(sound) if sound else "Choose a sound in the list")
        self.play.setEnabled(sound is not None)
        self._describe(self._controller.playing)
        self._show_position(self._controller.position_s)

    def _describe(self, playing: bool) -> None:
        sound = self._controller.sound
        self.play.describe(playing, sound.name if sound else "")

    def _show_position(self, seconds: float) -> None:
        sound = self._controller.sound
        self.time.set_times(seconds, sound.duration_s if sound else 0.0)


class PlayerFooter(QWidget):
    """What the file is, and what can be done with it."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.facts = ElidedLabel(themes, pixels=12, ink="text2", mode=Qt.TextElideMode.ElideRight)
        self.reveal = HintButton(themes, "reveal", "Show in folder", "R")
        self.similar = HintButton(themes, "similar", "Find sounds like this", "S")
        self.setFixedHeight(_FOOTER)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE - 8, 0)
        row.setSpacing(4)
        row.addWidget(self.facts, 1)
        row.addWidget(self.reveal)
        row.addWidget(self.similar)

    def show_sound(self, sound: Sound | None, peaks: Peaks | None) -> None:
        """Says what is known of the file."""
        self.facts.set_text(facts(sound, peaks) if sound else "")
        self.reveal.setEnabled(sound is not None)
        self.similar.setEnabled(sound is not None)

    def show_selection(self, selected: bool) -> None:
        """Offers to search with the selection instead of the whole sound."""
        if selected:
            self.similar.say("Find sounds like the selection", "Shift S")
        else:
            self.similar.say("Find sounds like this", "S")
