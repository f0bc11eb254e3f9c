"""What is no sound is refused with a reason, whatever its bytes, and nothing blocks."""

import contextlib
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_samples import chirp, write_ffmpeg
from hypothesis import given, settings
from hypothesis import strategies as st

from soundbrowser.audio.decode import decode
from soundbrowser.audio.files import in_bytes
from soundbrowser.audio.probe import fingerprint, probe
from soundbrowser.domain.errors import UnreadableSound


def reason(path: Path) -> str:
    with pytest.raises(UnreadableSound) as caught:
        probe(path)
    assert str(path) in str(caught.value)
    return caught.value.reason


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert reason(tmp_path / "a.wav") == "The file is empty."


def test_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("Not a sound.\n" * 50)
    assert reason(tmp_path / "a.wav") == "It is not a sound file: its first bytes are text."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_text_in_any_script(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.mp3").write_bytes(("これは音ではありません。\n" * 40).encode(encoding))
    assert reason(tmp_path / "a.mp3") == "It is not a sound file: its first bytes are text."


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:1,\n{}\n", "ffconcat version 1.0\nfile {}\n"])
def test_a_playlist_does_not_lead_elsewhere(wav: Callable[..., Path], tmp_path: Path, text: str) -> None:
    (tmp_path / "list.wav").write_text(text.format(wav("good.wav").name))
    assert reason(tmp_path / "list.wav") == "It is not a sound file: its first bytes are text."


def test_a_copy_that_broke_off_before_any_sample(wav: Callable[..., Path]) -> None:
    path = wav("a.wav", chirp(30.0))
    path.write_bytes(path.read_bytes()[:40])
    assert reason(path) == "The file ends after 40 bytes of 2.6 MB. The copy was probably interrupted."


@pytest.mark.parametrize(
    ("count", "words"), [(999, "999 bytes"), (2_140, "2.1 kB"), (999_700, "1.0 MB"), (48e6, "48 MB")]
)
def test_sizes_in_words(count: int, words: str) -> None:
    assert in_bytes(int(count)) == words


@pytest.mark.parametrize("rate", [0, 1, 4_000_000_000])
def test_a_rate_that_no_sound_has(wav: Callable[..., Path], rate: int) -> None:
    path = wav()
    data = bytearray(path.read_bytes())
    data[24:28] = rate.to_bytes(4, "little")
    path.write_bytes(data)
    assert "damaged" in reason(path)


def test_a_wav_without_samples(wav: Callable[..., Path]) -> None:
    path = wav("a.wav", np.zeros(0, np.float32))
    assert reason(path) == "It holds no sound."
    with pytest.raises(UnreadableSound, match="It holds no sound"):
        decode(path)


def test_a_picture_holds_no_sound(tmp_path: Path) -> None:
    import av

    with av.open(str(tmp_path / "a.png"), "w", format="image2") as target:
        stream = target.add_stream("png", rate=1)
        stream.width = stream.height = 16
        stream.pix_fmt = "rgb24"
        target.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")))
    (tmp_path / "a.png").rename(tmp_path / "a.wav")
    assert reason(tmp_path / "a.wav") == "It holds no sound."


def test_a_header_alone(wav: Callable[..., Path]) -> None:
    path = wav()
    path.write_bytes(path.read_bytes()[:20])
    assert "interrupted" in reason(path)


@pytest.mark.posix
def test_a_missing_file_a_folder_and_links(tmp_path: Path) -> None:
    assert reason(tmp_path / "a.wav") == "The file is not there."
    (tmp_path / "b.wav").mkdir()
    assert reason(tmp_path / "b.wav") == "It is a folder."
    (tmp_path / "c.wav").symlink_to("nowhere.wav")
    assert reason(tmp_path / "c.wav") == "It is a link to a file that is not there."
    (tmp_path / "d.wav").symlink_to("d.wav")
    assert reason(tmp_path / "d.wav") == "It is a link that leads back to itself."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX systems have named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    assert stat.S_ISFIFO((tmp_path / "a.wav").stat().st_mode)
    assert reason(tmp_path / "a.wav") == "It is a pipe, not a file."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="only POSIX systems have devices in folders")
def test_devices_and_sockets_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.wav").symlink_to("/dev/zero")
    assert reason(tmp_path / "a.wav") == "It is a device, not a file."
    with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(tmp_path):
        server.bind("b.wav")
        assert reason(tmp_path / "b.wav") == "It is a socket, not a file."


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(min_size=1, max_size=400),
    start=st.sampled_from([b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"caff", b""]),
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.wav"
    path.write_bytes(start + data)
    try:
        samples, _ = decode(path)
    except UnreadableSound as error:
        assert error.reason.endswith((".", ")."))
    else:
        assert np.isfinite(samples).all()


def test_damaged_float_samples_are_held_to_what_sounds_have(tmp_path: Path) -> None:
    damaged = np.asarray([0.5, 1e30, -1e38, np.nan, np.inf, 2.0], np.float32)
    soundfile.write(tmp_path / "a.wav", damaged, 48000, subtype="FLOAT")
    assert decode(tmp_path / "a.wav")[0].tolist() == [0.5, 1000.0, -1000.0, 0.0, 0.0, 2.0]


def test_a_fingerprint_follows_the_content_alone(wav: Callable[..., Path], tmp_path: Path) -> None:
    first, same, other = wav("a.wav", chirp(3.0)), wav("b.wav", chirp(3.0)), wav("c.wav", chirp(3.0) * 0.99)
    assert fingerprint(first) == fingerprint(same) != fingerprint(other)
    longer = tmp_path / "d.wav"
    longer.write_bytes(first.read_bytes() + b"\0")
    assert fingerprint(longer) != fingerprint(first)


def test_undecodable_names(wav: Callable[..., Path], tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9\n.wav"
    try:
        os.rename(wav(), raw)
    except OSError:  # some file systems take Unicode names only
        raw = os.fsencode(tmp_path) + "/café\n.wav".encode()
        os.rename(tmp_path / "sound.wav", raw)
    assert probe(os.fsdecode(raw)).duration_s == pytest.approx(1.0)
    assert len(fingerprint(os.fsdecode(raw))) == 32


@pytest.mark.parametrize(
    "name", ["雨の音.wav", "صوت المطر.wav", "🌧️🎧.wav", "x" * 236 + ".wav", " . .wav", "-rain.wav", "a:b%s.wav"]
)
def test_any_name(wav: Callable[..., Path], tmp_path: Path, name: str) -> None:
    os.rename(wav(), tmp_path / name)
    assert probe(tmp_path / name).duration_s == pytest.approx(1.0)


def test_names_that_ffmpeg_would_take_for_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("concat:x.m4a", "pipe:0.m4a", "-.m4a", "caf\udce9.m4a"):
        write_ffmpeg(tmp_path / "plain.m4a", "aac", chirp())
        try:
            os.rename("plain.m4a", name)
        except OSError:  # some file systems take none of such names
            continue
        assert decode(name)[0].size > 40_000
