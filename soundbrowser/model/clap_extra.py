"""The extra that reads CLAP models: whether it is installed, and how it is."""

from __future__ import annotations

from importlib.util import find_spec

from soundbrowser.domain.errors import ModelNotFound

INSTALL = 'pip install "soundbrowser[clap]"'
"""The command that brings transformers."""


def reads_clap() -> bool:
    """True where the library that reads CLAP models is installed; it is not imported."""
    return find_spec("transformers") is not None


def require_transformers() -> None:
    """Raises ModelNotFound where the library that reads CLAP models is not installed."""
    if not reads_clap():
        raise ModelNotFound(f"CLAP models need the package transformers: {INSTALL}.")
