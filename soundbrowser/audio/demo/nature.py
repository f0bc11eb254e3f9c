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
    samples,
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
    rng, water = np.random.default_rng(5), band(noise(2.2, 1), 100, 600) * 0.02
    for pitch in np.geomspace(400, 1600, 12):
        seconds, at = rng.uniform(0.05, 0.14), rng.uniform(0, 2.05)
        bubble = tone(glide(pitch, 2.5 * pitch, seconds), seconds) * decay(seconds, seconds / 4, 0.006)
        water += after(bubble * rng.uniform(0.3, 1), at, 2.2)
    return band(water, 50, 1500, 2)


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
    return room(mix([after(_bark(20 + k), 0.05 + 0.45 * k, 1.2) for k in range(2)]), 0.5, 0.15, 7)


def _bark(seed: int) -> Signal:
    seconds = 0.14
    pitch = glide(520, 280, seconds, 0.7) * (1 + 0.06 * drift(seconds, 60, seed))
    voice = saw(pitch, seconds, 40) + 0.5 * noise(seconds, seed) * (0.3 + np.abs(tone(pitch, seconds)))
    formants = ((500, 1100, 3, 1.0), (1100, 2000, 3, 0.5), (150, 400, 2, 0.3), (2500, 4500, 2, 0.15))
    throat = mix([gain * band(voice, low, high, steepness) for low, high, steepness, gain in formants])
    return np.asarray(np.tanh(3 * throat / np.abs(throat).max()) * swell(seconds, 0.02, 0.084), np.float64)


def cat() -> Signal:
    seconds, share = 0.8, np.linspace(0, 1, samples(0.8))
    voice = saw((350 + 250 * np.sin(np.pi * share**0.7)) * (1 + 0.01 * tone(6, seconds)), seconds, 30)
    mouth = np.log(900 + 1400 * np.sin(np.pi * share**0.8))
    out: Signal = 0.25 * band(voice, 2400, 4200, 3)
    for formant in np.geomspace(900, 2300, 6):
        nearness: Signal = np.exp(-(((mouth - np.log(formant)) / 0.25) ** 2))
        out += band(voice, formant * 0.75, formant * 1.3, 3) * nearness
    return out * swell(seconds, 0.12, 0.3)


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
    """Sixty people, each with hands and a pace of their own."""
    rng, out = np.random.default_rng(27), np.zeros(samples(3.5))
    for person in range(60):
        pitch, slap = rng.uniform(700, 2200), noise(0.05, 1000 + person)
        clap = (band(slap, 0.6 * pitch, 1.8 * pitch, 2) + 0.35 * band(slap, 2000, 9000, 1)) * decay(0.05, 0.006)
        times = rng.uniform(0, 0.3) + np.cumsum(rng.normal(1 / rng.uniform(3.5, 5), 0.02, 20))
        out += scatter(3.5, clap * rng.uniform(0.15, 1) ** 2, times.tolist(), rng.uniform(0.6, 1, 20).tolist())
    return room(out * swell(3.5, 0.4, 1.2), 0.8, 0.35, 28)


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
