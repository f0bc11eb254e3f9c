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


@pytest.mark.parametrize(
    "arguments",
    [("run",), ("run", "--labels", "{place}/none.csv"), ("keep", "none"), ("switch", "none"), ("discard", "none")],
)
def test_what_cannot_be_done_is_one_sentence(run: Runner, labelled: Path, arguments: tuple[str, ...]) -> None:
    ran = run("tune", *(each.format(place=labelled) for each in arguments), "--library", labelled / "a.db")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
