"""The one door: everything a user can ask for."""

from soundbrowser.library.control import JobControl
from soundbrowser.library.library import Library, open_library

__all__ = ["JobControl", "Library", "open_library"]
