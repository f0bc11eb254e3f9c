"""soundbrowser finds the right sound in your own library, offline: by words, by a clip, or both."""

from typing import TYPE_CHECKING, Any

from soundbrowser.version import __version__

if TYPE_CHECKING:
    from soundbrowser.library import open_library

__all__ = ["__version__", "open_library"]


def __getattr__(name: str) -> Any:
    """Imports the library when a script first asks for it, so that `import soundbrowser` stays light."""
    if name == "open_library":
        from soundbrowser.library import open_library

        return open_library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
