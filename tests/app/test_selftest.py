"""The window's part of the self-test of a build."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from soundbrowser.app.selftest import self_test
from soundbrowser.library import Library


def test_a_library_with_sounds_passes(qapp: QApplication, library: Library) -> None:
    findings = self_test(library)
    assert [finding.part for finding in findings] == ["window", "window search", "window playback", "window painting"]
    assert all(finding.ok for finding in findings), findings


def test_an_empty_library_is_found_wanting(
    qapp: QApplication, new_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soundbrowser.app.selftest._WAIT_MS", 200)
    assert not self_test(new_library)[0].ok
