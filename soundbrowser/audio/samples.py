"""One short sound in every kind of file that is read, to try a build of the program with."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import soundfile

from soundbrowser.domain.vectors import F32

RATE = 48000
SECONDS = 0.5
_SOUNDFILE = {
    "pcm16.wav": ("WAV", "PCM_16"),
    "pcm24.wav": ("WAVEX", "PCM_24"),
    "float.wav": ("RF64", "FLOAT"),
    "sound.aiff": ("AIFF", "PCM_16"),
    "sound.flac": ("FLAC", "PCM_24"),
    "vorbis.ogg": ("OGG", "VORBIS"),
    "sound.opus": ("OGG", "OPUS"),
    "sound.mp3": ("MP3", "MPEG_LAYER_III"),
    "sound.caf": ("CAF", "PCM_16"),
}
_FFMPEG = {"sound.m4a": ("ipod", "aac"), "sound.wma": ("asf", "wmav2"), "film.mov": ("mov", "aac")}


def write_samples(folder: Path) -> list[Path]:
    """Writes the sounds below `folder`; all hold the same falling tone."""
    samples = _falling_tone()
    for name, (container, encoding) in _SOUNDFILE.items():
        soundfile.write(folder / name, samples, RATE, format=container, subtype=encoding)
    for name, (container, codec) in _FFMPEG.items():
        _encode(folder / name, container, codec, samples)
    return [folder / name for name in (*_SOUNDFILE, *_FFMPEG)]


def _falling_tone() -> F32:
    t = np.arange(int(RATE * SECONDS)) / RATE
    return (0.5 * np.sin(2 * np.pi * 200 * (1 - np.exp(-4 * t))) * np.exp(-3 * t)).astype(np.float32)


def _encode(path: Path, container: str, codec: str, samples: F32) -> None:
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
