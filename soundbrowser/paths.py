"""Where things lie, in a source tree, an installed wheel and a frozen build, and where the user's own data goes."""

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "soundbrowser"
FACTORY_MODEL = "base-1"
MODEL_VARIABLE = "SOUNDBROWSER_MODEL"


def _shipped(name: str) -> Path:
    """The folder `name` that travels with the program (`models` or `resources`)."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / name] if frozen else [package / "_data" / name, package.parent / name]
    return next((place for place in candidates if place.is_dir()), candidates[-1])


def is_packaged() -> bool:
    """True in a frozen build, which nothing can be installed into."""
    return hasattr(sys, "_MEIPASS")


def resources() -> Path:
    """Icons, demo sounds and whatever else the program ships to show or play."""
    return _shipped("resources")


def models() -> Path:
    """The folder of models that ship with the program."""
    return _shipped("models")


def factory_model() -> Path:
    """The model a new library starts with; the environment variable `SOUNDBROWSER_MODEL` names another one."""
    named = os.environ.get(MODEL_VARIABLE)
    return Path(named) if named else models() / FACTORY_MODEL


def user_data() -> Path:
    """The user's own data folder (not created here)."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def default_library() -> Path:
    """The library that opens when none is named."""
    return user_data() / "library.db"


def user_models() -> Path:
    """Where tuned versions of a model are kept."""
    return user_data() / "models"


def settings_file() -> Path:
    """The user's settings (window, volume, device)."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "settings.json"


def log_file() -> Path:
    """Where the window writes what went wrong."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)) / "soundbrowser.log"
