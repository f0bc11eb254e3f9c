"""Doors, impacts, machines, vehicles and signals."""

from __future__ import annotations

import numpy as np

from soundbrowser.audio.demo.synth import (
    Signal,
    after,
    band,
    clock,
    decay,
    drift,
    glide,
    mix,
    modes,
    moments,
    noise,
    room,
    saw,
    scatter,
    swell,
    tilt,
    tone,
)


def door_creak() -> Signal:
    pitch = 240 + 260 * drift(1.8, 4, 50)
    sticks = saw(pitch, 1.8, 18) * (0.4 + 0.6 * drift(1.8, 18, 51))
    return room(band(sticks, 350, 3200, 2) * swell(1.8, 0.2, 0.3), 0.4, 0.2, 52)


def door_slam() -> Signal:
    thud = modes((62, 118, 175, 260), (0.09, 0.06, 0.04, 0.03), 0.7, 53) * 1.5
    latch = band(noise(0.7, 54), 800, 5000) * decay(0.7, 0.012)
    return room(thud * decay(0.7, 0.2) + latch, 0.7, 0.25, 55)


def knock() -> Signal:
    stroke = modes((210, 345, 560, 820), (0.03, 0.022, 0.015, 0.01), 0.25, 56)
    return room(mix([after(stroke, 0.05 + 0.19 * k, 0.9) for k in range(3)]), 0.3, 0.15, 57)


def glass() -> Signal:
    crash = band(noise(1.6, 58), 2500, 14000) * decay(1.6, 0.05)
    shard = modes((3100, 4700, 6400, 8900), (0.05, 0.04, 0.03, 0.02), 0.3, 59)
    times, gains = moments(16, 1.2, 60)
    return crash + scatter(1.6, shard, [0.05 + at for at in times], gains) * 0.5


def metal_hit() -> Signal:
    return modes((410, 983, 1540, 2210, 3187, 4533), (0.5, 0.35, 0.3, 0.22, 0.15, 0.1), 2.2, 61)


def wood_block() -> Signal:
    return modes((620, 1390, 2510), (0.025, 0.015, 0.01), 0.3, 62)


def coins() -> Signal:
    ring = modes((5200, 6900, 9100, 11800), (0.06, 0.05, 0.03, 0.02), 0.4, 63)
    times = (0.03, 0.12, 0.19, 0.31, 0.37, 0.52)
    return scatter(1.1, ring, times, (1, 0.8, 0.9, 0.5, 0.7, 0.4))


def zipper() -> Signal:
    tooth = band(noise(0.004, 64), 2000, 9000) * decay(0.004, 0.001)
    times = np.cumsum(1 / np.geomspace(70, 190, 90))
    return scatter(1.0, tooth, times.tolist(), (0.6 + 0.4 * np.random.default_rng(65).random(90)).tolist())


def paper() -> Signal:
    grain = band(noise(0.008, 66), 2500, 11000) * decay(0.008, 0.0015)
    return scatter(1.2, grain, *moments(130, 1.2, 67)) * (0.3 + drift(1.2, 7, 68))


def clock_tick() -> Signal:
    tick = modes((2400, 3900, 5600), (0.006, 0.005, 0.003), 0.06, 69)
    tock = modes((1700, 2900, 4300), (0.008, 0.005, 0.003), 0.06, 70)
    return mix([after(tick if k % 2 == 0 else tock, 0.1 + 0.5 * k, 3) for k in range(6)])


def typing() -> Signal:
    key = band(noise(0.03, 71), 900, 6000) * decay(0.03, 0.004) + tone(210, 0.03) * decay(0.03, 0.006) * 0.4
    rng = np.random.default_rng(72)
    times = np.cumsum(rng.uniform(0.07, 0.2, 17))
    return scatter(2.6, key, times.tolist(), rng.uniform(0.5, 1, 17).tolist())


def mouse_click() -> Signal:
    press = band(noise(0.02, 73), 1500, 8000) * decay(0.02, 0.002)
    return after(press, 0.01, 0.25) + after(press * 0.6, 0.11, 0.25)


def engine() -> Signal:
    rpm = 1 + 0.03 * np.sin(2 * np.pi * 0.7 * clock(3))
    firing = saw(48 * rpm, 3, 40) * (1 + 0.5 * np.sin(2 * np.pi * 24 * clock(3)))
    return band(firing, 40, 900, 2) + band(noise(3, 74), 100, 1500) * 0.15


def car_pass() -> Signal:
    near = np.exp(-(((clock(4) - 2) / 0.7) ** 2))
    pitch = 105 * (1 - 0.12 * np.tanh((clock(4) - 2) / 0.4))
    return (saw(pitch, 4, 20) * 0.35 + tilt(noise(4, 75), -0.4) * 0.8) * (0.03 + near)


def helicopter() -> Signal:
    blades = (0.5 + 0.5 * np.sin(2 * np.pi * 11 * clock(3))) ** 4
    return band(noise(3, 76), 60, 1800) * (0.15 + blades) + saw(92, 3, 12) * 0.12


def train_horn() -> Signal:
    chord = mix([saw(hz, 1.8, 14) for hz in (311, 370, 415, 494)])
    return room(band(chord, 250, 3500, 2) * swell(1.8, 0.08, 0.15), 1.2, 0.25, 77)


def siren() -> Signal:
    pitch = 850 + 350 * np.sin(2 * np.pi * 0.5 * clock(4) - np.pi / 2)
    return tone(pitch, 4, (1, 0.4, 0.25, 0.1))


def alarm() -> Signal:
    t = clock(2)
    return np.sign(np.sin(2 * np.pi * 1000 * t)) * ((t % 0.25) < 0.125) * 0.5


def bell() -> Signal:
    return modes((262, 524, 629, 786, 1048, 1310, 2096), (1.6, 1.2, 0.9, 0.7, 0.5, 0.35, 0.2), 4, 78)


def phone() -> Signal:
    t = clock(2.6)
    ring = (np.sin(2 * np.pi * 1480 * t) + np.sin(2 * np.pi * 1870 * t)) * (np.sin(2 * np.pi * 22 * t) > 0)
    return ring * ((t % 1.5) < 1.0)


def dial_tone() -> Signal:
    return tone(350, 2) + tone(440, 2)


def explosion() -> Signal:
    blast = tilt(noise(3, 79), -0.7) * decay(3, 0.25, 0.004)
    return blast * 2 + band(noise(3, 80), 20, 90) * decay(3, 0.5, 0.02) * 6


def gunshot() -> Signal:
    crack = band(noise(0.5, 81), 300, 9000) * decay(0.5, 0.012) + tone(glide(190, 60, 0.5), 0.5) * decay(0.5, 0.03)
    return room(crack, 1.0, 0.3, 82)


def whoosh() -> Signal:
    out, hiss = np.zeros(clock(0.9).size), noise(0.9, 83)
    for k, centre in enumerate(np.geomspace(350, 3500, 12)):
        out += band(hiss, centre * 0.8, centre * 1.25, 6) * np.exp(-(((clock(0.9) - 0.15 - 0.045 * k) / 0.12) ** 2))
    return out


def vinyl() -> Signal:
    pop = band(noise(0.006, 84), 900, 9000) * decay(0.006, 0.001)
    return scatter(3, pop, *moments(14, 3, 85)) + band(noise(3, 86), 200, 7000) * 0.02
