"""Starts the window: library, settings, theme, player; and reports what should not happen."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from soundbrowser import paths
from soundbrowser.app import icons
from soundbrowser.app.dialogs.error import ErrorDialog
from soundbrowser.app.main_window import MainWindow
from soundbrowser.app.theme import DARK, Themes
from soundbrowser.audio.play import Player
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.library import Library
from soundbrowser.settings import Settings
from soundbrowser.version import __version__

_LOG_BYTES = 1_000_000
log = logging.getLogger("soundbrowser")


def open_window(library: Path | None = None, model: Path | None = None) -> int:
    """Shows the window on a library (by default the last one, or the user's own) and returns when it is closed.

    The exit code is 1 when the library could not be opened, which a dialog has then said.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    _introduce(application)
    settings_file = paths.settings_file()
    settings = Settings.load(settings_file)
    themes = Themes(application, settings.theme)
    write_log(paths.log_file())
    reporter = Reporter(themes)
    reporter.take_over()
    try:
        opened = _open_library(library, model, settings)
    except SoundbrowserError as error:
        ErrorDialog(themes, "The library cannot be opened", str(error), "", None).exec()
        return 1
    with opened:
        window = MainWindow(opened, settings, settings_file, themes, Player())
        window.bug.connect(reporter.report)
        window.closed.connect(application.quit)
        window.show()
        window.start()
        code = application.exec()
        window.deleteLater()
    reporter.give_back()
    return code


def _introduce(application: QApplication) -> None:
    application.setApplicationName("soundbrowser")
    application.setApplicationDisplayName("soundbrowser")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("soundbrowser")
    application.setStyle("Fusion")
    application.setWindowIcon(program_icon())
    QGuiApplication.setQuitOnLastWindowClosed(False)


def program_icon() -> QIcon:
    """The mark, for the task bar."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(icons.pixmap("mark", DARK.accent, size))
    return made


def _open_library(library: Path | None, model: Path | None, settings: Settings) -> Library:
    chosen = library or (Path(settings.library) if settings.library else paths.default_library())
    chosen.parent.mkdir(parents=True, exist_ok=True)
    return Library.open(chosen, model=model, device=settings.compute, require_model=False)


def write_log(file: Path) -> None:
    """Warnings and errors go into `file`, which is kept small; without a place for it they go nowhere."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)


class Reporter(QObject):
    """Writes what should not happen into the log and shows it once, with a report to copy."""

    _met = Signal(Exception)

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self._themes = themes
        self._shown: ErrorDialog | None = None
        self._before: Callable[[type[BaseException], BaseException, TracebackType | None], object] = sys.excepthook
        self._met.connect(self._show)

    def take_over(self) -> None:
        """From now on errors nobody caught come here, from any thread."""
        self._before = sys.excepthook
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def give_back(self) -> None:
        """The window is gone: Python's own report is enough."""
        sys.excepthook = self._before
        threading.excepthook = threading.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or not isinstance(error, Exception):
            self._before(kind, error or kind(), trace)
            return
        self.report(error)

    def report(self, error: Exception) -> None:
        """Any thread may call it."""
        log.error("met what should not happen", exc_info=error)
        self._met.emit(error)

    def _show(self, error: Exception) -> None:
        if self._shown is not None:
            return
        details = f"soundbrowser {__version__}\n" + "".join(traceback.format_exception(error))
        sentence = "The window goes on, but what was asked for last may not have been done."
        self._shown = ErrorDialog(self._themes, "Something went wrong", sentence, details, None)
        self._shown.finished.connect(self._forget)
        self._shown.show()

    def _forget(self) -> None:
        if self._shown is not None:
            self._shown.deleteLater()
        self._shown = None
