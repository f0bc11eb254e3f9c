"""Which demo sounds there are, under the names and folders a sound designer would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from soundbrowser.audio.demo import music, nature, things
from soundbrowser.audio.demo.synth import Signal, samples
from soundbrowser.domain.vectors import F32

PEAK = 0.7
FADE_S = 0.01

_SOUNDS: tuple[tuple[str, str, Callable[[], Signal]], ...] = (
    ("Weather", "Rain_Steady_Garden", nature.rain),
    ("Weather", "Rain_TinRoof_Close", nature.rain_on_roof),
    ("Weather", "Wind_Howling_Gusts", nature.wind),
    ("Weather", "Thunder_Clap_Rumble", nature.thunder),
    ("Water", "Waves_Beach_Surf", nature.waves),
    ("Water", "Stream_Brook_Babbling", nature.stream),
    ("Water", "Water_Drip_Cave", nature.drip),
    ("Water", "Bubbles_Underwater", nature.bubbles),
    ("Fire", "Campfire_Crackle", nature.fire),
    ("Animals", "Birds_Chirping_Morning", nature.birds),
    ("Animals", "Crickets_Night", nature.crickets),
    ("Animals", "Frog_Croak", nature.frog),
    ("Animals", "Dog_Bark_Twice", nature.dog),
    ("Animals", "Cat_Meow", nature.cat),
    ("Animals", "Owl_Hoot", nature.owl),
    ("Human", "Heartbeat_Slow", nature.heartbeat),
    ("Human", "Applause_SmallHall", nature.applause),
    ("Foley", "Footsteps_Gravel_Walk", nature.footsteps_gravel),
    ("Foley", "Footsteps_WoodFloor_Walk", nature.footsteps_wood),
    ("Foley", "Zipper_Open", things.zipper),
    ("Foley", "Paper_Crumple", things.paper),
    ("Foley", "Coins_Drop", things.coins),
    ("Doors", "Door_Wood_Creak_Slow", things.door_creak),
    ("Doors", "Door_Slam_Heavy", things.door_slam),
    ("Doors", "Door_Knock_Three", things.knock),
    ("Impacts", "Glass_Break_Window", things.glass),
    ("Impacts", "Metal_Hit_Pipe", things.metal_hit),
    ("Impacts", "Wood_Block_Hit", things.wood_block),
    ("Impacts", "Explosion_Distant_Boom", things.explosion),
    ("Impacts", "Gunshot_Outdoor", things.gunshot),
    ("Movement", "Whoosh_Fast_By", things.whoosh),
    ("Movement", "Riser_Tension", music.riser),
    ("Machines", "Engine_Idle_Diesel", things.engine),
    ("Machines", "Helicopter_Hover", things.helicopter),
    ("Machines", "Clock_Ticking", things.clock_tick),
    ("Machines", "Keyboard_Typing", things.typing),
    ("Machines", "Mouse_Click", things.mouse_click),
    ("Machines", "Vinyl_Crackle", things.vinyl),
    ("Vehicles", "Car_PassBy_Road", things.car_pass),
    ("Vehicles", "Train_Horn", things.train_horn),
    ("Signals", "Siren_Police", things.siren),
    ("Signals", "Alarm_Digital_Beep", things.alarm),
    ("Signals", "Bell_Church_Toll", things.bell),
    ("Signals", "Telephone_Ring", things.phone),
    ("Signals", "Telephone_DialTone", things.dial_tone),
    ("Drums", "kick_808", music.kick_808),
    ("Drums", "kick_acoustic_01", music.kick_acoustic),
    ("Drums", "snare_tight_01", music.snare),
    ("Drums", "hihat_closed", music.closed_hat),
    ("Drums", "hihat_open", music.open_hat),
    ("Drums", "clap_909", music.clap),
    ("Drums", "tom_low", music.tom),
    ("Drums", "crash_cymbal", music.crash),
    ("Drums", "cowbell", music.cowbell),
    ("Drums", "shaker_loop", music.shaker),
    ("Tonal", "Bass_Sub_F1", music.sub_bass),
    ("Tonal", "Bass_Acid_Loop", music.acid_bass),
    ("Tonal", "Guitar_Pluck_G3", music.guitar),
    ("Tonal", "Harp_Glissando", music.harp),
    ("Tonal", "Piano_C4", music.piano),
    ("Tonal", "Organ_Chord", music.organ),
    ("Tonal", "Flute_D5", music.flute),
    ("Tonal", "Strings_D4_Sustain", music.strings),
    ("Tonal", "Synth_Pad_Warm", music.pad),
    ("Tonal", "Synth_Arpeggio", music.arpeggio),
    ("Games", "Laser_Shot", music.laser),
    ("Games", "Coin_Pickup", music.coin_pickup),
    ("Games", "Jump_Retro", music.jump),
    ("Games", "PowerUp_Arcade", music.power_up),
    ("Interface", "UI_Confirm", music.ui_confirm),
    ("Interface", "UI_Error", music.ui_error),
)
_WIDE = frozenset({"Weather", "Water", "Fire"})
"""Ambiences are stereo: their second channel is the same sound from a little elsewhere."""
_SHIFT_S = 0.37


@dataclass(frozen=True, slots=True, eq=False)
class DemoSound:
    """One synthesised sound."""

    category: str
    name: str
    waveform: F32
    """(n,) or (n, 2), 44.1 kHz."""


def demo_sounds() -> Iterator[DemoSound]:
    """All of them, the same at every call."""
    for category, name, make in _SOUNDS:
        yield DemoSound(category, name, _finished(make(), category in _WIDE))


def _finished(signal: Signal, wide: bool) -> F32:
    """Loud alike, ending in silence; strokes keep their attack."""
    fade = np.minimum(1, np.arange(signal.size)[::-1] / samples(FADE_S))
    mono = np.asarray(signal * fade * PEAK / max(float(np.abs(signal).max()), 1e-9), np.float32)
    return np.stack([mono, np.roll(mono, samples(_SHIFT_S)) * fade.astype(np.float32)], axis=1) if wide else mono
