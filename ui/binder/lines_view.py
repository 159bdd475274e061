"""Lines of a form (extensions, news, papers): one row of editors each, with a button to add one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import NOW, USER, ShortText
from custdesk.language import N_
from custdesk.record import Lines
from ui.binder.editors import editor_for, lock
from ui.theme import STEP


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
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        self._grid = QGridLayout()
        self._grid.setSpacing(STEP // 2)
        box.addLayout(self._grid)
        self._add = AddButton(desk.words(N_("＋ Add")) + " Ins")
        self._add.setAccessibleName(desk.words(N_("Add a line: {label}").having(label=lines.label)))
        self._add.clicked.connect(self.add_line)
        box.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)
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
        if not rows:
            return
        kinds = self._lines.line.kinds()
        for column, kind in enumerate(kinds.values()):
            label = QLabel(self._desk.words(kind.label), objectName="columns")
            self._grid.addWidget(label, 0, column)
            self._grid.setColumnStretch(column, 3 if type(kind) is ShortText else 1)
        saved = len(self._draft.base.get(self._name) or ()) if self._draft else 0
        for place, row in enumerate(rows):
            kept = self._lines.line.append_only and place < saved
            for column, (part, kind) in enumerate(kinds.items()):
                self._grid.addWidget(
                    self._editor(place, part, kind, row, locked=kept or self._locked), place + 1, column
                )
            if not kept and not self._locked:
                self._grid.addWidget(_Remove(self, place, self._desk), place + 1, len(kinds))
        before: QWidget = self._add
        for editor in self._editors.values():  # made last, they would be the last of the window
            QWidget.setTabOrder(before, editor)
            before = editor
        QWidget.setTabOrder(before, self._add)

    def _editor(self, place: int, part: str, kind: Any, row: Any, *, locked: bool) -> QWidget:
        editor = editor_for(kind, self._desk)
        path = f"{self._name}.{place}.{part}"
        text = self._draft.text(path) if self._draft else None
        editor.show_value(row.get(part), text, self._names)
        lock(editor, locked)
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
