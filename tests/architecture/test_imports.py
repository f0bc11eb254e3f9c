"""Who imports whom, as the linter sees it; and what must not be loaded, as a fresh process sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "librosa", "gensim", "onnxruntime", "sklearn", "numba", "transformers")


def run(code: str) -> str:
    """The output of a fresh process in which `code` must pass."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def modules(*rooms: str) -> list[str]:
    """The names of all modules below some rooms."""
    files = [file for room in rooms for file in (ROOT / "soundbrowser" / room).rglob("*.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return sorted(name.removesuffix(".__init__") for name in names)


def loaded_by(imports: list[str], watched: tuple[str, ...]) -> str:
    lines = "\n".join(f"import {name}" for name in imports)
    return run(f"import sys\n{lines}\nprint(*[name for name in {watched!r} if name in sys.modules])").strip()


def test_the_import_contracts_hold() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["soundbrowser", "soundbrowser.start", "soundbrowser.cli.main"])
def test_starting_loads_neither_the_library_nor_numpy(name: str) -> None:
    assert loaded_by([name], ("numpy", "sqlalchemy", "PySide6", *HEAVY)) == ""


def test_the_window_loads_nothing_heavy() -> None:
    assert loaded_by(modules("app", "library", "domain"), HEAVY) == ""


def test_a_search_in_the_terminal_loads_nothing_heavy() -> None:
    assert loaded_by(modules("cli", "library", "search", "catalogue"), (*HEAVY, "PySide6")) == ""


def test_open_library_is_the_librarys() -> None:
    code = "import soundbrowser, sys\nfrom soundbrowser import open_library\nprint(open_library.__module__)"
    assert run(code).strip() == "soundbrowser.library.library"


def test_every_room_but_the_window_does_without_qt() -> None:
    rooms = sorted({path.name for path in (ROOT / "soundbrowser").iterdir() if path.is_dir()} - {"app", "__pycache__"})
    blocked = "import sys\nsys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
    optional = ("soundbrowser.training",)  # needs what only makers of models install
    names = [name for name in modules(*rooms) if not name.startswith(optional)]
    run(blocked + "\n".join(f"import {name}" for name in names))


@pytest.mark.posix
def test_no_environment_is_needed_to_import() -> None:
    env = {"PATH": os.environ.get("PATH", ""), "HOME": "/dev/null/home"}
    done = subprocess.run(
        [sys.executable, "-c", "import soundbrowser.start"], cwd=ROOT, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
