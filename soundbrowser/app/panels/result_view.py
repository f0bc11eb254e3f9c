"""The list of sounds: keys, clicks, hover and dragging out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from soundbrowser.app.drag_out import drag_pixmap, files_drag, run_copy
from soundbrowser.app.models.sound_list import RowKind, SoundListModel
from soundbrowser.app.panels.columns import Column, ResultHeader
from soundbrowser.app.panels.match_tip import match_tip
from soundbrowser.app.panels.row_delegate import ACTION_STEP, ACTIONS, ListState, Playhead, RowDelegate
from soundbrowser.app.theme import Themes
from soundbrowser.app.thumbnails import Thumbnails
from soundbrowser.domain.sound import Sound


@dataclass(frozen=True, slots=True)
class _Place:
    """What lies under the pointer."""

    row: int
    part: str
    """`state`, `waveform`, one of `ACTIONS`, `weak`, or `row`."""
    at: float = 0.0
    """Part of the waveform, 0 … 1."""


class ResultView(QListView):
    """Owned by the results page; says what is wanted by signals and plays nothing itself."""

    audition_wanted = Signal(Sound)
    """A row was reached by key or click."""
    play_from_wanted = Signal(Sound, float)
    """A point of a row's waveform was clicked: seconds."""
    toggle_wanted = Signal(Sound)
    action_wanted = Signal(str, Sound, QPoint)
    """`similar`, `star`, `collection` or `more` of a hovered row, and where a menu may open."""
    menu_wanted = Signal(QPoint)
    weak_switched = Signal()
    left_upwards = Signal()
    """Arrow up on the first row."""

    def __init__(
        self,
        themes: Themes,
        model: SoundListModel,
        thumbnails: Thumbnails,
        player: Playhead,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._thumbnails = thumbnails
        self.run_drag = run_copy
        """Runs a drag until it is dropped."""
        self.state_shown = ListState()
        self.header = ResultHeader(themes, self)
        self.rows = model
        self.delegate = RowDelegate(themes, self.header, thumbnails, player, self.state_shown, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self._behave()
        self.header.sectionResized.connect(self.viewport().update)
        themes.changed.connect(self.viewport().update)
        thumbnails.arrived.connect(self.viewport().update)
        model.modelReset.connect(self._refilled)

    def _behave(self) -> None:
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, self.header.height(), 0, 0)
        self.setAccessibleName("Sounds")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.verticalScrollBar().setSingleStep(22)

    # What is chosen

    def current_sound(self) -> Sound | None:
        """The sound that keys act on."""
        return self.rows.sound(self.currentIndex().row())

    def chosen(self) -> list[Sound]:
        """The selected sounds in the list's order, or the current one."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = [sound for row in rows if (sound := self.rows.sound(row)) is not None]
        current = self.current_sound()
        return found or ([current] if current is not None else [])

    def go_to(self, row: int, *, audition: bool = True) -> None:
        """Makes a row the current one and brings it into sight."""
        index = self.rows.index(row)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)
        sound = self.rows.sound(row)
        if audition and sound is not None:
            self.audition_wanted.emit(sound)

    def select_quietly(self, row: int) -> None:
        """Makes a row the current one where it stands, without a sound."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.rows.index(row), flag)

    def go_to_first(self) -> bool:
        """Steps into the list from above; False when it is empty."""
        first = self.rows.next_sound_row(-1, 1)
        if first is None:
            return False
        self.state_shown.keyboard = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.go_to(first)
        return True

    def step(self, step: int) -> bool:
        """To the next or the one before; False at the end."""
        row = self.rows.next_sound_row(self.currentIndex().row(), step)
        if row is None:
            return False
        self.go_to(row)
        return True

    def repaint_sound(self, sound_id: int) -> None:
        """Paints one sound's row again (the playhead moved)."""
        row = self.rows.row_of(sound_id)
        if row is not None:
            self.update(self.rows.index(row))

    # Sizes

    def _refilled(self) -> None:
        self.state_shown.hovered = -1
        self.setUniformItemSizes(self.rows.browsing)
        self.header.set_browsing(self.rows.browsing)

    def set_dense(self, dense: bool) -> None:
        """Rows of one line."""
        self.state_shown.dense = dense
        self.scheduleDelayedItemsLayout()

    def set_stale(self, stale: bool) -> None:
        """A newer answer is on its way: the rows fade a little."""
        if stale != self.state_shown.stale:
            self.state_shown.stale = stale
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_header()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_header()

    def _place_header(self) -> None:
        place = self.viewport().geometry()
        self.header.setGeometry(QRect(place.left(), 0, place.width(), self.header.height()))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.state_shown.keyboard = True
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            moved = self.step(1 if key is Qt.Key.Key_Down else -1)
            if not moved and key is Qt.Key.Key_Up:
                self.left_upwards.emit()
            return
        if plain and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._leap(key)
            return
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if sound := self.current_sound():
                self.play_from_wanted.emit(sound, 0.0)
            return
        super().keyPressEvent(event)

    def _leap(self, key: Qt.Key) -> None:
        last = self.rows.rowCount() - 1
        page = max(1, self.viewport().height() // self.delegate.row_height() - 1)
        current = self.currentIndex().row()
        aim = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_PageDown: min(current + page, last),
            Qt.Key.Key_PageUp: max(current - page, 0),
        }[key]
        back = key in (Qt.Key.Key_End, Qt.Key.Key_PageUp)
        row = self.rows.next_sound_row(aim + 1 if back else aim - 1, -1 if back else 1)
        if row is not None:
            self.go_to(row)

    def keyboardSearch(self, _text: str) -> None:
        """Single letters are our shortcuts; type-ahead is off."""

    # Pointer

    def _under(self, point: QPoint) -> _Place | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        area = self.visualRect(index)
        row = self.rows.row(index.row())
        if row.kind is RowKind.WEAK_LINE:
            on_switch = not self.state_shown.nothing_clear and self.delegate.weak_switch(area).contains(point)
            return _Place(index.row(), "weak" if on_switch else "line")
        return _Place(index.row(), *self._part(area, point, hovered=index.row() == self.state_shown.hovered))

    def _part(self, area: QRect, point: QPoint, *, hovered: bool) -> tuple[str, float]:
        if self.header.area(Column.STATE, area).contains(point):
            return "state", 0.0
        wave = self.delegate.wave_area(area)
        if wave.contains(point):
            return "waveform", (point.x() - wave.left()) / max(wave.width(), 1)
        actions = self.delegate.actions_area(area)
        if hovered and actions.contains(point):
            return ACTIONS[min((point.x() - actions.left()) // ACTION_STEP, len(ACTIONS) - 1)], 0.0
        return "row", 0.0

    def _hover(self, row: int) -> None:
        if row != self.state_shown.hovered:
            self.state_shown.hovered = row
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = self._under(event.position().toPoint())
        self._hover(place.row if place else -1)
        hand = place is not None and place.part not in ("row", "line")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.state_shown.keyboard = False
        place = self._under(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place and place.part in (*ACTIONS, "weak"):
            self._act(place, event.globalPosition().toPoint())
            return
        super().mousePressEvent(event)

    def _act(self, place: _Place, at: QPoint) -> None:
        if place.part == "weak":
            self.weak_switched.emit()
        elif sound := self.rows.sound(place.row):
            self.action_wanted.emit(place.part, sound, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self.state() is QAbstractItemView.State.DraggingState
        super().mouseReleaseEvent(event)
        place = self._under(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or dragged or place is None:
            return
        sound = self.rows.sound(place.row)
        if sound is None or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            return
        if place.part == "waveform":
            self.play_from_wanted.emit(sound, place.at * sound.duration_s)
        elif place.part == "state":
            self.toggle_wanted.emit(sound)
        elif place.part == "row":
            self.audition_wanted.emit(sound)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click is no other wish than the first."""
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() is QContextMenuEvent.Reason.Mouse else self.currentIndex()
        if not index.isValid() or self.rows.sound(index.row()) is None:
            return
        if not self.selectionModel().isSelected(index):
            self.go_to(index.row(), audition=False)
        self.menu_wanted.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is None or row.sound is None:
            QToolTip.hideText()
            return
        area = self.visualRect(index)
        on_match = row.hit is not None and any(
            self.header.area(column, area).contains(event.pos()) for column in (Column.MATCH, Column.WHY)
        )
        if on_match and row.hit is not None:
            QToolTip.showText(event.globalPos(), match_tip(row.hit, self._themes.current), self, area)
        elif self.header.area(Column.NAME, area).contains(event.pos()):
            QToolTip.showText(event.globalPos(), row.sound.path, self, area)
        else:
            QToolTip.hideText()

    # Dragging out

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """The original files, to be copied and never moved."""
        sounds = self.chosen()
        if not sounds:
            return
        mime = self.rows.mimeData(self.selectionModel().selectedIndexes())
        first = sounds[0]
        picture = drag_pixmap(
            self._themes.current, first.name, self._thumbnails.of(first.id), self.devicePixelRatioF(), len(sounds)
        )
        self.run_drag(files_drag(self, mime, picture))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Shift and arrow extend the selection over the weak line."""
        step = {QAbstractItemView.CursorAction.MoveDown: 1, QAbstractItemView.CursorAction.MoveUp: -1}.get(action)
        if step is None:
            return super().moveCursor(action, modifiers)
        row = self.rows.next_sound_row(self.currentIndex().row(), step)
        return self.currentIndex() if row is None else self.rows.index(row)
