"""What is no sound is refused with a reason, whatever its bytes, and nothing blocks."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_samples import chirp
from hypothesis import given, settings
from hypothesis import strategies as st

from soundbrowser.audio.decode import decode
from soundbrowser.audio.probe import fingerprint, probe
from soundbrowser.domain.errors import UnreadableSound

MAGIC = [b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"caff", b""]


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


def test_a_header_alone(wav: Callable[..., Path]) -> None:
    path = wav()
    path.write_bytes(path.read_bytes()[:30])
    assert "interrupted" in reason(path)


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
