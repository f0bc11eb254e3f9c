"""Weather, water, animals and people."""

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
    moments,
    noise,
    room,
    saw,
    scatter,
    swell,
    tilt,
    tone,
)


def rain() -> Signal:
    drops = scatter(4, band(noise(0.01, 1), 2500, 12000) * decay(0.01, 0.0015), *moments(400, 4, 2))
    return drops * 0.5 + band(noise(4, 3), 1200, 9000) * 0.25


def rain_on_roof() -> Signal:
    drop = band(noise(0.03, 4), 300, 3500) * decay(0.03, 0.003) + tone(900, 0.03) * decay(0.03, 0.004)
    return scatter(4, drop, *moments(160, 4, 5)) + band(noise(4, 6), 400, 5000) * 0.08


def wind() -> Signal:
    gusts = drift(4, 0.8, 7)
    low, high = tilt(noise(4, 8), -1.0), band(noise(4, 9), 500, 1100, 8)
    return low * (0.3 + 0.5 * gusts) + high * gusts**2


def thunder() -> Signal:
    crack = band(noise(4, 10), 150, 5000) * decay(4, 0.07, 0.004)
    rumble = band(tilt(noise(4, 11), -1.0), 25, 180) * (0.2 + drift(4, 5, 12)) * decay(4, 0.9, 0.15)
    return crack + 2.5 * rumble


def waves() -> Signal:
    t = clock(4)
    surge = (0.5 - 0.5 * np.cos(2 * np.pi * t / 4)) ** 2
    return tilt(noise(4, 13), -0.5) * (0.15 + surge) + band(noise(4, 14), 3000, 10000) * surge**3 * 0.6


def stream() -> Signal:
    bubble = tone(glide(700, 1500, 0.05), 0.05) * decay(0.05, 0.012, 0.004)
    low = tone(glide(300, 600, 0.08), 0.08) * decay(0.08, 0.02, 0.006)
    drops = scatter(4, bubble, *moments(60, 4, 15)) + scatter(4, low, *moments(30, 4, 16))
    return drops * 0.5 + band(noise(4, 17), 400, 6000) * 0.12


def fire() -> Signal:
    crackle = band(noise(0.02, 18), 1000, 9000) * decay(0.02, 0.002)
    roar = band(tilt(noise(4, 19), -0.8), 60, 600) * (0.4 + 0.4 * drift(4, 6, 20))
    return scatter(4, crackle, *moments(28, 4, 21)) * 1.6 + roar * 0.4


def drip() -> Signal:
    drop = tone(glide(900, 1900, 0.09, 0.6), 0.09) * decay(0.09, 0.018, 0.003)
    return room(after(drop, 0.02, 0.5) + after(drop * 0.7, 0.32, 0.5), 0.9, 0.3, 22)


def bubbles() -> Signal:
    parts = [tone(glide(f, 1.7 * f, 0.12), 0.12) * decay(0.12, 0.03, 0.01) for f in (220, 310, 260, 420, 350, 280, 480)]
    return mix([after(part, 0.05 + 0.21 * k, 1.8) for k, part in enumerate(parts)])


def birds() -> Signal:
    out = np.zeros(clock(3.2).size)
    for k, base in enumerate((3200, 3800, 2900, 4200, 3500, 3900)):
        sweep = base * (1 + 0.25 * np.sin(2 * np.pi * 22 * clock(0.22)))
        out += after(tone(sweep, 0.22) * swell(0.22, 0.03, 0.08), 0.1 + 0.48 * k, 3.2)
    return out


def crickets() -> Signal:
    t = clock(3)
    pulses = (np.sin(2 * np.pi * 28 * t) > 0.2) * ((t % 0.6) < 0.36)
    return np.sin(2 * np.pi * 4600 * t) * pulses * (0.8 + 0.2 * np.sin(2 * np.pi * 3 * t))


def frog() -> Signal:
    croak = saw(95, 0.35) * (0.5 + 0.5 * np.sin(2 * np.pi * 38 * clock(0.35))) * swell(0.35, 0.03, 0.1)
    voiced = band(croak, 400, 1600)
    return after(voiced, 0.05, 1.4) + after(voiced * 0.9, 0.7, 1.4)


def dog() -> Signal:
    pitch = np.concatenate([glide(320, 520, 0.06), glide(520, 260, 0.13)])
    bark = (saw(pitch, pitch.size / 44100, 30) + 0.6 * noise(pitch.size / 44100, 23)) * swell(0.19, 0.015, 0.1)
    voiced = band(bark, 350, 2200, 2)
    return room(after(voiced, 0.05, 1.3) + after(voiced, 0.62, 1.3), 0.25, 0.15, 24)


def cat() -> Signal:
    pitch = np.concatenate([glide(480, 720, 0.25), glide(720, 430, 0.5)])
    voice = saw(pitch * (1 + 0.01 * np.sin(2 * np.pi * 6 * clock(0.75))), 0.75, 20)
    open_mouth = drift(0.75, 1.5, 25)
    return (band(voice, 600, 1500, 3) + open_mouth * band(voice, 1500, 3500, 3)) * swell(0.75, 0.12, 0.3)


def owl() -> Signal:
    hoot = tone(glide(390, 360, 0.5), 0.5, (1, 0.15, 0.05)) * swell(0.5, 0.08, 0.2)
    short = tone(375, 0.18, (1, 0.15)) * swell(0.18, 0.05, 0.08)
    return room(after(short, 0.05, 1.6) + after(short, 0.35, 1.6) + after(hoot, 0.75, 1.6), 0.8, 0.25, 26)


def heartbeat() -> Signal:
    first = tone(glide(75, 42, 0.14), 0.14) * decay(0.14, 0.035, 0.008)
    second = tone(glide(95, 55, 0.11), 0.11) * decay(0.11, 0.025, 0.006) * 0.7
    beat = after(first, 0.02, 0.85) + after(second, 0.32, 0.85)
    return np.tile(beat, 3)


def applause() -> Signal:
    clap = band(noise(0.025, 27), 700, 5000) * decay(0.025, 0.004)
    return scatter(3.5, clap, *moments(220, 3.5, 28)) * swell(3.5, 0.5, 1.2)


def footsteps_gravel() -> Signal:
    grain = band(noise(0.012, 29), 1500, 8000) * decay(0.012, 0.002)
    out = np.zeros(clock(2.6).size)
    for k in range(4):
        step = scatter(0.3, grain, *moments(170, 0.3, 30 + k)) * swell(0.3, 0.04, 0.2)
        out += after(step + band(noise(0.3, 40 + k), 80, 250) * decay(0.3, 0.02) * 0.4, 0.05 + 0.62 * k, 2.6)
    return out


def footsteps_wood() -> Signal:
    heel = tone(glide(190, 110, 0.12), 0.12) * decay(0.12, 0.018) + band(noise(0.12, 45), 300, 2500) * decay(
        0.12, 0.008
    )
    toe = heel * 0.4
    steps = [after(heel, 0.05 + 0.55 * k, 2.4) + after(toe, 0.16 + 0.55 * k, 2.4) for k in range(4)]
    return room(mix(steps), 0.3, 0.15, 46)
