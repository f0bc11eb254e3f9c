"""Sounds made here, and encoders for the formats that libsndfile cannot write."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 44_100


def chirp(seconds: float = 1.0, rate: int = RATE) -> NDArray[np.float32]:
    """A sweep from 200 to 2,000 Hz, half of full scale."""
    t = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * (200 * t + 900 * t**2 / seconds))).astype(np.float32)


def write_ffmpeg(path: Path, codec: str, samples: NDArray[np.float32], container: str | None = None) -> Path:
    """Encodes mono samples at 44.1 kHz with one of FFmpeg's codecs."""
    with av.open(str(path), "w", format=container) as target:
        stream = target.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = 128_000
        layout = {"alac": "s16p", "pcm_s16le": "s16"}.get(codec, "fltp")
        frame_size = None if codec == "pcm_s16le" else {"wmav2": 2048, "alac": 4096}.get(codec, 1024)
        resampler = av.AudioResampler(format=layout, layout="mono", rate=RATE, frame_size=frame_size)
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = RATE
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return path
