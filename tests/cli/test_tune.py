"""`tune`: a made-up vocabulary from a CSV changes the answers, and switching back restores them exactly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from commands import RATE, Runner


@pytest.fixture
def labelled(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of tones and noises, and labels.csv with a made-up word for each kind, in this folder; no home."""
    monkeypatch.setattr("soundbrowser.paths.user_data", lambda: Path("/dev/null/home"))
    rows = ["path,label"]
    for number in range(10):
        t = np.arange(RATE // 2) / RATE
        kinds = {
            "zorbling": 0.4 * np.sin(2 * np.pi * 110 * 1.2**number * t) * np.exp(-3 * t),
            "frimmish": 0.1 * np.random.default_rng(number).standard_normal(t.size),
        }
        for word, samples in kinds.items():
            path = tmp_path / "sounds" / str(number % 2) / f"{word[0]}{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(path, samples, RATE)
            rows.append(f"{path.relative_to(tmp_path)},{word}")
    (tmp_path / "labels.csv").write_text("\n".join(rows), "utf-8")
    assert run("index", tmp_path / "sounds", "--library", tmp_path / "a.db").code == 0
    return tmp_path


def test_a_made_up_word_is_learnt_kept_and_forgotten_again(run: Runner, labelled: Path) -> None:
    library = ("--library", labelled / "a.db")

    def asked() -> str:
        return run("search", "zorbling", "--semantic", "--json", *library).out

    before = asked()
    ran = run("tune", "run", "--labels", labelled / "labels.csv", *library)
    assert ran.code == 0
    assert "zorbling: 10 clips" in ran.out
    version = re.search(r"tune keep (\S+),", ran.out)
    assert version is not None
    assert asked() == before
    assert run("tune", "keep", version[1], *library).code == 0
    after = asked()
    assert after != before
    assert all(answer["name"].startswith("z") for answer in json.loads(after)[:8])
    factory, tuned = run("tune", "list", *library).out.splitlines()
    assert factory.startswith("  ")
    assert tuned.startswith(f"* {version[1]} ")
    assert list(labelled.glob("a.db-models/*/config.json"))
    assert run("tune", "switch", factory.split()[0], *library).code == 0
    assert asked() == before
    assert run("tune", "discard", version[1], *library).code == 0
    assert len(run("tune", "list", *library).out.splitlines()) == 1
    assert not list(labelled.glob("a.db-models/*"))


def names(answers: str) -> str:
    """The first letters of the answers' names, the ten best."""
    return "".join(answer["name"][0] for answer in json.loads(answers)[:10])


def test_made_up_words_are_unusable_before_and_right_after(run: Runner, labelled: Path) -> None:
    library = ("--library", labelled / "a.db")

    def asked(word: str) -> str:
        return names(run("search", word, "--semantic", "--json", *library).out)

    before = [asked(word).count(word[0]) for word in ("zorbling", "frimmish")]
    assert min(before) <= 5
    ran = run("tune", "run", "--labels", labelled / "labels.csv", "--keep", "--json", *library)
    report = json.loads(ran.out)
    assert report["keep"]
    assert report["own"]["before"] < 0.5 <= 0.9 <= report["own"]["after"]
    assert abs(report["general"]["after"] - report["general"]["before"]) < 0.01
    assert [asked(word).count(word[0]) for word in ("zorbling", "frimmish")] >= [9, 9]
    listed = run("tune", "list", *library).out.splitlines()[-1]
    assert "zorbling" in listed and "P@10" in listed and " -> " in listed


def test_corrections_count_at_once_teach_alone_and_can_be_taken_back(run: Runner, labelled: Path) -> None:
    library = ("--library", labelled / "a.db")

    def asked(*options: str) -> str:
        return names(run("search", "Zorbling", "--json", *options, *library).out)

    before = asked()
    wrong, right = (sorted(labelled.glob(f"sounds/*/{kind}*.wav")) for kind in "fz")
    assert run("tune", "not-a-match", "zorbling", *wrong, *library).code == 0
    assert asked() == "z" * 10
    assert run("tune", "more-like-this", "zorbling", *right[:5], *library).code == 0
    listed = run("tune", "corrections", *library).out.splitlines()
    assert len(listed) == 15
    assert f"zorbling: not a match: {wrong[0]}" in listed
    assert f"zorbling: more like this: {right[0]}" in listed
    ran = run("tune", "run", "--only-corrections", "--keep", "--json", *library)
    report = json.loads(ran.out)
    assert (report["own"], report["keep"]) == (None, True)
    assert report["corrections"]["before"] < report["corrections"]["after"] == 1.0
    assert abs(report["general"]["after"] - report["general"]["before"]) < 0.01
    assert asked("--semantic").count("z") >= 9
    assert run("tune", "switch", run("tune", "list", *library).out.split()[0], *library).code == 0
    assert run("tune", "forget", "zorbling", *wrong, *right, *library).code == 0
    assert run("tune", "corrections", *library).out == ""
    assert asked() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "--labels", "{place}/none.csv"),
        ("keep", "none"),
        ("switch", "none"),
        ("discard", "none"),
        ("not-a-match", "zorp", "{place}/none.wav"),
        ("more-like-this", "crowd -laugh", "{place}/sounds/0/z0.wav"),
        ("run", "--only-corrections"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Runner, labelled: Path, arguments: tuple[str, ...]) -> None:
    ran = run("tune", *(each.format(place=labelled) for each in arguments), "--library", labelled / "a.db")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
