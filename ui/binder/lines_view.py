"""Lines of a form (extensions, news, papers): one row of editors each, with a button to add one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import NOW, USER
from custdesk.language import N_
from custdesk.record import Lines
from ui.binder.editors import editor_for, lock
from ui.theme import STEP


class LinesHand(QObject):
    """Tells the form that lines changed."""

    changed = Signal(str)


class LinesView(QWidget):
    """The lines of one field; rows of an append-only field are locked once saved."""

    def __init__(self, desk: Desk, name: str, lines: Lines) -> None:
        super().__init__()
        self.hand = LinesHand(self)
        self._desk, self._name, self._lines = desk, name, lines
        self._draft: Draft | None = None
        self._names: dict[int, str] = {}
        self._locked = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        self._grid = QGridLayout()
        self._grid.setSpacing(STEP // 2)
        box.addLayout(self._grid)
        self._add = QPushButton(desk.words(N_("＋ Add")))
        self._add.setAccessibleName(desk.words(N_("Add a line: {label}").having(label=lines.label)))
        self._add.clicked.connect(self.add_line)
        box.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)

    def show_draft(self, draft: Draft, names: dict[int, str], *, locked: bool) -> None:
        """Show the draft's lines."""
        self._draft, self._names, self._locked = draft, names, locked
        self._add.setVisible(not locked)
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
        rows = self._rows()
        if not rows:
            return
        kinds = self._lines.line.kinds()
        for column, kind in enumerate(kinds.values()):
            label = QLabel(self._desk.words(kind.label))
            label.setObjectName("label")
            self._grid.addWidget(label, 0, column)
        saved = len(self._draft.base.get(self._name) or ()) if self._draft else 0
        for place, row in enumerate(rows):
            kept = self._lines.line.append_only and place < saved
            for column, (part, kind) in enumerate(kinds.items()):
                self._grid.addWidget(
                    self._editor(place, part, kind, row, locked=kept or self._locked), place + 1, column
                )
            if not kept and not self._locked:
                self._grid.addWidget(_Remove(self, place, self._desk), place + 1, len(kinds))

    def _editor(self, place: int, part: str, kind: Any, row: Any, *, locked: bool) -> QWidget:
        editor = editor_for(kind, self._desk)
        path = f"{self._name}.{place}.{part}"
        text = self._draft.text(path) if self._draft else None
        editor.show_value(row.get(part), text, self._names)
        lock(editor, locked)
        _LineWire(self, path, editor)
        widget: QWidget = editor
        return widget

    def add_line(self) -> None:
        """Add a line with its defaults and go to its first empty box."""
        if self._draft is None:
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
        kinds = list(self._lines.line.kinds())
        first = next((at for at, name in enumerate(kinds) if name not in row), 0)
        item = self._grid.itemAtPosition(place + 1, first)
        if item is not None and item.widget() is not None:
            item.widget().setFocus(Qt.FocusReason.TabFocusReason)

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


class _Remove(QPushButton):
    def __init__(self, view: LinesView, place: int, desk: Desk) -> None:
        super().__init__("×")
        self._view, self._place = view, place
        self.setFixedWidth(4 * STEP)
        self.setAccessibleName(desk.words(N_("Take this line away")))
        self.setToolTip(desk.words(N_("Take this line away")))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._view.remove_line(self._place)
