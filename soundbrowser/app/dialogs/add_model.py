"""Adding a bigger model: which one, what it costs, how far it is, and what to do with it then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from soundbrowser import paths
from soundbrowser.app import icons, wording
from soundbrowser.app.adder import Adder
from soundbrowser.app.dialogs.frame import DialogFrame, button, label
from soundbrowser.app.theme import Themes
from soundbrowser.domain.errors import Cancelled
from soundbrowser.domain.tuning import BiggerModel, ModelVersion

NOT_YET = "Use it to search with it, as soon as it has heard all sounds."
_WIDE = 560
_SENTENCE = "A network that others trained (CLAP), from the Hugging Face hub or a folder. The model in use stays."
_COSTS = (
    "All sounds are listened to once more, in the background. A bigger model takes longer over each. "
    "The model in use answers until that is done.",
    "It cannot be taught your words.",
)
_STOPPED = "Stopped. What was downloaded is kept; Add goes on from there."
_MISSING = "Bigger models are read by an extra that is not installed. Run this in a terminal, then open this again:"
_PACKAGED = "The packaged program cannot read bigger models; soundbrowser can that was installed with this command:"


class AddModelDialog(DialogFrame):
    """A view of the window's `Adder`: closing it stops nothing. Signal: `use_wanted` (a version)."""

    use_wanted = Signal(str)

    def __init__(self, themes: Themes, adder: Adder, parent: QWidget | None = None) -> None:
        super().__init__(themes, "Add a bigger model", _SENTENCE, parent)
        self._adder = adder
        self._offer: BiggerModel | None = None
        self.source = QLineEdit(adder.source if adder.running or adder.error else "")
        self.source.setAccessibleName("Model: owner/name on the Hugging Face hub, or a folder")
        self.source.setPlaceholderText("owner/name, or a folder")
        self.choose = button("Choose folder…")
        self.download = label("", "secondary", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setAccessibleName("Command to install the extra")
        self.copy = button("Copy")
        self.missing = self._missing()
        self._fill_body()
        self._build_foot()
        self._connect()
        self._show_state()
        adder.load()

    # -- building -----------------------------------------------------------------------------------------------

    def _fill_body(self) -> None:
        which = QHBoxLayout()
        which.setSpacing(10)
        which.addWidget(self.source, 1)
        which.addWidget(self.choose)
        costs = QVBoxLayout()
        costs.setSpacing(6)
        costs.addWidget(self.download)
        for cost in _COSTS:
            costs.addWidget(label(cost, "secondary", wrap=True))
        self.body.addWidget(label("Model", "caption"))
        self.body.addLayout(which)
        self.body.addWidget(label("What it takes", "caption"))
        self.body.addLayout(costs)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.bar)
        self.body.addLayout(self._says())
        self.body.addStretch(1)

    def _says(self) -> QHBoxLayout:
        self._sign = label("")
        self.message = label("", "secondary", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.message, 1)
        return row

    def _missing(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_PACKAGED if paths.is_packaged() else _MISSING, "warn", wrap=True))
        column.addLayout(row)
        return box

    def _build_foot(self) -> None:
        self.cancel = button("Cancel")
        self.hide_button = button("Continue in background", "primary")
        self.close_with_words = button("Close")
        self.add = button("Add", "primary")
        self.use = button("Use it", "primary")
        self.foot.addStretch(1)
        for widget in (self.cancel, self.hide_button, self.close_with_words, self.add, self.use):
            self.foot.addWidget(widget)

    def _connect(self) -> None:
        adder = self._adder
        self.source.textChanged.connect(lambda _text: self._show_choice())
        self.source.returnPressed.connect(self.add.click)
        self.choose.clicked.connect(self._choose_folder)
        self.copy.clicked.connect(self._copy)
        self.add.clicked.connect(lambda: adder.add(self._chosen()))
        self.cancel.clicked.connect(adder.stop)
        self.hide_button.clicked.connect(self.reject)
        self.close_with_words.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)
        self.finished.connect(lambda _how: adder.forget())
        adder.offered.connect(self._show_offer)
        adder.changed.connect(self._show_state)

    # -- what is shown ------------------------------------------------------------------------------------------

    def _show_offer(self, offer: BiggerModel) -> None:
        self._offer = offer
        if not self.source.text():
            self.source.setText(offer.source)
        self.command.setText(offer.install)
        self._show_state()
        if offer.install:
            self.copy.setFocus()
        elif self.add.isVisible():
            self.add.setFocus()

    def _show_state(self) -> None:
        adder = self._adder
        running, added = adder.running, adder.version
        idle = not running and added is None
        self.source.setEnabled(idle)
        self.choose.setEnabled(idle)
        begun = running and self.bar.isHidden()
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
        self.hide_button.setVisible(running)
        if begun:
            self.hide_button.setFocus()
        self.cancel.setEnabled(not adder.stopping)
        self.close_with_words.setVisible(not running)
        self.add.setVisible(idle)
        self.use.setVisible(added is not None and not added.active)
        self.missing.setVisible(bool(self.command.text()))
        self._show_choice()
        self._sign.hide()
        if running:
            self._show_progress()
        elif added is not None:
            self._show_added(added)
        else:
            self._show_error(adder.error)
        self.message.setVisible(bool(self.message.text()))
        self._fit()

    def _fit(self) -> None:
        """As tall as its words need: some come and go."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(_WIDE, max(layout.totalHeightForWidth(_WIDE), self.minimumSizeHint().height()))

    def _show_choice(self) -> None:
        """What the chosen one is downloaded for, and whether it can be added."""
        offer, chosen = self._offer, self._chosen()
        if offer is not None and chosen == offer.source:
            self.download.setText(f"About {offer.megabytes:,} MB are downloaded, once, and kept on this computer.")
        elif Path(chosen).is_absolute():
            self.download.setText("Nothing is downloaded.")
        else:
            self.download.setText("It is downloaded once and kept on this computer; its size is shown as it comes.")
        self.add.setEnabled(offer is not None and not offer.install and bool(chosen))

    def _show_progress(self) -> None:
        progress = self._adder.progress
        self.bar.setRange(0, (progress and progress.total) or 1)
        self.bar.setValue(progress.done if progress and progress.total else 0)
        self.message.setText("Stopping" if self._adder.stopping else wording.adding(progress))

    def _show_added(self, version: ModelVersion) -> None:
        self._show_sign("check")
        rest = "It is in use already." if version.active else NOT_YET
        self.message.setText(f"“{version.name}” was added. {rest}")
        (self.close_with_words if version.active else self.use).setFocus()

    def _show_error(self, error: Exception | None) -> None:
        stopped = isinstance(error, Cancelled)
        self.message.setText(_STOPPED if stopped else str(error or ""))
        if error is not None:
            self.add.setFocus()
            if not stopped:
                self._show_sign("warning")

    def _show_sign(self, name: str) -> None:
        theme = self.themes.current
        colour = theme.accent if name == "check" else theme.warn
        self._sign.setPixmap(icons.pixmap(name, colour, 16, self.devicePixelRatioF()))
        self._sign.show()

    # -- what is done -------------------------------------------------------------------------------------------

    def _chosen(self) -> str:
        return self.source.text().strip()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder with a CLAP checkpoint")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, folders: Sequence[str]) -> None:
        self.source.setText(folders[0])
        self.add.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy.setText("Copied")

    def _use(self) -> None:
        version = self._adder.version
        self.accept()
        if version is not None:
            self.use_wanted.emit(version.version)
