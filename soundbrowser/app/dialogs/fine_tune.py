"""Fine-tuning, from choosing what to learn to keeping or discarding what came out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedWidget, QWidget

from soundbrowser.app import icons
from soundbrowser.app.dialogs.frame import DialogFrame, button, label
from soundbrowser.app.dialogs.tune_choose import ChoosePage
from soundbrowser.app.dialogs.tune_progress import ProgressPage
from soundbrowser.app.teacher import Offer, Phase, Teacher
from soundbrowser.app.theme import Themes
from soundbrowser.domain.tuning import TuneReport, TuneStep

_SENTENCE = (
    "Teaches the model your words for your sounds. Runs on this computer. The factory model stays one click away."
)

_LISTENS = "All sounds are heard with it in the background. The model in use answers until that is done."
_LISTENS_BACK = "The factory model hears what it has missed in the background. Then the other one is removed."


class FineTuneDialog(DialogFrame):
    """A view of the window's `Teacher`: closing it stops nothing, and opening it again shows how far things are.

    Signal: `add_model_wanted`.
    """

    add_model_wanted = Signal()

    def __init__(self, themes: Themes, teacher: Teacher, parent: QWidget | None = None) -> None:
        super().__init__(themes, "Fine-tune on your library", _SENTENCE, parent)
        self._teacher = teacher
        self.choose = ChoosePage(themes)
        self.progress = ProgressPage(themes)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.choose)
        self._pages.addWidget(self.progress)
        self.body.addWidget(self._pages, 1)
        self._build_foot()
        self._connect()
        self._show_phase()
        self.resize(self.sizeHint())
        teacher.load()

    def sizeHint(self) -> QSize:
        return QSize(760, 580)

    def _build_foot(self) -> None:
        self._sign = label("")
        self.message = label("", "secondary", wrap=True)
        self.start = button("Start", "primary")
        self.stop = button("Stop")
        self.hide_button = button("Continue in background", "primary")
        self.discard = button("Discard")
        self.keep = button("Keep", "primary")
        self.foot.addWidget(self._sign)
        self.foot.addWidget(self.message, 1)
        for widget in (self.start, self.stop, self.hide_button, self.discard, self.keep):
            self.foot.addWidget(widget)

    def _connect(self) -> None:
        """The teacher outlives the dialog: only methods of it are disconnected with it, lambdas would go on."""
        teacher, versions = self._teacher, self.choose.versions
        self.start.clicked.connect(lambda: teacher.train(self.choose.chosen(), self.choose.chosen_corrections()))
        self.stop.clicked.connect(teacher.stop)
        self.hide_button.clicked.connect(self.reject)
        self.discard.clicked.connect(teacher.discard)
        self.keep.clicked.connect(teacher.keep)
        self.choose.changed.connect(self._show_choice)
        self.choose.forget_wanted.connect(teacher.forget)
        self.choose.add_model.clicked.connect(self.add_model_wanted)
        versions.use_wanted.connect(teacher.switch)
        versions.remove_wanted.connect(teacher.remove)
        teacher.offered.connect(self._show_offer)
        teacher.phase_changed.connect(self._show_phase)
        teacher.stepped.connect(self._show_steps)
        teacher.trained.connect(self._show_report)
        teacher.listening_wanted.connect(self._say_it_listens)
        teacher.removal_wanted.connect(self._say_factory_listens)
        teacher.failed.connect(self._say_failure)

    # -- what is shown ------------------------------------------------------------------------------------------

    def _show_offer(self, offer: Offer) -> None:
        self.choose.show_offer(offer)
        if self.start.isVisible() and self.start.isEnabled():
            self.start.setFocus()

    def _show_phase(self) -> None:
        phase = self._teacher.phase
        training, trained = phase is Phase.TRAINING, phase is Phase.TRAINED
        self.start.setVisible(phase in (Phase.IDLE, Phase.APPLYING) and self._teacher.report is None)
        self.stop.setVisible(training)
        self.hide_button.setVisible(training)
        decide = self._teacher.report is not None
        self.discard.setVisible(decide)
        self.keep.setVisible(decide)
        self._pages.setEnabled(phase is not Phase.APPLYING)
        for widget in (self.start, self.discard, self.keep):
            widget.setEnabled(phase is not Phase.APPLYING)
        self._pages.setCurrentWidget(self.progress if training or decide else self.choose)
        self._sign.hide()
        if training:
            self._show_training()
        elif trained and self._teacher.report is not None:
            self._show_report(self._teacher.report)
        elif phase is Phase.APPLYING:
            self.message.setText("Putting the model to use: the stored sounds are looked at anew.")
        else:
            self._show_choice()

    def _show_training(self) -> None:
        self.progress.begin(self._teacher.labels, self._teacher.corrections)
        self.progress.show_steps(self._teacher.steps)
        self.message.setText("You can search, play and drag while it learns.")
        self.hide_button.setFocus()

    def _show_steps(self, _newest: TuneStep) -> None:
        self.progress.show_steps(self._teacher.steps)

    def _show_choice(self) -> None:
        if self._teacher.phase is not Phase.IDLE:
            return
        self.message.setText(self.choose.summary())
        self.start.setEnabled(self.choose.is_enough())

    def _show_report(self, report: TuneReport) -> None:
        self.progress.begin(self._teacher.labels, self._teacher.corrections)
        self.progress.show_steps(self._teacher.steps)
        self.progress.show_report(report)
        theme = self.themes.current
        sign, colour = ("check", theme.accent) if report.keep else ("warning", theme.warn)
        self._show_sign(sign, colour)
        self.message.setText(report.advice)
        advised, other = (self.keep, self.discard) if report.keep else (self.discard, self.keep)
        for widget, kind in ((advised, "primary"), (other, "plain")):
            widget.setProperty("kind", kind)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        advised.setFocus()

    def _show_sign(self, name: str, colour: QColor) -> None:
        self._sign.setPixmap(icons.pixmap(name, colour, 16, self.devicePixelRatioF()))
        self._sign.show()

    def _say_it_listens(self, _version: str) -> None:
        self.message.setText(_LISTENS)

    def _say_factory_listens(self, _version: str) -> None:
        self.message.setText(_LISTENS_BACK)

    def _say_failure(self, reason: str) -> None:
        self._show_sign("warning", self.themes.current.warn)
        self.message.setText(reason)
