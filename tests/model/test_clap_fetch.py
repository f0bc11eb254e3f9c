"""Fetching a checkpoint from a hub: a small server here answers as the real one does, in as good or bad a mood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_hub import SMALL, WEIGHTS, Hub, small_hub

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.model.clap_fetch import fetch


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with small_hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def there(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


WANTED = {"config.json": SMALL, "model.safetensors": WEIGHTS}


def test_what_transformers_needs_comes_with_progress(hub: Hub, tmp_path: Path) -> None:
    steps: list[Progress] = []
    fetch("some/clap", tmp_path / "here", steps.append)
    assert there(tmp_path / "here") == WANTED
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].stage, steps[-1].done, steps[-1].total) == (Stage.FETCH, 5, 5)


def test_a_line_that_goes_dead_is_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = [3_000_000, 1_000_000]
    fetch("some/clap", tmp_path, lambda _step: None)
    assert there(tmp_path) == WANTED
    assert [part for name, part in hub.asked if name == "model.safetensors"] == [
        None,
        "bytes=3000000-",
        "bytes=4000000-",
    ]


def test_a_stopped_download_goes_on_the_next_time(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = [3_000_000, 0, 0]
    with pytest.raises(ModelNotFound, match="What has come is kept"):
        fetch("some/clap", tmp_path, lambda _step: None)
    hub.asked.clear()
    fetch("some/clap", tmp_path, lambda _step: None)
    assert there(tmp_path) == WANTED
    assert hub.asked == [("model.safetensors", "bytes=3000000-")]


def test_a_server_that_sends_no_parts_is_asked_from_the_start(hub: Hub, tmp_path: Path) -> None:
    hub.in_parts = False
    hub.cut_after = [3_000_000]
    fetch("some/clap", tmp_path, lambda _step: None)
    assert there(tmp_path) == WANTED


def test_what_is_there_is_not_asked_for_again(hub: Hub, tmp_path: Path) -> None:
    fetch("some/clap", tmp_path, lambda _step: None)
    hub.asked.clear()
    fetch("some/clap", tmp_path, lambda _step: None)
    assert hub.asked == []


def test_a_small_file_that_is_not_what_was_announced_is_refused(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("small_hub.git_name", lambda content: "0" * 40)
    with pytest.raises(ModelDamaged, match=r"config\.json” did not arrive as it was sent"):
        fetch("some/clap", tmp_path, lambda _step: None)
    assert there(tmp_path) == {}


def test_weights_that_are_not_what_was_announced_are_refused(hub: Hub, tmp_path: Path) -> None:
    hub.announced["model.safetensors"] = "0" * 64
    with pytest.raises(ModelDamaged, match=r"model\.safetensors” did not arrive as it was sent"):
        fetch("some/clap", tmp_path, lambda _step: None)
    assert set(there(tmp_path)) == {"config.json"}


@pytest.mark.parametrize("name", ["some/other", "nonsense", "a/b/c", "../x"])
def test_a_name_that_means_nothing_is_said(hub: Hub, tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelNotFound, match=name):
        fetch(name, tmp_path, lambda _step: None)


def test_a_repository_without_a_checkpoint_is_said(hub: Hub, tmp_path: Path) -> None:
    del hub.files["model.safetensors"]
    with pytest.raises(ModelNotFound, match="holds no checkpoint"):
        fetch("some/clap", tmp_path, lambda _step: None)


def test_no_way_to_the_hub_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelNotFound, match="cannot be fetched"):
        fetch("some/clap", tmp_path, lambda _step: None)
