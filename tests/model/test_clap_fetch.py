"""Fetching a checkpoint from a hub: a small server here answers as the real one does, in as good or bad a mood."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.model.clap_fetch import fetch

SMALL = b'{"model_type": "clap"}\n'
WEIGHTS = bytes(range(256)) * 20_000
REVISION = "0123abcd"


class Hub(ThreadingHTTPServer):
    """Holds one repository, `some/clap`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.files = {"config.json": SMALL, "model.safetensors": WEIGHTS, "README.md": b"unwanted"}
        self.announced = {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}
        self.asked: list[tuple[str, str | None]] = []
        self.cut_after: list[int] = []
        """How many bytes of a large file come before the line goes dead, once each."""
        self.in_parts = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_args: object) -> None: ...

    def do_GET(self) -> None:
        if self.path == "/api/models/some/clap?blobs=true":
            return self._send(json.dumps(self._listing()).encode())
        name = self.path.removeprefix(f"/some/clap/resolve/{REVISION}/")
        if name not in self.server.files:
            return self.send_error(404)
        self.server.asked.append((name, self.headers["Range"]))
        return self._send(self.server.files[name], self.headers["Range"])

    def _listing(self) -> object:
        files = [
            {"rfilename": name, "size": len(content), "blobId": git_name(content)} | self._lfs(name, content)
            for name, content in self.server.files.items()
        ]
        return {"sha": REVISION, "siblings": files}

    def _lfs(self, name: str, content: bytes) -> dict[str, object]:
        return {"lfs": {"sha256": self.server.announced[name]}} if len(content) > 1000 else {}

    def _send(self, content: bytes, part: str | None = None) -> None:
        begin = int(part.removeprefix("bytes=").rstrip("-")) if part and self.server.in_parts else 0
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        rest = content[begin:]
        cut = self.server.cut_after.pop(0) if len(content) > 1000 and self.server.cut_after else len(rest)
        self.wfile.write(rest[:cut])


def git_name(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


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
    monkeypatch.setattr(f"{__name__}.git_name", lambda content: "0" * 40)
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
