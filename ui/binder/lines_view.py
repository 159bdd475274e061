"""Lines of a form (extensions, news, papers): one row of editors each, with a button to add one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import (
    NOW,
    USER,
    Choice,
    Day,
    Kind,
    Masked,
    Moment,
    Number,
    Showing,
    Span,
)
from custdesk.language import N_, Text
from custdesk.record import LINE_NUMBER, Lines
from ui.binder.editors import editor_for
from ui.binder.line_columns import LEAST_ROOM, in_bands, share, side, usual_answer
from ui.theme import STEP

FILLED = N_("The program fills this in when the form is saved")
NONE = N_("None", "lines")


class LinesHand(QObject):
    """Tells the form that lines changed."""

    changed = Signal(str)
    grew = Signal(str)  # by a line, where the keyboard is now


class LinesView(QWidget):
    """The lines of one field; rows of an append-only field are locked once saved."""

    def __init__(self, desk: Desk, name: str, lines: Lines) -> None:
        super().__init__()
        self.hand = LinesHand(self)
        self._desk, self._name, self._lines = desk, name, lines
        self._draft: Draft | None = None
        self._names: dict[int, str] = {}
        self._locked = False
        self._editors: dict[str, QWidget] = {}  # by place and part: "0.kind"
        self._side_by_side = 0  # columns; the others stand below them
        self._refit = QTimer(self, singleShot=True, interval=0)
        self._refit.timeout.connect(self._on_refit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        self._grid = QGridLayout()
        self._grid.setSpacing(STEP // 2)
        box.addLayout(self._grid)
        self._none = QLabel(objectName="columns", wordWrap=True)  # where nobody can add a line
        box.addWidget(self._none)
        self._add = AddButton(desk.words(N_("＋ Add")) + " Ins")
        self._add.setAccessibleName(desk.words(N_("Add a line: {label}").having(label=lines.label)))
        self._add.clicked.connect(self.add_line)
        box.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)
        for text, keys, slot in (
            (N_("In a table: add a line"), ("Ins", "Ctrl+Return", "Ctrl+Enter"), self.add_line),
            (N_("In a table: take the line away"), ("Ctrl+Del",), self._remove_here),
        ):
            action = QAction(desk.words(text), self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def show_draft(self, draft: Draft, names: dict[int, str], *, locked: bool) -> None:
        """Show the draft's lines; the keyboard stays in the box it stands in."""
        self._draft, self._names, self._locked = draft, names, locked
        self._add.setVisible(not locked)
        coming = self._lines.by is not None and draft.record_id is None
        self._none.setText(self._desk.words(FILLED if coming else NONE))
        self._lay_out()

    def _rows(self) -> tuple[Any, ...]:
        return tuple(self._draft.values.get(self._name) or ()) if self._draft else ()

    def _lay_out(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._editors = {}
        rows = self._rows()
        self._none.setVisible(not rows and self._locked)
        if not rows:
            return
        kinds = list(self._lines.line.kinds().items())
        self._side_by_side = self._fitting()
        step = self._side_by_side
        bands = [dict(kinds[at : at + step]) for at in range(0, len(kinds), step)]
        self._grid.setHorizontalSpacing(self._gap())
        self._lay_head(bands)
        saved = len(self._draft.base.get(self._name) or ()) if self._draft else 0
        top = len(bands)
        for place, row in enumerate(rows):
            kept = self._locked or (self._lines.line.append_only and place < saved)
            top = self._lay_line(bands, place, row, top, kept=kept)
        before: QWidget = self._add
        for editor in self._editors.values():  # made last, they would be the last of the window
            QWidget.setTabOrder(before, editor)
            before = editor
        QWidget.setTabOrder(before, self._add)

    def _lay_head(self, bands: Sequence[Mapping[str, Kind]]) -> None:
        """Lay out the labels; what width is left goes to the words."""
        first, wide = int(self._lines.line.numbered), max(len(band) for band in bands)
        if first:
            self._number(LINE_NUMBER, 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for down, band in enumerate(bands):
            for column, kind in enumerate(band.values(), first):
                label = QLabel(self._desk.words(kind.label), objectName="columns")
                label.setAlignment(side(kind))
                self._grid.addWidget(label, down, column)
                wanted = max(share(kind, self._desk.words), self._grid.columnStretch(column))
                self._grid.setColumnStretch(column, wanted)
        if not any(self._grid.columnStretch(column) for column in range(first + wide)):
            self._grid.setColumnStretch(first + wide + 1, 1)  # figures alone stay together

    def _lay_line(
        self, bands: Sequence[Mapping[str, Kind]], place: int, row: Any, top: int, *, kept: bool
    ) -> int:
        """Lay out one line from a row of the grid on; return the row after it."""
        first, wide = int(self._lines.line.numbered), max(len(band) for band in bands)
        if len(bands) > 1:
            self._grid.addWidget(QFrame(objectName="betweenLines"), top, 0, 1, first + wide + 1)
            top += 1
        if first:
            self._number(str(place + 1), top)
        made = self._shown if kept else self._editor
        for down, band in enumerate(bands):
            for column, (part, kind) in enumerate(band.items(), first):
                self._grid.addWidget(made(place, part, kind, row), top + down, column)
        if not kept:
            self._grid.addWidget(_Remove(self, place, self._desk), top, first + wide)
        return top + len(bands)

    def _number(self, text: Text | str, row: int) -> None:
        said = text if isinstance(text, str) else self._desk.words(text)
        self._grid.addWidget(QLabel(said, objectName="columns"), row, 0)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the narrowest form: the columns are then laid out anew, below each other."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST_ROOM), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width more or fewer columns stand side by side."""
        super().resizeEvent(event)
        if self._rows() and self._fitting() != self._side_by_side:
            self._refit.start()

    def _on_refit(self) -> None:
        place = self.here()
        self._lay_out()
        if place:
            self.go_to(place)

    def _gap(self) -> int:
        return 2 * STEP if self._locked else STEP

    def _fitting(self) -> int:
        """Return how many columns stand side by side in the width there is."""
        needs = [self._needs(kind) for kind in self._lines.line.kinds().values()]
        taken = 0 if self._locked else 5 * STEP  # the button that takes a line away
        taken += 5 * STEP if self._lines.line.numbered else 0
        return in_bands(needs, max(self.width(), LEAST_ROOM) - taken, self._gap())

    def _needs(self, kind: Kind) -> int:
        """Return how wide a column must be so that its usual answers and its label stand whole."""
        words, usual = self._desk.words, usual_answer(kind)
        said = [words(label) for label in kind.options.values()] if isinstance(kind, Choice) else [usual]
        metrics = self.fontMetrics()
        room = (
            0 if self._locked else 4 * STEP if isinstance(kind, Choice) else 2 * STEP
        )  # an editor's own edges
        return max(metrics.horizontalAdvance(text) for text in (*said, words(kind.label))) + room

    def _shown(self, place: int, part: str, kind: Kind, row: Any) -> QWidget:
        """Return what nobody can change here: plain words, whole, on as many rows as they need."""
        value = row.get(part)
        showing = Showing(self._desk.words, self._names)
        short = isinstance(kind, Moment | Day) and not isinstance(kind, Span)  # as the boxes spell it
        said = kind.edit(value, showing) if short else kind.show(value, showing)
        label = QLabel(str(value) if isinstance(value, Masked) else said)
        label.setObjectName(f"line:{self._name}.{place}.{part}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAlignment(side(kind))
        label.setWordWrap(share(kind, self._desk.words) > 0)
        return label

    def _editor(self, place: int, part: str, kind: Any, row: Any) -> QWidget:
        editor = editor_for(kind, self._desk)
        if isinstance(kind, Number):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        path = f"{self._name}.{place}.{part}"
        text = self._draft.text(path) if self._draft else None
        editor.show_value(row.get(part), text, self._names)
        _LineWire(self, path, editor)
        widget: QWidget = editor
        self._editors[f"{place}.{part}"] = widget
        widget.setParent(self)
        widget.show()  # now, not with the next event: the keyboard goes there at once
        return widget

    def add_line(self) -> None:
        """Add a line with its defaults and go to its first empty box."""
        if not self.can_add() or self._draft is None:
            return
        row: dict[str, Any] = {}
        for name, kind in self._lines.line.kinds().items():
            if kind.preset == NOW:
                row[name] = self._desk.now()
            elif kind.preset == USER:
                row[name] = self._desk.user.id
            elif kind.preset is not None:
                row[name] = kind.preset
        place = len(self._rows())
        self._draft.put(self._name, (*self._rows(), row))
        self._lay_out()
        self.hand.changed.emit(self._name)
        first = next((name for name in self._lines.line.kinds() if name not in row), "")
        self.go_to(f"{place}.{first}" if first else str(place))
        self.hand.grew.emit(self._name)

    # -- keyboard ----------------------------------------------------------------------------------------

    def can_add(self) -> bool:
        """Tell whether a line may be added now."""
        return self._draft is not None and not self._locked

    def here(self) -> str:
        """Return the box of a line that has the keyboard ("0.kind"), "" for none."""
        found = self.window().focusWidget()
        return next((path for path, editor in self._editors.items() if editor is found), "")

    def go_to(self, path: str) -> None:
        """Put the keyboard into a line's box; "reason" means the last line's, "" the button that adds one."""
        place, _dot, part = path.rpartition(".")
        editor = self._editors.get(path) or self._editors.get(f"{place or len(self._rows()) - 1}.{part}")
        if editor is None or not editor.focusPolicy() & Qt.FocusPolicy.TabFocus or not editor.isEnabled():
            editor = self._add
        editor.setFocus(Qt.FocusReason.TabFocusReason)

    def _remove_here(self) -> None:
        place = self.here().partition(".")[0]
        kept = (
            len(self._draft.base.get(self._name) or ()) if self._draft and self._lines.line.append_only else 0
        )
        if place and int(place) >= kept and not self._locked:
            self.remove_line(int(place))
            self._add.setFocus(Qt.FocusReason.TabFocusReason)

    def remove_line(self, place: int) -> None:
        """Take a line away that was not saved yet, or may be changed."""
        if self._draft is None:
            return
        rows = self._rows()
        self._draft.drop_line(self._name, place)
        self._draft.put(self._name, rows[:place] + rows[place + 1 :])
        self._lay_out()
        self.hand.changed.emit(self._name)

    def take_typed(self, path: str, text: str) -> None:
        """Hand typed text to the draft."""
        if self._draft is not None:
            self._draft.type(path, text, self._desk.now(), self._desk.words)
            self.hand.changed.emit(self._name)

    def take_chosen(self, path: str, value: Any) -> None:
        """Hand a chosen value to the draft."""
        if self._draft is not None:
            self._draft.put(path, value)
            self.hand.changed.emit(self._name)


class _LineWire(QObject):
    """Connects one editor of a line, and lives as long as it."""

    def __init__(self, view: LinesView, path: str, editor: Any) -> None:
        super().__init__(editor)
        self._view, self._path, self._editor = view, path, editor
        editor.hand.typed.connect(self._typed)
        editor.hand.chosen.connect(self._chosen)
        editor.hand.done.connect(self._done)

    def _typed(self, text: str) -> None:
        self._view.take_typed(self._path, text)

    def _chosen(self, value: Any) -> None:
        self._view.take_chosen(self._path, value)

    def _done(self) -> None:
        self._editor.focusNextChild()


class AddButton(QPushButton):
    """Adds a line; Enter presses it as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds a line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class _Remove(QPushButton):
    def __init__(self, view: LinesView, place: int, desk: Desk) -> None:
        super().__init__("×")
        self._view, self._place = view, place
        self.setFixedWidth(4 * STEP)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Enter walks past it; its key is Ctrl+Del
        self.setAccessibleName(desk.words(N_("Take this line away")))
        self.setToolTip(desk.words(N_("Take this line away")))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._view.remove_line(self._place)
