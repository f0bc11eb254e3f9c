"""`evaluate` from sounds on disk to tables, with the shipped model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from commands import Runner

from soundbrowser.evaluate.alterations import ALTERATIONS
from soundbrowser.paths import factory_model

RATE = 16_000
KINDS = ("hiss", "knock", "whistle")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven of each kind; one file is no sound."""
    place = tmp_path_factory.mktemp("named") / "sounds"
    t = np.arange(int(0.3 * RATE)) / RATE
    for number in range(7):
        noise = 0.2 * np.random.default_rng(number).standard_normal(t.size)
        knock = 0.8 * np.sin(2 * np.pi * (150 + 20 * number) * t) * np.exp(-40 * t)
        whistle = 0.5 * np.sin(2 * np.pi * (1500 + 150 * number) * t)
        for kind, samples in zip(KINDS, (noise, knock, whistle), strict=True):
            (place / kind).mkdir(parents=True, exist_ok=True)
            soundfile.write(place / kind / f"{number}.wav", samples, RATE)
    (place / "hiss" / "broken.wav").write_text("this is no sound, whatever its name says")
    return place


def test_the_table(run: Runner, corpus: Path) -> None:
    done = run("evaluate", corpus)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert "21 clips, 3 labels" in lines[0]
    assert any("broken.wav" in line for line in lines)
    for name in ("zero-shot accuracy", "text→audio mAP", "audio→audio mAP", "MAP@3"):
        assert any(name in line for line in lines)


