"""Drums, tones, and the sounds of games and interfaces."""

from __future__ import annotations

import numpy as np

from soundbrowser.audio.demo.synth import (
    Signal,
    after,
    band,
    clock,
    decay,
    glide,
    mix,
    modes,
    noise,
    pitch_of,
    pluck,
    room,
    samples,
    saw,
    swell,
    tone,
)


def kick_808() -> Signal:
    return tone(glide(150, 46, 1.2, 0.18), 1.2) * decay(1.2, 0.28)


def kick_acoustic() -> Signal:
    body = tone(glide(120, 58, 0.35, 0.3), 0.35) * decay(0.35, 0.05)
    return body + band(noise(0.35, 100), 1200, 6000) * decay(0.35, 0.004) * 0.5


def snare() -> Signal:
    return modes((185, 330), (0.05, 0.035), 0.4, 101) + band(noise(0.4, 102), 1200, 10000) * decay(0.4, 0.05) * 0.8


def closed_hat() -> Signal:
    return band(noise(0.12, 103), 7000, 16000, 6) * decay(0.12, 0.014)


def open_hat() -> Signal:
    return band(noise(0.7, 104), 6500, 16000, 6) * decay(0.7, 0.13)


def clap() -> Signal:
    burst = band(noise(0.5, 105), 800, 4500)
    hands = sum(after(burst * decay(0.5, 0.005), at, 0.5) for at in (0.0, 0.011, 0.023))
    return hands + after(burst * decay(0.5, 0.05) * 0.7, 0.033, 0.5)


def tom() -> Signal:
    return tone(glide(165, 92, 0.7, 0.35), 0.7) * decay(0.7, 0.11) + band(noise(0.7, 106), 200, 1500) * decay(0.7, 0.01)


def crash() -> Signal:
    metal = modes(np.geomspace(420, 9000, 34).tolist(), np.linspace(0.7, 0.2, 34).tolist(), 2.6, 107)
    return metal * 0.15 + band(noise(2.6, 108), 3500, 15000) * decay(2.6, 0.5)


def cowbell() -> Signal:
    return (np.sign(tone(540, 0.4)) + np.sign(tone(800, 0.4))) * decay(0.4, 0.06) * 0.4


def shaker() -> Signal:
    grain = band(noise(0.09, 109), 4500, 13000) * swell(0.09, 0.04, 0.04)
    return mix([after(grain * (1 if k % 2 == 0 else 0.6), 0.02 + 0.125 * k, 1.1) for k in range(8)])


def sub_bass() -> Signal:
    return tone(43.65, 1.6, (1, 0.2, 0.05)) * swell(1.6, 0.02, 0.3)


def acid_bass() -> Signal:
    out = np.zeros(clock(1.6).size)
    for k, note in enumerate((36, 36, 48, 39, 36, 46, 36, 43)):
        sound = saw(pitch_of(note), 0.19, 40)
        out += after(band(sound, 30, 300 + 1600 * (k % 4), 3) * decay(0.19, 0.08, 0.003), 0.2 * k, 1.6)
    return out


def guitar() -> Signal:
    return pluck(196, 2.2, 0.996, 110)


def harp() -> Signal:
    notes = (60, 64, 67, 72, 76)
    return mix([after(pluck(pitch_of(n), 1.8, 0.994, 111 + n), 0.11 * k, 2.3) for k, n in enumerate(notes)])


def piano() -> Signal:
    partials = mix(
        [
            np.sin(2 * np.pi * 261.6 * k * (1 + 0.0004 * k * k) * clock(2.4)) * decay(2.4, 0.7 / k) / k
            for k in range(1, 12)
        ]
    )
    return partials + band(noise(2.4, 112), 300, 2500) * decay(2.4, 0.01) * 0.15


def organ() -> Signal:
    chord = sum(tone(pitch_of(n), 2, (1, 0.7, 0, 0.6, 0, 0.3, 0, 0.25)) for n in (48, 55, 60, 64))
    return np.asarray(chord) * swell(2, 0.03, 0.1)


def flute() -> Signal:
    pitch = 587 * (1 + 0.006 * np.sin(2 * np.pi * 5 * clock(1.8)))
    return (tone(pitch, 1.8, (1, 0.25, 0.08, 0.02)) + band(noise(1.8, 113), 500, 4000) * 0.06) * swell(1.8, 0.09, 0.25)


def strings() -> Signal:
    """Four players, each with a tuning and a vibrato of their own, and the bows' hiss; through a body's resonances."""
    rng, t, out = np.random.default_rng(9), clock(2.6), np.zeros(samples(2.6))
    for _ in range(4):
        vibrato = 0.004 * np.sin(2 * np.pi * rng.uniform(5.2, 5.8) * t + rng.uniform(0, 6)) * np.minimum(t / 0.5, 1)
        out += saw(293.7 * (1 + rng.normal(0, 0.002)) * (1 + vibrato), 2.6, 30)
    out += 0.03 * out.std() * band(noise(2.6, 12), 1500, 6000)
    body = 0.3 * out + band(out, 250, 350, 3) + band(out, 420, 560, 3) + 0.8 * band(out, 2000, 3500, 2)
    return room(body * swell(2.6, 0.3, 0.6), 0.8, 0.25, 13)


def pad() -> Signal:
    notes = (48, 55, 59, 64, 67)
    chord = mix([saw(pitch_of(n) * (1 + 0.002 * k), 3.4, 12) for k, n in enumerate(notes)])
    return room(band(chord, 80, 1400, 2) * swell(3.4, 1.2, 1.2), 0.6, 0.4, 114)


def arpeggio() -> Signal:
    notes = (57, 60, 64, 69, 72, 69, 64, 60)
    steps = [np.sign(tone(pitch_of(n), 0.14)) * decay(0.14, 0.05) for n in notes * 2]
    return mix([after(step, 0.125 * k, 2.1) for k, step in enumerate(steps)]) * 0.5


def laser() -> Signal:
    return tone(glide(3200, 180, 0.35, 0.6), 0.35, (1, 0.5, 0.3)) * decay(0.35, 0.09)


def coin_pickup() -> Signal:
    first, second = (np.sign(tone(hz, s)) * decay(s, 0.12) for hz, s in ((988, 0.08), (1319, 0.5)))
    return after(first, 0, 0.6) + after(second, 0.08, 0.6)


def jump() -> Signal:
    return np.sign(tone(glide(220, 880, 0.22), 0.22)) * decay(0.22, 0.1)


def power_up() -> Signal:
    steps = [tone(pitch_of(n), 0.16, (1, 0.4)) * decay(0.16, 0.06) for n in (60, 64, 67, 72, 76, 79, 84)]
    return mix([after(step, 0.07 * k, 0.8) for k, step in enumerate(steps)])


def ui_confirm() -> Signal:
    return after(tone(880, 0.3) * decay(0.3, 0.05), 0, 0.4) + after(tone(1175, 0.3) * decay(0.3, 0.06), 0.09, 0.4)


def ui_error() -> Signal:
    low = tone(196, 0.2, (1, 0, 0.4, 0, 0.2)) * swell(0.2, 0.01, 0.05)
    return after(low, 0, 0.55) + after(low * 0.9, 0.24, 0.55)


def riser() -> Signal:
    sweep = glide(180, 2600, 2.6, 1.6)
    return (saw(sweep, 2.6, 8) * 0.4 + band(noise(2.6, 115), 1500, 11000) * 0.5) * np.linspace(0, 1, sweep.size) ** 2
