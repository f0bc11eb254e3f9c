"""Two-second events in ten-minute recordings: are they found by their words, and where are they said to be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d
from tqdm import tqdm

from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.measures import Measure, summarise
from soundbrowser.model.embed import Embedder
from soundbrowser.model.frontend import SAMPLE_RATE
from soundbrowser.model.joint import JointModel
from soundbrowser.training.test_sets import TestSet
from soundbrowser.training.waveforms import WaveformCache

RECORDING_S = 600.0
EVENT_S = 2.0
EVENTS = 5
"""In one recording, a hundred seconds and more apart, none at the very ends."""
ABOVE_AMBIENCE_DB = 12.0
"""Of the event's loudest stretch over the ambience."""
OVERLAP_S = 1.0
"""A window that holds this much of an event has found it."""
AMBIENCE_LEVEL = 0.02


@dataclass(frozen=True, slots=True)
class Event:
    """A named clip pasted into a recording."""

    words: str
    recording: int
    start_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The windows of all recordings."""

    recordings: F32
    starts: F32
    ends: F32
    joint: F32


@dataclass(frozen=True, slots=True)
class LongFileMeasures:
    """Over events: each is asked for by its words, once."""

    windows: int
    recall_at_10: Measure
    """A window with the event is among the ten best of all recordings."""
    error_s: Measure
    """Distance from the event's middle to that of the best window of its own recording."""
    median_error_s: float


def measure_long_files(
    embedder: Embedder, joint: JointModel, test: TestSet, waveforms: WaveformCache, seed: int = 0
) -> LongFileMeasures:
    """One event for each question of the set, five to a recording of filtered noise that swells and ebbs."""
    rng = np.random.default_rng(seed)
    first = {label: clip.index for clip, label in reversed(list(zip(test.clips, test.labels, strict=True)))}
    words = rng.permutation(sorted(first))
    events, heard = [], []
    for number, start in enumerate(tqdm(range(0, len(words), EVENTS), desc="recordings")):
        named = [str(one) for one in words[start : start + EVENTS]]
        waveform = _ambience(rng)
        for place, one in enumerate(named):
            at = (place + 0.2 + 0.6 * rng.random()) * RECORDING_S / EVENTS
            _paste(waveform, _excerpt(waveforms[first[one]]), at)
            events.append(Event(one, number, at))
        heard.append(_listen(embedder, joint, waveform, number))
    return _measure(joint, events, _together(heard))


def describe(found: LongFileMeasures) -> str:
    """The measures as a sentence."""
    recall, error = found.recall_at_10, found.error_s
    return (
        f"Events of {EVENT_S:.0f} s in recordings of {RECORDING_S / 60:.0f} min, {ABOVE_AMBIENCE_DB:.0f} dB above: "
        f"recall@10 {recall.mean:.3f} ({recall.low:.3f} – {recall.high:.3f}) over {recall.questions} events and "
        f"{found.windows} windows; in its own recording the best window's middle is {error.mean:.1f} s "
        f"({error.low:.1f} – {error.high:.1f}) from the event's on average, {found.median_error_s:.1f} s in the median."
    )


def _measure(joint: JointModel, events: Sequence[Event], heard: Heard) -> LongFileMeasures:
    found, errors = [], []
    for event in events:
        scores = heard.joint @ joint.text_query(event.words).vector
        own = heard.recordings == event.recording
        overlap = np.minimum(heard.ends, event.start_s + EVENT_S) - np.maximum(heard.starts, event.start_s)
        best = np.argsort(-scores, kind="stable")[:10]
        found.append(float((own & (overlap >= OVERLAP_S))[best].any()))
        at = int(np.argmax(np.where(own, scores, -np.inf)))
        errors.append(abs(float(heard.starts[at] + heard.ends[at]) / 2 - event.start_s - EVENT_S / 2))
    return LongFileMeasures(len(heard.joint), summarise(found), summarise(errors), float(np.median(errors)))


def _listen(embedder: Embedder, joint: JointModel, waveform: F32, number: int) -> Heard:
    segments = embedder.embed(waveform)
    windows = slice(1, None)  # the first row is the whole recording
    return Heard(
        recordings=np.full(len(segments.starts) - 1, number, np.float32),
        starts=segments.starts[windows],
        ends=segments.ends[windows],
        joint=joint.project(segments.base[windows]),
    )


def _together(heard: Sequence[Heard]) -> Heard:
    return Heard(
        recordings=np.concatenate([one.recordings for one in heard]),
        starts=np.concatenate([one.starts for one in heard]),
        ends=np.concatenate([one.ends for one in heard]),
        joint=np.concatenate([one.joint for one in heard]),
    )


def _ambience(rng: np.random.Generator) -> F32:
    """Noise through a filter of its own, louder and softer over half minutes."""
    size = int(RECORDING_S * SAMPLE_RATE)
    noise = rng.standard_normal(size, np.float32)
    dull = uniform_filter1d(noise, int(rng.integers(2, 12)))
    swell = np.interp(np.arange(size), np.linspace(0, size, 20), rng.uniform(0.5, 1.5, 20)).astype(np.float32)
    return np.asarray(AMBIENCE_LEVEL * swell * dull / dull.std(), np.float32)


def _excerpt(waveform: F32) -> F32:
    """The loudest two seconds, scaled above the ambience, their ends faded."""
    size = int(EVENT_S * SAMPLE_RATE)
    energy = np.convolve(waveform**2, np.ones(SAMPLE_RATE // 10, np.float32), "same")
    start = min(max(0, int(energy.argmax()) - size // 4), max(0, waveform.size - size))
    part = waveform[start : start + size].copy()
    loudest = np.sqrt(energy.max() / (SAMPLE_RATE // 10))
    fade = min(part.size // 2, SAMPLE_RATE // 100)
    part[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    part[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return np.asarray(part * (AMBIENCE_LEVEL * 10 ** (ABOVE_AMBIENCE_DB / 20) / max(float(loudest), 1e-6)), np.float32)


def _paste(waveform: F32, part: F32, start_s: float) -> None:
    at = int(start_s * SAMPLE_RATE)
    waveform[at : at + part.size] += part
