"""How fast the window is there, and whether it ever stops listening to its user while sounds are listened to.

    python tests/benchmarks/ui_stall.py FOLDER      # adds FOLDER while someone searches, steps and scrolls
    python tests/benchmarks/ui_stall.py --start N   # opens the window on a made-up library of N sounds

Prints the figures; without a display it runs unseen (QT_QPA_PLATFORM=offscreen). The baseline is a process beside it
that has the same timer and nothing else to do: its gaps are what the machine's other work takes from everybody.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from memory import peak_mb

START = time.perf_counter()
TICK_MS = 5
WORDS = ("dog", "rain on a roof", "kick 808", "glass breaking", "door", "wind", "engine -car", "bell")


class Stalls:
    """A timer in the window's own loop; every gap between its ticks is time in which the window heard nothing."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def report(self) -> str:
        ranked = sorted(self.gaps)
        over = sum(gap > 100 for gap in ranked)
        return (
            f"{len(ranked)} ticks, median gap {ranked[len(ranked) // 2]:.1f} ms, "
            f"99.9% {ranked[int(len(ranked) * 0.999)]:.1f} ms, longest {ranked[-1]:.1f} ms, over 100 ms: {over}"
        )


def open_on(library: object, place: Path) -> object:
    """The window, shown and started, on the real player."""
    from PySide6.QtWidgets import QApplication

    from soundbrowser.app.main_window import MainWindow
    from soundbrowser.app.theme import Themes
    from soundbrowser.audio.play import Player
    from soundbrowser.settings import Settings

    application = QApplication.instance() or QApplication(sys.argv[:1])
    settings = Settings(theme="dark", volume_db=-60.0)
    window = MainWindow(library, settings, place / "settings.json", Themes(application, "dark"), Player())
    window.show()
    window.start()
    return window


def stalls_while_listening(folder: Path) -> None:
    """Adds a folder; meanwhile a query every second, a step in the list every 300 ms, and a scroll."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from soundbrowser.library import Library

    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as place, Library.open(Path(place) / "library.db") as library:
        window = open_on(library, Path(place))
        bare = subprocess.Popen(
            [sys.executable, __file__, "--bare"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        stalls = Stalls()
        begun = time.perf_counter()
        counter = iter(range(10**9))

        def ask() -> None:
            window.query_bar.words.set_text(WORDS[next(counter) % len(WORDS)])

        def step() -> None:
            if not window.results_page.view.step(1):
                window.results_page.view.go_to_first()

        for milliseconds, work in ((1000, ask), (300, step)):
            timer = QTimer(window)
            timer.timeout.connect(work)
            timer.start(milliseconds)
        window.jobs.ended.connect(lambda _summary: application.quit())
        failures: list[Exception] = []
        window.jobs.failed.connect(lambda _title, error: (failures.append(error), application.quit()))
        window.jobs.add_folders([str(folder)])
        application.exec()
        if failures:
            raise failures[0]
        seconds = time.perf_counter() - begun
        stats = library.stats()
        print(
            f"listened to {stats.ready:,} of {stats.sounds:,} sounds in {seconds:.1f} s ({stats.ready / seconds:.0f}/s)"
        )
        print(f"event loop of the window: {stalls.report()}")
        print(f"event loop with nothing to do: {bare.communicate()[0].strip()}")
        print(f"memory of the window's process: {peak_mb():.0f} MB")
        window.close()


def start_on(sounds: int) -> None:
    """From the interpreter's start (after the library was made) to a list that can be used, in a fresh process."""
    from made_library import make_library

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "library.db"
        make_library(path, sounds)
        for run in ("first start", "second start"):
            done = subprocess.run(
                [sys.executable, __file__, "--open", str(path)], capture_output=True, text=True, check=True
            )
            print(f"{run} on {sounds:,} sounds: {done.stdout.strip()}")


def open_once(path: Path) -> None:
    """Opens the window and prints when it was painted, when its list was there, and when a search was answered."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from soundbrowser.library import Library

    application = QApplication(sys.argv[:1])

    def wait(holds: Callable[[], bool]) -> float:
        while not holds():
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        return time.perf_counter() - START

    with Library.open(path) as library, tempfile.TemporaryDirectory() as place:
        window = open_on(library, Path(place))
        painted = wait(lambda: window.isVisible() and window.results_page.view.viewport().isVisible())
        listed = wait(lambda: window.results_page.model.rowCount() > 0)
        stalls = Stalls()
        window.query_bar.words.set_text("thunder")
        answered = wait(lambda: not window.results_page.model.browsing)
        print(
            f"shown after {painted:.2f} s, listed after {listed:.2f} s, first words answered {answered - listed:.2f} s "
            f"later (event loop: {stalls.report()}); memory {peak_mb():.0f} MB"
        )
        window.close()


def bare_timer() -> None:
    """The baseline: ends when its parent closes the pipe."""
    import threading

    from PySide6.QtCore import QCoreApplication

    application = QCoreApplication(sys.argv[:1])
    stalls = Stalls()

    def end() -> None:
        sys.stdin.read()
        application.quit()

    threading.Thread(target=end, daemon=True).start()
    application.exec()
    print(stalls.report())


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--start", type=int, metavar="N")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.bare:
        bare_timer()
    elif asked.open:
        open_once(asked.open)
    elif asked.start:
        start_on(asked.start)
    elif asked.folder:
        stalls_while_listening(asked.folder)
    else:
        parser.error("name a folder, or --start N")


if __name__ == "__main__":
    main()
