"""What a theme is made of, and how two of its colours are mixed."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens; text keeps a contrast of 4.5 on every surface it may sit on."""

    dark: bool
    bg0: QColor
    """Sidebar and jobs line."""
    bg1: QColor
    """List."""
    bg2: QColor
    """Fields and player."""
    bg3: QColor
    """Chips, buttons, tracks."""
    pop: QColor
    """Menus and dialogs."""
    line: QColor
    """Decoration only."""
    ctl: QColor
    """Borders of fields and boxes."""
    text1: QColor
    text2: QColor
    text3: QColor
    accent: QColor
    """Playing, selected, leading reason, primary button, focus, progress; nothing else."""
    onaccent: QColor
    sel: QColor
    hover: QColor
    tint: QColor
    warn: QColor
    err: QColor
    """Destructive only."""
    ramp: tuple[QColor, ...]
    """Waveform colours for spectral centroids of 330, 750, 1,700, 3,900 and 9,000 Hz."""


TOKENS = tuple(field.name for field in fields(Theme) if field.name not in ("dark", "ramp"))
"""Names of the single colours, in order."""


def blend(base: QColor, over: QColor, share: float) -> QColor:
    """The opaque colour of `over` laid on `base` with the given share (0 … 1)."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        base.redF() * keep + over.redF() * share,
        base.greenF() * keep + over.greenF() * share,
        base.blueF() * keep + over.blueF() * share,
    )
