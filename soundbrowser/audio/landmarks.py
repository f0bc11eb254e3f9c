"""What a recording can be found again by when it was encoded anew, made louder, cut or delayed: pairs of peaks.

After A. Wang, "An Industrial-Strength Audio Search Algorithm" (ISMIR 2003): the peaks of a spectrogram survive what
codecs and gains do, and two of them with the time between them say much. Windows and the time between them are short,
so that one-shots have enough of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import soxr
from scipy.fft import rfft
from scipy.ndimage import maximum_filter

from soundbrowser.audio.decode import RESAMPLING
from soundbrowser.audio.likeness import RATE, is_telling
from soundbrowser.domain.recordings import U32, AcousticPrint
from soundbrowser.domain.vectors import F32, Ids

WINDOW, HOP = 512, 64
"""Samples at `RATE` of a window, and between two of them: 32 and 4 ms."""
FLOOR_DB = 60.0
"""Peaks so far below the loudest are noise of a codec."""
AROUND = (9, 5)
"""Windows and bins within which a peak is the largest."""
LOWEST_BIN, HIGHEST_BIN = 1, 224
"""31 Hz and 7 kHz; a bin is one of 8 bits of a landmark."""
PEAKS_PER_S = 60
"""The strongest; others come and go with a codec."""
LEAST_PEAKS = 48
"""Of a short sound."""
FAN, REACH = 6, 63
"""Each peak is paired with the next ones, at most so many windows later: a quarter of a second."""
AT_ONCE = 4096
"""Windows whose whole spectra are held at a time."""


def acoustic_print(samples: F32, rate: int) -> AcousticPrint:
    """Of a mono sound (n,)."""
    at_rate = (
        samples if rate == RATE else np.asarray(soxr.resample(samples, rate, RATE, quality=RESAMPLING), np.float32)
    )
    return AcousticPrint(_pairs(*_peaks(at_rate)), samples.size / rate, is_telling(at_rate))


def joined(prints: Sequence[AcousticPrint]) -> AcousticPrint:
    """Of a sound that was heard in pieces."""
    if len(prints) == 1:
        return prints[0]
    begins = np.cumsum([0.0, *(one.seconds for one in prints)])
    shifts = np.round(begins * RATE / HOP).astype(np.uint32)
    landmarks = [one.landmarks + np.asarray([0, shift], np.uint32) for one, shift in zip(prints, shifts, strict=False)]
    return AcousticPrint(np.concatenate(landmarks), float(begins[-1]), any(one.telling for one in prints))


def _pairs(frames: Ids, bins: Ids) -> U32:
    """(pairs, 2) of peaks in order of time: both bins and the windows between as one number; the first one's window."""
    found = [np.empty((0, 2), np.int64)]
    for ahead in range(1, min(FAN + 1, frames.size)):
        later = frames[ahead:] - frames[:-ahead]
        near = np.flatnonzero(later <= REACH)
        found.append(np.stack([(bins[near] << 16) | (bins[near + ahead] << 8) | later[near], frames[near]], axis=1))
    return np.concatenate(found).astype(np.uint32)


def _peaks(samples: F32) -> tuple[Ids, Ids]:
    """Windows and bins of the strongest peaks, in order of time."""
    spectrum = _spectrogram(samples)
    loudest = float(spectrum.max(initial=0.0))
    top = (spectrum == maximum_filter(spectrum, AROUND)) & (spectrum > loudest * 10 ** (-FLOOR_DB / 20))
    top[:, :LOWEST_BIN] = False
    frames, bins = np.nonzero(top)
    most = max(LEAST_PEAKS, round(PEAKS_PER_S * samples.size / RATE))
    strongest = np.sort(np.argsort(-spectrum[frames, bins], kind="stable")[:most])
    return frames[strongest], bins[strongest]


def _spectrogram(samples: F32) -> F32:
    """(windows, HIGHEST_BIN) magnitudes."""
    padded = np.pad(samples, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    taper = np.hanning(WINDOW).astype(np.float32)
    parts = [
        np.abs(rfft(windows[begin : begin + AT_ONCE] * taper, axis=1)[:, :HIGHEST_BIN])
        for begin in range(0, len(windows), AT_ONCE)
    ]
    return np.concatenate(parts)