def test_two_models_as_json(run: Runner, corpus: Path) -> None:
    done = run("evaluate", corpus, "--model", factory_model(), "--model", factory_model(), "--clips", 12, "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert report["corpus"]["clips"] <= 12
    for model in report["models"]:
        assert model["name"] == model["tower_version"]  # of two versions of a model the name would not tell
    rows = {row["name"]: row for row in report["rows"]}
    for row in rows.values():
        first, second = row["measures"]
        assert first == second
        assert 0 <= first["low"] <= first["mean"] <= first["high"] <= 1
        assert row["differences"][0]["mean"] == 0
    assert rows["audio→audio mAP"]["measures"][0]["mean"] > 0.5


def test_everything_that_can_be_asked_for(run: Runner, corpus: Path, tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"
    every = ("--paper", "--robustness", "--calibration", "--plot", plot)
    done = run("evaluate", corpus, "--clips", 12, *every, "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    printed = {row["row"]["name"]: row["printed"] for row in report["paper"]["rows"]}
    assert printed["joint, audio→audio"] == [0.612, 0.749]
    across = next(row["row"] for row in report["paper"]["rows"] if row["row"]["name"] == "raw features, audio→text")
    assert across["measures"][0]["mean"] is None
    assert len(report["robustness"]) == 11
    softer = next(row for row in report["robustness"] if row["name"] == "20 dB softer")
    assert [cost["name"] for cost in softer["costs"][0]] == ["zero-shot accuracy", "text→audio mAP", "audio→audio mAP"]
    for cost in softer["costs"][0]:
        assert cost["difference"]["mean"] == pytest.approx(cost["after"]["mean"] - cost["before"]["mean"], abs=1e-6)
    blurred = [[cost["name"] for cost in row["costs"][0]] for row in report["robustness"][8:]]
    assert blurred == [["zero-shot accuracy", "text→audio mAP"]] * 3
    assert [kind["kind"] for kind in report["calibration"][0]] == ["words", "clips"]
    assert plot.read_text(encoding="utf-8").startswith("<svg")


def test_the_further_tables(run: Runner, corpus: Path) -> None:
    done = run("evaluate", corpus, "--clips", 12, "--paper", "--calibration", "--unseen", "hiss", "--unseen", "knock")
    assert done.code == 0, done.err
    assert run("evaluate", corpus, "--paper", "--unseen", "zorp").err.startswith("“zorp” should be unseen")
    for said in ("0.612 / 0.749", "not the same:", "expected calibration error of", "the labels named"):
        assert said in done.out


def test_one_recording_on_both_sides_is_named(run: Runner, corpus: Path, tmp_path: Path) -> None:
    softer = next(one for one in ALTERATIONS if one.name == "20 dB softer")
    softer(str(corpus / "hiss" / "0.wav"), tmp_path / "copy.wav")
    file = tmp_path / "sides.csv"
    lines = [f"{corpus}/{kind}/{number}.wav,{kind},train\n" for kind in KINDS for number in (0, 1)]
    tests = [f"{corpus}/{kind}/5.wav,{kind},test\n" for kind in KINDS]
    file.write_text("file,label,split\n" + "".join([*lines, *tests, "copy.wav,hiss,test\n"]))
    done = run("evaluate", file)
    assert done.code == 0, done.err
    assert f"{corpus}/hiss/0.wav = {tmp_path}/copy.wav (same recording)" in done.out
    assert "4 clips asked about, 5 in the database" in done.out
    assert "clips are known by their bytes alone" in done.out  # the whistles
    found = json.loads(run("evaluate", file, "--json").out)["corpus"]
    assert [leak["same"] for leak in found["leaks"]] == ["same recording"]
    assert found["unjudged"] >= 3


def test_captions(run: Runner, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "captions.csv"
    names = [f"{corpus}/{kind}/{number}.wav,a {kind} somewhere\n" for kind in KINDS for number in (0, 1)]
    file.write_text("file,caption\n" + "".join(names))
    done = run("evaluate", file, "--json")
    assert done.code == 0, done.err
    found = [row["name"] for row in json.loads(done.out)["rows"]]
    assert found == ["captions mAP@10", "captions R@1", "captions R@10"]
    for wish in ("--paper", "--calibration", "--robustness"):
        refused = run("evaluate", file, wish)
        assert refused.code == 1
        assert "labels" in refused.err


def test_places_without_a_corpus_or_a_model(run: Runner, corpus: Path, tmp_path: Path) -> None:
    done = run("evaluate", tmp_path)
    assert done.code == 1
    assert "holds no corpus" in done.err
    assert not done.out
    unmodelled = run("evaluate", corpus, "--model", tmp_path)
    assert unmodelled.code == 1
    assert "no model" in unmodelled.err


def test_wrong_usage(run: Runner, corpus: Path) -> None:
    assert run("evaluate").code == 2
    assert run("evaluate", corpus, "--clips", 0).code == 2
    assert run("evaluate", corpus, "--seed", -1).code == 2
    assert run("evaluate", corpus, "--plot", "plot.svg").code == 2
    assert run("evaluate", corpus, "--unseen", "hiss").code == 2


def test_a_plot_that_cannot_be_kept_is_refused_before_anything_is_heard(
    run: Runner, corpus: Path, tmp_path: Path
) -> None:
    done = run("evaluate", corpus, "--calibration", "--plot", tmp_path / "nowhere" / "plot.svg")
    assert done.code == 1
    assert "plot.svg" in done.err
    assert not done.out


def test_the_tags_of_a_library(run: Runner, corpus: Path, tmp_path: Path) -> None:
    from soundbrowser.library import Library

    with Library.open(tmp_path / "sounds.db", processes=1) as library:
        library.add_folder(corpus)
        bare = run("evaluate", "--library", tmp_path / "sounds.db")
        for kind in KINDS:
            sounds = [library.sound_at(str(corpus / kind / f"{number}.wav")) for number in range(4)]
            library.tag([sound.id for sound in sounds if sound], kind)
    assert bare.code == 1
    assert "tags or collections" in bare.err
    tagged = run("evaluate", "--library", tmp_path / "sounds.db", "--json")
    assert tagged.code == 0, tagged.err
    assert json.loads(tagged.out)["corpus"]["clips"] == 12
    listed = run("evaluate", corpus, "--library", tmp_path / "sounds.db", "--json")
    heard = run("evaluate", corpus, "--json")
    assert json.loads(listed.out)["rows"] == json.loads(heard.out)["rows"]
