"""A sheet on the screen: the rows of boxes the paper has, each box with its editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import Problem
from custdesk.fields import Kind, Masked
from custdesk.language import N_, Text
from custdesk.record import AnyRecord, Lines, Shown, described, kind_named, label_of, thing_named
from custdesk.sheet import Box, Heading, Part, Row, Sheet, Signatures, Table
from ui.binder.editors import NoteEditor, editor_for, lock
from ui.binder.lines_view import LinesView
from ui.theme import STEP

ROW_OF = 3  # boxes in a row where a form has no sheet of its own


class Cell(QFrame):
    """One box: its label and its editor; a grave problem draws its border."""

    def __init__(self, label: str, editor: QWidget, *, starred: bool) -> None:
        super().__init__()
        self.setObjectName("cell")
        self.editor = editor
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        box.setSpacing(0)
        self.label = QLabel(f"{label} *" if starred else label)
        self.label.setObjectName("label")
        self.label.setBuddy(editor)
        box.addWidget(self.label)
        box.addWidget(editor)
        if not isinstance(editor, NoteEditor | LinesView):
            box.addStretch(1)

    def mark(self, problem: str) -> None:
        """Show or clear a problem: a border, and its words as tooltip."""
        self.setProperty("bad", bool(problem))
        self.setToolTip(problem)
        self.style().unpolish(self)
        self.style().polish(self)


class SheetHand(QObject):
    """Tells the form what was typed and where."""

    changed = Signal(str)  # the field
    went = Signal(object)  # the cell the keyboard went to


class SheetView(QWidget):
    """All boxes of a form: its sheet's front and back, then the desk's own groups."""

    def __init__(self, desk: Desk, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hand = SheetHand(self)
        self._desk = desk
        self._record = record
        self._draft: Draft | None = None
        self._names: dict[int, str] = {}
        self.cells: dict[str, Cell] = {}
        self._order: list[QWidget] = []
        self._rows: list[list[str]] = []  # names, as they stand side by side
        self._sections: list[int] = []  # the first row of each: front, back, the desk's own groups
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(2 * STEP, STEP, 2 * STEP, 2 * STEP)
        self._box.setSpacing(STEP)
        self._build()
        self._box.addStretch(1)
        self._add_keys()

    def _add_keys(self) -> None:
        for text, keys, slot in (
            (N_("In a form: to the next row"), "Ctrl+Down", self._next_row),
            (N_("In a form: to the row above"), "Ctrl+Up", self._row_above),
            (N_("In a form: to the next section"), "Ctrl+PgDown", self._next_section),
            (N_("In a form: to the section above"), "Ctrl+PgUp", self._section_above),
        ):
            action = QAction(self._desk.words(text), self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def _build(self) -> None:
        form = self._record.form
        sheet: Sheet | None = form.sheets[0] if form.sheets else None
        shown: set[str] = set()
        if sheet is not None:
            self._add_part(sheet.front, shown)
            if sheet.back:
                self._add_heading(sheet.back_title or form.title)
                self._add_part(sheet.back, shown)
        else:
            names = [
                n for n, t in described(self._record).items() if not isinstance(t, Lines) and not _computed(t)
            ]
            self._add_rows([*names, "note"], shown)
        for title, group in form.desk_only:
            rest = [name for name in group if name not in shown]
            if rest:
                self._add_heading(title)
                self._add_rows(rest, shown)

    def _add_heading(self, title: Text) -> None:
        heading = QLabel(self._desk.words(title))
        heading.setObjectName("heading")
        self._box.addWidget(heading)

    def _add_part(self, parts: tuple[Part, ...], shown: set[str]) -> None:
        sheet = self._open_sheet()
        for part in parts:
            if isinstance(part, Row):
                boxes = [box for box in part.boxes if box.name not in shown and box.name != "number"]
                self._add_row(sheet, boxes)
                shown |= {box.name for box in boxes}
            elif isinstance(part, Table) and part.name not in shown:
                self._add_row(sheet, [Box(part.name)])
                shown.add(part.name)
            elif isinstance(part, Heading):
                label = QLabel(self._desk.words(part.text))
                label.setObjectName("heading")
                sheet.addWidget(label)
            elif isinstance(part, Signatures):
                continue  # signed on paper: nothing to fill in on the screen

    def _add_rows(self, names: list[str], shown: set[str]) -> None:
        sheet = self._open_sheet()
        row: list[Box] = []
        for name in names:
            thing = thing_named(self._record, name)
            wide = isinstance(thing, Lines) or hasattr(thing, "lines") or getattr(thing, "wide", False)
            if row and (wide or len(row) == ROW_OF):
                self._add_row(sheet, row)
                row = []
            row.append(Box(name))
            if wide:
                self._add_row(sheet, row)
                row = []
        if row:
            self._add_row(sheet, row)
        shown |= set(names)

    def _open_sheet(self) -> QVBoxLayout:
        self._sections.append(len(self._rows))
        frame = QFrame()
        frame.setObjectName("sheet")
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._box.addWidget(frame)
        return box

    def _add_row(self, sheet: QVBoxLayout, boxes: list[Box]) -> None:
        if not boxes:
            return
        self._rows.append([box.name for box in boxes])
        line = QHBoxLayout()
        line.setSpacing(0)
        for box in boxes:
            line.addWidget(self._cell(box), box.width or (12 // len(boxes)))
        sheet.addLayout(line)

    def _cell(self, box: Box) -> Cell:
        name = box.name
        thing = thing_named(self._record, name)
        label = self._desk.words(box.label or label_of(self._record, name))
        if isinstance(thing, Lines):
            lines = LinesView(self._desk, name, thing)
            lines.hand.changed.connect(self.hand.changed)
            cell = Cell(label, lines, starred=thing.required)
            lines.hand.grew.connect(self._on_grown)
        else:
            kind = kind_named(self._record, name)
            editor = editor_for(kind, self._desk)
            editor.setObjectName(f"field:{name}")
            starred = kind.required and not _computed(thing)
            cell = Cell(label, editor, starred=starred)
            if isinstance(editor, NoteEditor) and box.height:
                editor.set_least(box.height)
            _Wire(self, name, editor)
        self.cells[name] = cell
        self._order.append(cell.editor)
        return cell

    # -- showing ---------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft, names: dict[int, str], locked: frozenset[str]) -> None:
        """Show a draft; `locked` fields only show. The keyboard stays where it is, unless that is locked now."""
        place = self.here()
        self._draft, self._names = draft, names
        for name, cell in self.cells.items():
            self._show(name, cell)
            thing = thing_named(self._record, name)
            cell.setVisible(not isinstance(thing, Kind) or self._desk.may_see(thing))
            lock_it = name in locked or _computed(thing)
            if isinstance(cell.editor, LinesView):
                cell.editor.show_draft(draft, names, locked=lock_it)
            else:
                lock(cell.editor, lock_it)
                if hasattr(cell.editor, "forget_typing"):
                    cell.editor.forget_typing()
        if place and (self.here() != place or not self.fillable(place.partition(".")[0])):
            self.go_to_first((place, self.first()))

    def refresh(self, but: str = "") -> None:
        """Show the draft's values again, leaving the field somebody types in alone."""
        for name, cell in self.cells.items():
            if name != but and not isinstance(cell.editor, LinesView):
                self._show(name, cell)

    def _show(self, name: str, cell: Cell) -> None:
        if self._draft is None or isinstance(cell.editor, LinesView):
            return
        value = self._draft.values.get(name)
        cell.editor.show_value(value, self._draft.text(name), self._names)  # type: ignore[attr-defined]

    def take_typed(self, name: str, text: str) -> None:
        """Hand typed text to the draft; a masked value that was not touched stays."""
        if self._draft is None:
            return
        value = self._draft.values.get(name)
        if isinstance(value, Masked) and text == str(value):
            return
        self._draft.type(name, text, self._desk.now(), self._desk.words)
        self.hand.changed.emit(name)

    def take_chosen(self, name: str, value: Any) -> None:
        """Hand a chosen value to the draft."""
        if self._draft is not None:
            self._draft.put(name, value)
            self.hand.changed.emit(name)

    def mark(self, problems: list[Problem]) -> None:
        """Mark the boxes that have a problem."""
        found: dict[str, str] = {}
        for problem in problems:
            name = problem.field.partition(".")[0]
            found.setdefault(name, self._desk.words(problem.text))
        for name, cell in self.cells.items():
            cell.mark(found.get(name, ""))

    # -- keyboard --------------------------------------------------------------------------------------

    def go_to(self, path: str) -> bool:
        """Put the keyboard into a box, or a line's box ("papers.0.kind"); False where there is none to fill in."""
        name, _dot, rest = path.partition(".")
        cell = self.cells.get(name)
        if cell is None or not self.fillable(name):
            return False
        if isinstance(cell.editor, LinesView):
            cell.editor.go_to(rest)
        else:
            cell.editor.setFocus(Qt.FocusReason.TabFocusReason)
        self.hand.went.emit(cell)
        return True

    def go_to_first(self, paths: Iterable[str]) -> None:
        """Put the keyboard into the first of these boxes that can be filled in."""
        for path in paths:
            if self.go_to(path):
                return

    def _on_grown(self, name: str) -> None:
        self.hand.went.emit(self.cells[name])

    def here(self) -> str:
        """Return the path of the box that has the keyboard; empty where it is elsewhere."""
        found = self.window().focusWidget()
        if found is None or not self.isAncestorOf(found):
            return ""
        for name, cell in self.cells.items():
            if cell.isAncestorOf(found):
                rest = cell.editor.here() if isinstance(cell.editor, LinesView) else ""
                return f"{name}.{rest}" if rest else name
        return ""

    def fillable(self, name: str) -> bool:
        """Tell whether a box can be seen and filled in."""
        cell = self.cells[name]
        if not cell.isVisibleTo(self) or not cell.editor.isEnabled():
            return False
        if isinstance(cell.editor, LinesView):
            return cell.editor.can_add()
        return bool(cell.editor.focusPolicy() & Qt.FocusPolicy.TabFocus)

    def first(self, wanted: Collection[str] = ()) -> str:
        """Return the first box that can be filled in, of these if there is one; "" where all are locked."""
        free = [name for name in self.cells if self.fillable(name)]
        return next((name for name in free if name in wanted), free[0] if free else "")

    def move_on(self, name: str) -> None:
        """Go to the next box that can be filled in; lines are reached with Tab and the arrows."""
        names = list(self.cells)
        for other in names[names.index(name) + 1 :]:
            if not isinstance(self.cells[other].editor, LinesView) and self.go_to(other):
                return

    def _next_row(self) -> None:
        self.go_row(1)

    def _row_above(self) -> None:
        self.go_row(-1)

    def _next_section(self) -> None:
        self.go_section(1)

    def _section_above(self) -> None:
        self.go_section(-1)

    def go_row(self, by: int) -> None:
        """Go to the first free box of the next or previous row."""
        self._go(list(range(len(self._rows))), by)

    def go_section(self, by: int) -> None:
        """Go to the next section's first free box; back: to this section's own, then to the one before."""
        self._go(self._sections, by, own=True)

    def _go(self, starts: Sequence[int], by: int, *, own: bool = False) -> None:
        here = self.here().partition(".")[0]
        row = next((place for place, names in enumerate(self._rows) if here in names), -1)
        if by > 0:
            ways = [start for start in starts if start > row]
        else:
            ways = [start for start in reversed(starts) if start < row or (own and start == row)]
        for start in ways:
            end = next((one for one in starts if one > start), len(self._rows))
            names = (name for names in self._rows[start:end] for name in names if self.fillable(name))
            found = next(names, here)
            if found != here and self.go_to(found):
                return

    def editors(self) -> Iterator[QWidget]:
        """Return the editors in the order of the form."""
        return iter(self._order)


class _Wire(QObject):
    """Connects one editor to the sheet by its field's name, without a lambda that keeps widgets alive (trap 13)."""

    def __init__(self, sheet: SheetView, name: str, editor: Any) -> None:
        super().__init__(sheet)
        self._sheet, self._name = sheet, name
        editor.hand.typed.connect(self._typed)
        editor.hand.chosen.connect(self._chosen)
        editor.hand.done.connect(self._done)

    def _typed(self, text: str) -> None:
        self._sheet.take_typed(self._name, text)

    def _chosen(self, value: Any) -> None:
        self._sheet.take_chosen(self._name, value)

    def _done(self) -> None:
        self._sheet.move_on(self._name)


def _computed(thing: object) -> bool:
    return (
        isinstance(thing, Shown) or getattr(thing, "by", None) is not None or getattr(thing, "stepped", False)
    )
