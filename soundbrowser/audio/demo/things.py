"""Doors, impacts, machines, vehicles and signals."""

from __future__ import annotations

import numpy as np

from soundbrowser.audio.demo.synth import (
    RATE,
    Signal,
    after,
    band,
    clock,
    decay,
    drift,
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
    """The hinge sticks and slips 15 to 60 times a second; each slip strikes the wood."""
    turns = np.cumsum(15 * 4 ** drift(2.2, 2.5, 50)) / RATE
    slips = np.flatnonzero(np.diff(np.floor(turns)) > 0) / RATE
    strike = modes((430, 980, 1650, 2400, 3300), (0.004, 0.0032, 0.0024, 0.002, 0.0016), 0.12, 52)
    gains = 0.3 + 0.7 * np.random.default_rng(51).random(slips.size)
    wood = scatter(2.2, strike, slips.tolist(), gains.tolist())
    return room(wood * swell(2.2, 0.15, 0.3) * (0.3 + drift(2.2, 6, 53)), 0.5, 0.25, 54)


def door_slam() -> Signal:
    leaf = tilt(noise(0.8, 53), -1.2) * decay(0.8, 0.05) * 1.5
    frame = modes((62, 95, 140, 210, 330), (0.12, 0.1, 0.07, 0.05, 0.04), 0.8, 53)
    latch = band(noise(0.8, 54), 500, 6000, 1) * decay(0.8, 0.015)
    rattle = after(band(noise(0.1, 58), 1500, 6000) * decay(0.1, 0.008), 0.06, 0.8)
    parts = ((leaf + frame, 1.0), (latch, 0.8), (rattle, 0.3))
    return room(np.tanh(3 * mix([part * (gain / np.abs(part).max()) for part, gain in parts])), 1.4, 0.2, 55)


def knock() -> Signal:
    stroke = modes((160, 290, 460, 700), (0.02, 0.014, 0.011, 0.009), 0.2, 56)
    stroke += band(noise(0.2, 57), 300, 3500, 1) * decay(0.2, 0.006)
    return room(mix([after(stroke, 0.05 + 0.22 * k, 1.0) for k in range(3)]), 0.4, 0.15, 57)


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
    tooth = band(noise(0.006, 64), 2500, 12000, 1) * decay(0.006, 0.0012)
    times = np.cumsum(1 / np.geomspace(70, 190, 90))
    teeth = scatter(1.0, tooth, times.tolist(), (0.6 + 0.4 * np.random.default_rng(65).random(90)).tolist())
    cloth = band(noise(1.0, 6), 2000, 9000, 1) * (clock(1.0) < times[-1]) * 0.1 * teeth.std()
    return mix([teeth, 0.3 * band(teeth, 700, 1500, 2), cloth])


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
    crack = band(noise(0.6, 81), 150, 12000, 1) * decay(0.6, 0.02, 0.0003)
    blast = tilt(noise(0.6, 82), -1) * decay(0.6, 0.12, 0.0005)
    both = crack + 0.6 * blast
    return room(np.tanh(6 * both / np.abs(both).max()), 1.5, 0.12, 83)


def whoosh() -> Signal:
    out, hiss = np.zeros(clock(0.9).size), noise(0.9, 83)
    for k, centre in enumerate(np.geomspace(350, 3500, 12)):
        out += band(hiss, centre * 0.8, centre * 1.25, 6) * np.exp(-(((clock(0.9) - 0.15 - 0.045 * k) / 0.12) ** 2))
    return out


def vinyl() -> Signal:
    pop = band(noise(0.006, 84), 900, 9000) * decay(0.006, 0.001)
    return scatter(3, pop, *moments(14, 3, 85)) + band(noise(3, 86), 200, 7000) * 0.02
