"""`model`, and a library that an earlier model listened to: what the terminal says, and what brings it over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import Runner, write_sounds
from other_models import with_encoder

from soundbrowser import paths
from soundbrowser.model.store import ModelFolder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_sounds(tmp_path / "sounds", ["kick_808.wav", "glass.wav"])
    return tmp_path / "a.db"


def test_a_library_of_an_earlier_model_is_said_to_be_unheard_until_it_is_indexed(
    run: Runner, file: Path, tmp_path: Path
) -> None:
    earlier = with_encoder(tmp_path / "base-0", "base-0-encoder")
    assert run("index", tmp_path / "sounds", "--library", file, "--model", earlier).code == 0
    shutil.rmtree(earlier)
    by_name = run("search", "kick 808", "--library", file)
    assert by_name.code == 0 and "kick_808.wav" in by_name.out
    assert "2 of 2 sounds were not listened to with the model “base-1” yet" in by_name.err
    indexed = run("index", "--all", "--library", file)
    assert "listened to 2 in" in indexed.out
    after = run("search", "something short", "--semantic", "--library", file)
    assert "glass.wav" in after.out and after.err == ""


def test_a_model_is_added_listed_used_and_removed(run: Runner, file: Path, tmp_path: Path) -> None:
    run("index", tmp_path / "sounds", "--library", file)
    other = with_encoder(tmp_path / "other", "another-ear")
    added = run("model", "add", other, "--library", file)
    assert (added.code, added.err) == (0, "")
    assert "Added other; to search with it: soundbrowser model use another-ear-towers" in added.out
    factory, second = run("model", "list", "--library", file).out.splitlines()
    assert factory.startswith(f"* {ModelFolder.open(paths.factory_model()).config.tower_version}  factory")
    assert second.startswith("  another-ear-towers") and second.endswith("[hears for itself, as another-ear]")
    assert run("model", "use", "other", "--library", file).out == "Searching with other from now on.\n"
    assert run("search", "kick", "--library", file).err == ""
    assert [line[0] for line in run("model", "list", "--library", file).out.splitlines()] == [" ", "*"]
    assert run("model", "use", "base-1", "--library", file).code == 0
    assert run("model", "remove", "other", "--library", file).out == "Forgot other.\n"
    assert len(run("model", "list", "--library", file).out.splitlines()) == 1
    assert (other / "config.json").is_file()


def test_what_is_no_model_is_refused_in_a_sentence(run: Runner, file: Path, tmp_path: Path) -> None:
    run("index", tmp_path / "sounds", "--library", file)
    refused = run("model", "use", "none", "--library", file)
    assert refused.code == 1 and "no version “none”" in refused.err
    refused = run("model", "add", "a/b/c", "--library", file)
    assert refused.code == 1 and "“a/b/c” is neither a folder nor the name of a model" in refused.err


def test_a_version_whose_folder_is_gone_is_said(run: Runner, file: Path, tmp_path: Path) -> None:
    run("index", tmp_path / "sounds", "--library", file)
    other = with_encoder(tmp_path / "other", "another-ear")
    run("model", "add", other, "--library", file)
    run("model", "use", "other", "--library", file)
    shutil.rmtree(other)
    found = run("search", "kick 808", "--library", file)
    assert "kick_808.wav" in found.out
    assert f"The version “another-ear-towers” is gone from “{other}”; the factory model is used" in found.err
    assert "is gone]" in run("model", "list", "--library", file).out
    assert run("index", "--all", "--library", file).code == 0


def test_without_a_library_there_is_nothing_to_index(run: Runner, tmp_path: Path) -> None:
    ran = run("index", "--all", "--library", tmp_path / "none.db")
    assert ran.code == 1 and "none.db" in ran.err
    assert list(tmp_path.iterdir()) == []
