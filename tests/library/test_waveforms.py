"""Waveforms for drawing, and parts of sounds as files of their own."""

from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_sounds import Maker, noise, tone

from soundbrowser.domain.errors import Cancelled, UnreadableSound
from soundbrowser.library import Library


@pytest.fixture
def sound_id(library: Library, make: Maker, sounds: Path) -> int:
    """The only sound of the library."""
    path = make("a.wav", tone(3, 2.0))
    library.add_folder(sounds)
    sound = library.sound_at(str(path))
    assert sound is not None
    return sound.id


def cache(library: Library) -> Path:
    return library.path.with_name(library.path.name + "-cache")


def test_a_sound_that_was_listened_to_has_a_thumbnail(library: Library, sound_id: int) -> None:
    thumbnails = library.thumbnails([sound_id, 999])
    assert list(thumbnails) == [sound_id]
    peaks = thumbnails[sound_id]
    assert len(peaks) == 336
    assert 0.3 < peaks.high.max() <= 1.0


def test_thumbnails_are_drawn_again_when_the_cache_is_gone(library: Library, sound_id: int) -> None:
    before = library.thumbnails([sound_id])[sound_id]
    library.close()
    shutil.rmtree(cache(library))
    with Library.open(library.path, processes=1) as again:
        after = again.thumbnails([sound_id])[sound_id]
    assert np.allclose(before.high, after.high, atol=0.02)
    assert (cache(library) / "peaks.db").exists()


def test_a_damaged_cache_is_begun_anew(library: Library, sound_id: int) -> None:
    library.close()
    for beside in cache(library).glob("peaks.db*"):
        beside.write_bytes(b"no database " * 1000)
    with Library.open(library.path, processes=1) as again:
        again.thumbnails([sound_id])
        assert list(again.thumbnails([sound_id])) == [sound_id]


def test_a_changed_sound_gets_another_thumbnail(library: Library, sound_id: int, make: Maker) -> None:
    before = library.thumbnails([sound_id])[sound_id]
    make("a.wav", 0.2 * noise(1, 2.0))
    library.rescan()
    after = library.thumbnails([sound_id])[sound_id]
    assert after.high.max() < before.high.max() / 2


def test_a_closed_library_starts_no_child(file: Path, make: Maker) -> None:
    path = make("a.wav")
    with Library.open(file, processes=1) as library:
        library.waveform(str(path), 50)
    with pytest.raises(Cancelled, match="closed"):
        library.waveform(str(path), 50)
    assert not multiprocessing.active_children()


def test_a_part_of_a_waveform(library: Library, make: Maker, sounds: Path) -> None:
    path = make("b.wav", np.concatenate([np.zeros(22050), 0.5 * np.ones(22050)]))
    assert library.waveform(str(path), 50, 0.1, 0.9).high.max() < 0.01
    assert library.waveform(str(path), 50, 1.1).high.min() == pytest.approx(0.5, abs=0.01)
    (sounds / "text.wav").write_text("No sound.\n" * 50)
    with pytest.raises(UnreadableSound):
        library.waveform(str(sounds / "text.wav"), 50)


def test_a_region_becomes_a_playable_file_and_its_source_stays(library: Library, make: Maker, tmp_path: Path) -> None:
    path = make("take.wav", tone(5, 3.0))
    before = path.read_bytes()
    target = library.render_region(str(path), 0.5, 2.0, tmp_path / "out")
    assert target == tmp_path / "out" / "take_0.50-2.00.wav"
    samples, rate = soundfile.read(target)
    assert (rate, len(samples)) == (22050, 33075)
    assert np.allclose(samples, tone(5, 3.0)[11025:44100], atol=1e-3)
    assert path.read_bytes() == before


def test_a_region_replaces_no_file_in_a_folder_of_the_users(library: Library, make: Maker, tmp_path: Path) -> None:
    path = make("take.wav")
    (tmp_path / "take_0.00-0.25.wav").write_text("mine")
    targets = [library.render_region(str(path), 0.0, 0.25, tmp_path) for _ in range(2)]
    assert [target.name for target in targets] == ["take_0.00-0.25 (2).wav", "take_0.00-0.25 (3).wav"]
    assert (tmp_path / "take_0.00-0.25.wav").read_text() == "mine"


def test_regions_lie_with_the_users_data(
    library: Library, make: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soundbrowser.paths.user_data", lambda: tmp_path / "data")
    one, other = make("a/take.wav"), make("b/take.wav")
    targets = [library.render_region(str(path), 0.0, 0.25) for path in (one, other, one)]
    assert targets[0] == targets[2] != targets[1]
    assert all((tmp_path / "data" / "regions") in target.parents for target in targets)


def test_a_region_of_a_sound_with_a_long_name_is_written(library: Library, make: Maker, tmp_path: Path) -> None:
    path = make(f"{'雨' * 80}.wav")
    target = library.render_region(str(path), 0.0, 0.25, tmp_path / "out")
    assert target.is_file()
    assert target.name.startswith("雨" * 60)
