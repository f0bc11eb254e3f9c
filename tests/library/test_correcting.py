"""Corrections through the library's door: they count at once, can be taken back, and are learned from alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from made_sounds import RATE, Maker, noise, tone

from soundbrowser.domain.errors import QueryError
from soundbrowser.domain.query import Query
from soundbrowser.library import Library


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Six tones and six noises in a folder each."""
    place = tmp_path_factory.mktemp("heard")
    for number in range(6):
        for kind, samples in {"tones": tone(number * 3), "noises": noise(number)}.items():
            path = place / "sounds" / kind / f"{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(path, samples, RATE)
    with pytest.MonkeyPatch.context() as patch, Library.open(place / "a.db", processes=1) as library:
        patch.setattr("soundbrowser.paths.user_data", lambda: place / "data")
        library.add_folder(place / "sounds")
        yield library


def kinds(library: Library, query: Query | str) -> list[str]:
    """The folders of the answers, in their order."""
    return [Path(hit.sound.path).parent.name for hit in library.search(query).hits]


def ids_in(library: Library, kind: str) -> list[int]:
    return [hit.sound.id for hit in library.search(Query("zorbling")).hits if Path(hit.sound.path).parent.name == kind]


def test_corrections_alone_teach(heard: Library) -> None:
    tones, noises = ids_in(heard, "tones"), ids_in(heard, "noises")
    heard.not_a_match("Zorbling", noises)
    heard.more_like_this("zorbling len:<20", tones)
    try:
        assert kinds(heard, "zorbling") == ["tones"] * 6
        report = heard.tune()
        assert report.keep
        assert report.corrections is not None and report.corrections.after == 1.0
        assert abs(report.general.after - report.general.before) < 0.01
        assert heard.versions()[-1].labels == ("Zorbling",)
        assert heard.versions()[-1].active
        assert kinds(heard, Query("zorbling", semantic_only=True))[:6] == ["tones"] * 6
    finally:
        heard.switch(heard.versions()[0].version)
        heard.forget_corrections("zorbling", [*tones, *noises])
    assert heard.corrections() == []


def test_one_question_can_be_asked_for(heard: Library) -> None:
    one, two = ids_in(heard, "tones")[:2]
    heard.more_like_this("rain", [one])
    heard.not_a_match("wind", [two])
    assert [(each.text, each.sound_id, each.fits) for each in heard.corrections("RAIN")] == [("rain", one, True)]
    assert [each.text for each in heard.corrections()] == ["wind", "rain"]
    heard.forget_corrections("rain", [one])
    heard.forget_corrections("wind", [two])


@pytest.mark.parametrize("question", ["", "len:<2", "crowd -laugh", "-laugh"])
def test_a_question_without_plain_words_cannot_be_corrected(library: Library, question: str) -> None:
    assert library.words_of(question) == ""
    with pytest.raises(QueryError, match="no plain words"):
        library.not_a_match(question, [1])


def test_a_rescan_and_a_move_leave_corrections(library: Library, make: Maker, sounds: Path) -> None:
    path = make("boom.wav")
    library.add_folder(sounds)
    sound = library.sound_at(str(path))
    assert sound is not None
    library.not_a_match("boom", [sound.id])
    library.rescan()
    (sounds / "deep").mkdir()
    path.rename(sounds / "deep" / "bang.wav")
    library.rescan()
    moved = library.sound_at(str(sounds / "deep" / "bang.wav"))
    assert moved is not None
    assert [(one.sound_id, one.fits) for one in library.corrections("boom")] == [(moved.id, False)]
    assert library.search("boom").hits == ()
