"""Every form of a corpus, and what is said of a place that holds none."""

from __future__ import annotations

from pathlib import Path

import pytest
from named_sounds import KINDS, write, write_folders, write_fsd

from soundbrowser.evaluate.corpora import read_corpus
from soundbrowser.evaluate.corpus import CorpusRefused, Split


def listed(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_folder_for_each_class(tmp_path: Path) -> None:
    write_folders(tmp_path, each=2)
    write(tmp_path / "knock" / "of_one_door" / "x.wav", "knock", 5)
    (tmp_path / "hiss" / "notes.txt").write_text("no sound")
    write(tmp_path / "hiss" / ".hidden.wav", "hiss", 1)
    corpus = read_corpus(tmp_path)
    assert corpus.labels == KINDS
    assert len(corpus.clips) == 7
    assert not corpus.has_split
    inner = next(clip for clip in corpus.clips if clip.path.endswith("x.wav"))
    assert inner.labels == ("knock",)
    assert inner.source == str(tmp_path / "knock" / "of_one_door")
    assert len({clip.source for clip in corpus.clips}) == 7


def test_underscores_are_spaces(tmp_path: Path) -> None:
    for name in ("glass_breaking", "door__slam"):
        write(tmp_path / name / "a.wav", "hiss", 0)
    assert read_corpus(tmp_path).labels == ("door slam", "glass breaking")


def test_labels_and_captions_of_a_csv_file(tmp_path: Path) -> None:
    file = listed(
        tmp_path,
        "\ufeffFile,labels,caption_1,caption_2,split,source\n"
        'a.wav,"dog;big_dog","A dog, far away",A bark,train,field\n'
        "sub/b.wav,cat,,,test,\n"
        "a.wav,animal,A bark,,,\n",
    )
    first, second = read_corpus(file).clips
    assert first.path == str(tmp_path / "a.wav")
    assert first.labels == ("dog", "big dog", "animal")
    assert first.captions == ("A dog, far away", "A bark")
    assert (first.split, first.source) == (Split.TRAIN, "field")
    assert (second.labels, second.captions, second.split) == (("cat",), (), Split.TEST)
    assert second.source == str(tmp_path / "sub")


def test_one_label_may_hold_commas(tmp_path: Path) -> None:
    assert read_corpus(listed(tmp_path, 'path,label\na.wav,"dog, barking"\n')).labels == ("dog, barking",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,what\na.wav,dog\n", "is no list of named sounds"),
        ("file,label\n", "nothing below it"),
        ("", "is empty"),
        ("file,label\na.wav\n", "Line 2 of"),
        ("file,label\n,dog\n", "says nothing under “file”"),
        ("file,label\na.wav,\n", "neither a label nor a caption"),
        ("file,label,split\na.wav,dog,middle\n", "“middle” is no side"),
    ],
)
def test_lists_that_cannot_be_understood(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CorpusRefused, match=said):
        read_corpus(listed(tmp_path, text))


def test_the_layout_of_fsdkaggle2018(tmp_path: Path) -> None:
    corpus = read_corpus(write_fsd(tmp_path / "fsd"))
    assert corpus.form == "FSDKaggle2018"
    assert corpus.labels == tuple(f"Some {kind}" for kind in KINDS)
    assert [clip.split for clip in corpus.clips].count(Split.TEST) == 6
    assert all(Path(clip.path).is_file() for clip in corpus.clips)


def test_the_lists_may_lie_beside_the_sounds(tmp_path: Path) -> None:
    place = write_fsd(tmp_path / "fsd")
    for file in (place / "FSDKaggle2018.meta").iterdir():
        file.rename(place / file.name)
    assert len(read_corpus(place).clips) == 18


@pytest.mark.parametrize(
    "missing",
    ["FSDKaggle2018.meta/train_post_competition.csv", "FSDKaggle2018.meta/test_post_competition_scoring_clips.csv"],
)
def test_half_of_fsdkaggle2018(tmp_path: Path, missing: str) -> None:
    place = write_fsd(tmp_path / "fsd")
    (place / missing).unlink()
    with pytest.raises(CorpusRefused, match=Path(missing).name):
        read_corpus(place)


def test_lists_of_fsdkaggle2018_without_sounds(tmp_path: Path) -> None:
    place = write_fsd(tmp_path / "fsd")
    (place / "FSDKaggle2018.audio_test").rename(place / "elsewhere")
    with pytest.raises(CorpusRefused, match=r"FSDKaggle2018\.audio_test"):
        read_corpus(place)


def test_places_without_a_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusRefused, match="There is no folder"):
        read_corpus(tmp_path / "nowhere")
    write(tmp_path / "alone" / "a.wav", "hiss", 0)
    with pytest.raises(CorpusRefused, match="holds no corpus"):
        read_corpus(tmp_path)
