"""soundbrowser finds the right sound in your own library, offline: by words, by a clip, or both."""

from soundbrowser.version import __version__

__all__ = ["__version__"]
