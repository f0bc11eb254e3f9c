"""`--self-test`: a line for each part, and a code that a build script can trust."""

from __future__ import annotations

import pytest

from soundbrowser.cli import selftest
from soundbrowser.domain.stats import Finding

FORMATS = ("wav", "aiff", "flac", "ogg", "opus", "mp3", "caf", "m4a", "wma", "mov")


def test_every_part_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    code = selftest.run(lambda library: [Finding("window", library.stats().ready == 12, "12 sounds to show")])
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), out
    for part in (
        "model",
        *(f".{suffix}: " for suffix in FORMATS),
        "embedding",
        "search",
        "similar",
        "playback",
        "window",
    ):
        assert part in out
    assert "BAD" not in out


def test_a_part_that_does_not_work_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest.run(lambda library: [Finding("window", False, "it stays\ndark")]) == 1
    out, err = capsys.readouterr()
    assert r"BAD  window: it stays\ndark" in out
    assert "do not work here: 1;" in err
