"""The models there are: the factory's and those that were taught, which one is in use, and a way to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from soundbrowser.app.dialogs.frame import button, emptied, label
from soundbrowser.app.theme import Themes
from soundbrowser.app.widgets.elided_label import ElidedLabel
from soundbrowser.app.widgets.icon_button import IconButton
from soundbrowser.domain.tuning import ModelVersion

_RIGHT = Qt.TextElideMode.ElideRight


def version_title(version: ModelVersion) -> str:
    """What a user calls it."""
    if version.named:
        return f"Model “{version.name}”"
    if not version.created_at:
        return "Factory model"
    if not version.taught:
        return version.name
    made = datetime.fromtimestamp(version.created_at).astimezone()
    return f"Taught on {made.day} {made:%B}, {made:%H:%M}"


def version_detail(version: ModelVersion, factory: ModelVersion) -> str:
    """What it learned, and what that did."""
    if version.named:
        return "Chosen at the start"
    if not version.created_at:
        return "Knows everyday sound words"
    if not version.encoder:
        return f"Its folder is gone: {version.path}"
    if not version.taught:
        return "Listens for itself: all sounds are heard once before it searches"
    gains = [f"{m.before:.0%} → {m.after:.0%}" for m in version.measures[:1]]
    earlier = ["for an earlier model"] if version.encoder != factory.encoder else []
    return " · ".join([*gains, *earlier, ", ".join(version.labels)])


class VersionList(QWidget):
    """Signals: `use_wanted` and `remove_wanted` (versions)."""

    use_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_versions(self, versions: Sequence[ModelVersion]) -> None:
        """The newest first, the factory's, which comes first, at the end."""
        emptied(self._column)
        for version in reversed(versions):
            self._column.addWidget(self._line(version, versions[0]))
        self._column.addStretch(1)

    def _line(self, version: ModelVersion, factory: ModelVersion) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(6)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(ElidedLabel(self._themes, version_title(version), weight=500))
        names.addWidget(
            ElidedLabel(self._themes, version_detail(version, factory), pixels=12, ink="text2", mode=_RIGHT)
        )
        row.addLayout(names, 1)
        if version.created_at:
            remove = IconButton(self._themes, "close", f"Remove {version_title(version)}", size=24, icon_size=14)
            remove.clicked.connect(lambda: self.remove_wanted.emit(version.version))
            row.addWidget(remove)
        if version.active:
            row.addWidget(label("in use", "secondary"))
        else:
            use = button("Use", small=True)
            use.setAccessibleName(f"Use {version_title(version)}")
            use.setEnabled(bool(version.encoder))
            use.clicked.connect(lambda: self.use_wanted.emit(version.version))
            row.addWidget(use)
        return line
