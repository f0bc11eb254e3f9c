"""Questions to a library: names, words, clips, and what must not be among the answers."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from made_sounds import Maker, noise, tone
from other_models import with_encoder

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound, QueryError, UnreadableSound
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.query import ClipRegion, Query
from soundbrowser.library import Library


def names(answers: object) -> list[str]:
    return [hit.sound.name for hit in answers.hits]  # type: ignore[attr-defined]


def test_names_can_be_searched_before_anything_was_listened_to(library: Library, make: Maker, sounds: Path) -> None:
    make("kick_808.wav")
    make("other.wav")
    found: list[list[str]] = []

    def ask(progress: Progress) -> None:
        if progress.stage is Stage.PROBE and not found:
            found.append(names(library.search("kick808")))

    library.add_folder(sounds, ask)
    assert found[0][0] == "kick_808.wav"


def test_words_and_clips_find_what_they_are_like(library: Library, make: Maker, sounds: Path, tmp_path: Path) -> None:
    source = make("one.wav", noise(1))
    make("two.wav", tone(30))
    clip = make("../clip.wav", 0.9 * noise(1))
    library.add_folder(sounds)
    assert names(library.similar(clip))[0] == source.name
    assert set(names(library.search(Query("a short sound", semantic_only=True)))) == {"one.wav", "two.wav"}


@pytest.mark.posix
def test_a_clip_is_not_among_its_own_answers(
    library: Library, make: Maker, sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [make(f"{number}.wav") for number in range(3)]
    library.add_folder(sounds)
    link = tmp_path / "link"
    link.symlink_to(sounds, target_is_directory=True)
    monkeypatch.chdir(sounds)
    for clip in (paths[0], "0.wav", link / "0.wav", sounds / ".." / "sounds" / "0.wav"):
        assert sorted(names(library.similar(clip))) == ["1.wav", "2.wav"]
    assert sorted(names(library.search(Query("sound", clips=(ClipRegion("0.wav"),))))) == ["1.wav", "2.wav"]


@pytest.mark.posix
def test_a_clip_of_a_folder_that_was_added_through_a_link(
    library: Library, make: Maker, sounds: Path, tmp_path: Path
) -> None:
    paths = [make(f"{number}.wav") for number in range(2)]
    link = tmp_path / "link"
    link.symlink_to(sounds, target_is_directory=True)
    library.add_folder(link)
    assert names(library.similar(paths[0])) == ["1.wav"]


def test_a_clip_that_is_known_needs_no_file(library: Library, make: Maker, sounds: Path) -> None:
    path = make("0.wav")
    make("1.wav")
    library.add_folder(sounds)
    before = [hit.score for hit in library.similar(path).hits]
    sounds.rename(sounds.with_name("unplugged"))
    library.rescan()
    assert [hit.score for hit in library.similar(path).hits] == before


def test_a_known_clip_and_the_same_file_elsewhere_ask_the_same(
    library: Library, make: Maker, sounds: Path, tmp_path: Path
) -> None:
    path = make("0.wav")
    make("1.wav")
    library.add_folder(sounds)
    elsewhere = tmp_path / "copy.wav"
    elsewhere.write_bytes(path.read_bytes())
    one = {hit.sound.name: hit.score for hit in library.similar(path).hits}
    other = {hit.sound.name: hit.score for hit in library.similar(elsewhere).hits}
    assert other["1.wav"] == pytest.approx(one["1.wav"], abs=1e-4)


def test_a_region_of_a_clip_is_a_question_of_its_own(library: Library, make: Maker, sounds: Path) -> None:
    make("tone.wav", tone(20, 2.0))
    make("noise.wav", noise(5, 2.0))
    both = make("../both.wav", np.concatenate([noise(5, 2.0), tone(20, 2.0)]))
    library.add_folder(sounds)
    assert names(library.similar(ClipRegion(str(both), 0.0, 2.0)))[0] == "noise.wav"
    assert names(library.similar(ClipRegion(str(both), 2.0, 4.0)))[0] == "tone.wav"


def test_what_is_no_sound_is_refused_with_a_sentence(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    library.add_folder(sounds)
    (sounds.parent / "text.wav").write_text("No sound.\n" * 50)
    with pytest.raises(UnreadableSound, match=r"text\.wav"):
        library.similar(sounds.parent / "text.wav")
    with pytest.raises(QueryError, match="no sound file"):
        library.similar(sounds / "absent.wav")
    with pytest.raises(QueryError, match="is a folder"):
        library.similar(sounds)


def test_a_library_without_a_model_still_finds_names(file: Path, make: Maker, sounds: Path, tmp_path: Path) -> None:
    make("kick_808.wav")
    with Library.open(file, processes=1) as library:
        library.add_folder(sounds)
    with pytest.raises(ModelNotFound):
        Library.open(file, model=tmp_path / "none")
    with Library.open(file, model=tmp_path / "none", require_model=False) as library:
        assert "no model" in library.model_problem
        assert library.model_name == ""
        assert names(library.search("kick 808")) == ["kick_808.wav"]


def test_a_missing_model_leaves_no_library_behind(file: Path, tmp_path: Path) -> None:
    with pytest.raises((ModelNotFound, ModelDamaged)):
        Library.open(file, model=tmp_path / "none")
    assert not file.exists()


def test_the_environment_names_the_model_to_start_with(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUNDBROWSER_MODEL", str(file.parent / "none"))
    with pytest.raises(ModelNotFound, match="none"):
        Library.open(file)


def test_a_model_that_has_not_listened_yet_says_so(file: Path, make: Maker, sounds: Path, tmp_path: Path) -> None:
    make("a.wav")
    with Library.open(file, processes=1) as library:
        library.add_folder(sounds)
        assert library.search(Query("sound", semantic_only=True)).notice == ""
    other = with_encoder(tmp_path / "other", "another-ear")
    with Library.open(file, model=other, processes=1) as library:
        answers = library.search(Query("sound", semantic_only=True))
        assert answers.hits == ()
        assert "index the folders" in answers.notice
        assert library.rescan().embedded == 1
        assert names(library.search(Query("sound", semantic_only=True))) == ["a.wav"]
    with Library.open(file, processes=1) as library:
        assert names(library.search(Query("sound", semantic_only=True))) == ["a.wav"]
        assert library.rescan().embedded == 0


def test_what_another_process_indexed_is_found(library: Library, make: Maker, sounds: Path) -> None:
    make("first.wav")
    library.add_folder(sounds)
    assert names(library.search(Query("sound", semantic_only=True))) == ["first.wav"]
    make("second.wav")
    with Library.open(library.path, processes=1) as other:
        other.rescan()
    assert sorted(names(library.search(Query("sound", semantic_only=True)))) == ["first.wav", "second.wav"]


def test_closing_may_be_repeated_and_lets_a_question_end(library: Library, make: Maker, sounds: Path) -> None:
    make("a.wav")
    library.add_folder(sounds)
    asking, wrong = threading.Event(), []

    def ask() -> None:
        try:
            for _ in range(20):
                assert names(library.search("a")) == ["a.wav"]
                asking.set()
        except Exception as error:  # noqa: BLE001 -- told to the test below
            wrong.append(error)
            asking.set()

    thread = threading.Thread(target=ask)
    thread.start()
    assert asking.wait(20)
    library.close()
    library.close()
    thread.join()
    assert not wrong
