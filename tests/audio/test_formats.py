"""Each format that users have is read: header and samples."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_samples import RATE, chirp, write_ffmpeg

from soundbrowser.audio.decode import decode, pieces
from soundbrowser.audio.formats import is_sound_name
from soundbrowser.audio.probe import probe
from soundbrowser.domain.errors import UnreadableSound

LIBSNDFILE = [
    ("a.wav", {"subtype": "PCM_U8"}, "WAV", 8, 0.01),
    ("a.wav", {"subtype": "PCM_16"}, "WAV", 16, 1e-4),
    ("a.wav", {"subtype": "PCM_24"}, "WAV", 24, 1e-6),
    ("a.wav", {"subtype": "PCM_32"}, "WAV", 32, 1e-6),
    ("a.wav", {"subtype": "FLOAT"}, "WAV", 32, 1e-7),
    ("a.wav", {"subtype": "DOUBLE"}, "WAV", 64, 1e-7),
    ("a.wav", {"subtype": "ULAW"}, "WAV", 0, 0.02),
    ("a.wav", {"subtype": "IMA_ADPCM"}, "WAV", 0, 0.05),
    ("a.wav", {"format": "WAVEX", "subtype": "PCM_24"}, "WAV", 24, 1e-6),
    ("a.wav", {"format": "RF64", "subtype": "PCM_16"}, "WAV", 16, 1e-4),
    ("a.w64", {"subtype": "PCM_16"}, "W64", 16, 1e-4),
    ("a.aiff", {"subtype": "PCM_24"}, "AIFF", 24, 1e-6),
    ("a.flac", {"subtype": "PCM_24"}, "FLAC", 24, 1e-6),
    ("a.caf", {"subtype": "PCM_16"}, "CAF", 16, 1e-4),
    ("a.ogg", {"subtype": "VORBIS"}, "OGG", 0, 0.05),
    ("a.mp3", {}, "MP3", 0, 0.05),
]


@pytest.mark.parametrize(("name", "how", "kind", "bits", "error"), LIBSNDFILE, ids=lambda value: str(value))
def test_libsndfile(
    wav: Callable[..., Path], name: str, how: dict[str, str], kind: str, bits: int, error: float
) -> None:
    path = wav(name, **how)
    header = probe(path)
    assert (header.format, header.bit_depth, header.rate, header.channels) == (kind, bits, RATE, 1)
    assert header.duration_s == pytest.approx(1.0, abs=0.06)
    samples, rate = decode(path)
    assert rate == RATE
    at = int(np.argmax(np.correlate(samples[:6000], chirp()[2000:4000]))) if error >= 0.05 else 2000
    assert np.abs(samples[at : at + 2000] - chirp()[2000:4000]).max() < error


def test_opus_is_told_from_vorbis(wav: Callable[..., Path]) -> None:
    header = probe(wav("a.opus", chirp(1.0, 48_000), 48_000, format="OGG", subtype="OPUS"))
    assert (header.format, header.rate) == ("OPUS", 48_000)


FFMPEG = [
    ("a.m4a", "aac", "M4A", None),
    ("a.aac", "aac", "AAC", "adts"),
    ("a.wma", "wmav2", "WMA", "asf"),
    ("b.m4a", "alac", "M4A", None),
    ("film.mp4", "aac", "MP4", None),
    ("film.mov", "pcm_s16le", "MOV", None),
    ("film.mkv", "aac", "MKV", None),
]


@pytest.mark.parametrize(("name", "codec", "kind", "container"), FFMPEG)
def test_ffmpeg(tmp_path: Path, name: str, codec: str, kind: str, container: str | None) -> None:
    path = write_ffmpeg(tmp_path / name, codec, chirp(2.0), container)
    header = probe(path)
    assert (header.format, header.rate, header.channels) == (kind, RATE, 1)
    assert header.duration_s == pytest.approx(2.0, abs=0.15)
    samples, _ = decode(path)
    assert samples.size / RATE == pytest.approx(2.0, abs=0.15)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.3)
    part, _ = decode(path, start_s=1.2, end_s=1.7)
    assert part.size / RATE == pytest.approx(0.5, abs=0.03)
    place = np.argmax(np.correlate(samples, part[2000:6000]))
    assert place / RATE == pytest.approx(1.2 + 2000 / RATE, abs=0.06)


def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    import av

    path = tmp_path / "mute.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(5):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        target.mux(stream.encode(None))
    with pytest.raises(UnreadableSound):
        probe(path)


def test_mono_is_the_mean_of_the_channels(wav: Callable[..., Path]) -> None:
    left, right = chirp(), 0.5 * chirp()[::-1]
    path = wav("stereo.wav", np.stack([left, right], axis=1), subtype="FLOAT")
    assert np.allclose(decode(path)[0], (left + right) / 2, atol=1e-6)
    both, _ = decode(path, mono=False)
    assert both.shape == (RATE, 2)


def test_many_channels_and_high_rates(wav: Callable[..., Path]) -> None:
    path = wav("wide.wav", np.repeat(chirp(0.1, 192_000)[:, None], 32, axis=1), 192_000)
    assert (probe(path).channels, probe(path).rate) == (32, 192_000)
    assert decode(path, rate=32_000)[0].size == pytest.approx(3200, abs=2)


def test_not_a_number_becomes_silence(wav: Callable[..., Path]) -> None:
    broken = chirp()
    broken[100:200], broken[300], broken[400] = np.nan, np.inf, -np.inf
    samples, _ = decode(wav("nan.wav", broken, subtype="FLOAT"))
    assert np.isfinite(samples).all()
    assert not samples[100:200].any()


def test_ten_milliseconds(wav: Callable[..., Path]) -> None:
    assert decode(wav("short.wav", chirp(0.01)), rate=32_000)[0].size == pytest.approx(320, abs=1)


def test_pieces_are_the_whole(wav: Callable[..., Path]) -> None:
    path = wav("long.wav", chirp(3.3))
    whole, _ = decode(path, rate=32_000)
    parts = np.concatenate(list(pieces(path, 32_000, 1.0)))
    assert parts.size == pytest.approx(whole.size, abs=2)
    assert np.allclose(parts[: whole.size - 2], whole[: parts.size][: whole.size - 2], atol=1e-4)


@pytest.mark.parametrize("subtype", ["FLOAT", "PCM_16", "GSM610", "IMA_ADPCM", "ULAW"])
def test_every_encoding_can_begin_in_the_middle(wav: Callable[..., Path], subtype: str) -> None:
    path = wav(subtype=subtype)
    whole, _ = decode(path)
    assert np.allclose(decode(path, start_s=0.5)[0], whole[RATE // 2 :], atol=0.01)


def test_a_cut_wav_gives_what_is_there(wav: Callable[..., Path]) -> None:
    path = wav("cut.wav", chirp(2.0))
    path.write_bytes(path.read_bytes()[:60_000])
    assert decode(path)[0].size == pytest.approx((60_000 - 44) / 2, abs=2)


@pytest.mark.parametrize(("name", "codec", "container"), [("a.m4a", "aac", None), ("a.wma", "wmav2", "asf")])
def test_damaged_packets_cost_only_themselves(tmp_path: Path, name: str, codec: str, container: str | None) -> None:
    path = write_ffmpeg(tmp_path / name, codec, chirp(3.0), container)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(range(250)) * 8
    path.write_bytes(data)
    samples, _ = decode(path)
    assert samples.size > 2 * RATE
    assert np.isfinite(samples).all()


def test_a_flac_is_read_up_to_its_damage(wav: Callable[..., Path]) -> None:
    path = wav("a.flac", np.random.default_rng(1).uniform(-0.5, 0.5, RATE).astype(np.float32))
    data = bytearray(path.read_bytes())
    damaged = len(data) * 3 // 4
    data[damaged : damaged + 300] = bytes(300)
    path.write_bytes(data)
    samples, _ = decode(path)
    assert RATE // 2 < samples.size <= RATE
    assert np.abs(samples).max() <= 0.51


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3", "a.opus", "a.aiff"])
def test_half_a_file_gives_what_is_there(wav: Callable[..., Path], name: str) -> None:
    how = {"format": "OGG", "subtype": "OPUS"} if name == "a.opus" else {}
    path = wav(name, chirp(8.0, 48_000), 48_000, **how)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert decode(path)[0].size > 48_000


@pytest.mark.parametrize("name", ["a.wav", "B.AIFF", "c.tar.flac", "ü.Opus", "x.mp4"])
def test_sound_names(name: str) -> None:
    assert is_sound_name(name)


@pytest.mark.parametrize("name", ["a.txt", "wav", "a.wav.bak", ".wav", "cover.jpg"])
def test_other_names(name: str) -> None:
    assert not is_sound_name(name)


def test_samples_read_are_those_written_with_any_rate(wav: Callable[..., Path]) -> None:
    path = wav("low.wav", chirp(1.0, 8000), 8000, subtype="FLOAT")
    up, rate = decode(path, rate=32_000)
    assert rate == 32_000
    assert up.size == pytest.approx(32_000, abs=2)
    assert soundfile.info(path).samplerate == 8000
