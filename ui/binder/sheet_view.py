"""A sheet on the screen: the rows of boxes the paper has, each box with its editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import Kind, Masked
from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.record import AnyRecord, Lines, kind_named, label_of, thing_named
from custdesk.sheet import Box, Chart, Photos
from ui.binder.attachments import AttachmentsPanel
from ui.binder.cell import Cell, Wire
from ui.binder.chart_view import ChartView
from ui.binder.editors import NoteEditor, editor_for, lock
from ui.binder.lines_view import LinesView
from ui.binder.sheet_rows import computed, sections_of
from ui.binder.through_now import links_through, through_now
from ui.theme import STEP

FILES = "attachments"  # the place of the photos and files, as the keyboard walks: no box


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
        self._through: dict[str, Any] = {}  # what links chosen just now lead to
        self.cells: dict[str, Cell] = {}
        self._order: list[QWidget] = []
        self._rows: list[list[str]] = []  # names, as they stand side by side
        self.photos = QVBoxLayout()  # where photos and files are shown
        self.before_photos: QWidget | None = None  # the editor above them
        self.files: AttachmentsPanel | None = None
        self.charts: list[ChartView] = []
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
        for section in sections_of(self._record):
            if section.title is not None:
                self._add_heading(section.title, self._box)
            frame: QVBoxLayout | None = None
            for item in section.items:
                if isinstance(item, Photos):
                    self._box.addLayout(self.photos)
                    self.before_photos = self._order[-1] if self._order else None
                    self._sections.append(len(self._rows))
                    self._rows.append([FILES])
                    frame = None  # what follows the photos has a frame of its own
                    continue
                frame = frame if frame is not None else self._open_sheet()
                if isinstance(item, Text):
                    self._add_heading(item, frame, "inSheet")
                elif isinstance(item, Chart):
                    if item.title is not None:
                        self._add_heading(item.title, frame, "inSheet")
                    self.charts.append(ChartView(self._desk, self._record, item))
                    frame.addWidget(self.charts[-1])
                else:
                    self._add_row(frame, item)

    def _add_heading(self, title: Text, where: QVBoxLayout, looks: str = "heading") -> None:
        heading = QLabel(self._desk.words(title), objectName=looks)
        where.addWidget(heading)

    def _open_sheet(self) -> QVBoxLayout:
        self._sections.append(len(self._rows))
        frame = QFrame()
        frame.setObjectName("sheet")
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._box.addWidget(frame)
        return box

    def _add_row(self, sheet: QVBoxLayout, boxes: Sequence[Box]) -> None:
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
            editor.setAccessibleName(self._desk.words(label_of(self._record, name)))
            starred = kind.required and not computed(thing)
            cell = Cell(label, editor, starred=starred)
            if isinstance(editor, NoteEditor) and box.height:
                editor.set_least(box.height)
            Wire(self, name, editor)
        self.cells[name] = cell
        self._order.append(cell.editor)
        return cell

    # -- showing ---------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft, names: dict[int, str], locked: frozenset[str]) -> None:
        """Show a draft; `locked` fields only show. The keyboard stays where it is, unless that is locked now."""
        place = self.here()
        self._draft, self._names = draft, names
        self._through = through_now(self._desk, draft)
        for name, cell in self.cells.items():
            self._show(name, cell)
            thing = thing_named(self._record, name)
            cell.setVisible(not isinstance(thing, Kind) or self._desk.may_see(thing))
            lock_it = name in locked or computed(thing)
            if isinstance(cell.editor, LinesView):
                cell.editor.show_draft(draft, names, locked=lock_it)
            else:
                lock(cell.editor, lock_it)
                if hasattr(cell.editor, "forget_typing"):
                    cell.editor.forget_typing()
        for chart in self.charts:
            chart.show_values(draft.values)
        if place and (self.here() != place or not self.fillable(place.partition(".")[0])):
            self.go_to_first((place, self.first()))

    def refresh(self, but: str = "") -> None:
        """Show the draft's values again, leaving the field somebody types in alone."""
        if self._draft is not None and but in links_through(self._draft):
            self._through = through_now(self._desk, self._draft)
        for name, cell in self.cells.items():
            if name != but and not isinstance(cell.editor, LinesView):
                self._show(name, cell)
        for chart in self.charts:
            chart.show_values(self._draft.values if self._draft else {})

    def _show(self, name: str, cell: Cell) -> None:
        if self._draft is None or isinstance(cell.editor, LinesView):
            return
        value = self._through[name] if name in self._through else self._draft.values.get(name)
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
        if name == FILES and self.files is not None and self.fillable(name):
            self.hand.went.emit(self.files.take_keyboard())
            return True
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
        if self.files is not None and self.files.isAncestorOf(found):
            return FILES
        for name, cell in self.cells.items():
            if cell.isAncestorOf(found):
                rest = cell.editor.here() if isinstance(cell.editor, LinesView) else ""
                return f"{name}.{rest}" if rest else name
        return ""

    def fillable(self, name: str) -> bool:
        """Tell whether a box can be seen and filled in, or the place of the files be gone to."""
        if name == FILES:
            return self.files is not None and self.files.isVisibleTo(self)
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
