"""A small server that answers as the Hugging Face hub does, in as good or bad a mood as a test wants."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
        self.waits_after = 0
        """How many bytes of a large file come before the line goes quiet, until `go_on`; 0 for never."""
        self.go_on = threading.Event()

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
        rest, server = content[begin:], self.server
        if len(content) > 1000 and server.waits_after:
            self.wfile.write(rest[: server.waits_after])
            server.go_on.wait()
        else:
            cut = server.cut_after.pop(0) if len(content) > 1000 and server.cut_after else len(rest)
            self.wfile.write(rest[:cut])


def git_name(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def small_hub() -> Iterator[Hub]:
    """One that runs."""
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
