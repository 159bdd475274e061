"""The model of any record's list: its first rows at once, all its ids from a worker, cells as they are looked at.

Sorted and filtered in SQL. What is on the screen stays there until what comes in its place is known, and what became of
a list by a change is told row by row, so that selection and place outlive it.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QWidget

from custdesk import fields
from custdesk.desk import Desk
from custdesk.record import AnyRecord, Lines, kind_named, label_of, thing_named
from custdesk.store.list_rows import ListRow
from custdesk.store.list_sql import sortable
from custdesk.store.reader import ListQuery
from ui.binder.column_needs import MANY, longest
from ui.binder.faces import Face, Faces
from ui.binder.gathering import Gathering
from ui.binder.list_edits import Come, Edit, Gone, edits
from ui.jobs import Lanes
from ui.theme import tints

PAGE = 48  # rows read at once: a screenful and a little more
FIRST = 200  # ids read for the first paint, and for the end of the list
FEW = 4  # changed records that are looked for in all rows
MOST_FACES = 1_000  # rows kept as they are shown
SOON_MS = 200  # after the first paint the rest is read
DISPLAY, TIP, FONT, SIDE, INK = (
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ForegroundRole,
    )
)  # fmt: skip
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class RecordTable(QAbstractTableModel):
    """Rows of one form. `counted` tells that their number changed, or that it is being looked for (`count` None)."""

    counted = Signal()

    def __init__(
        self, desk: Desk, record: AnyRecord, parent: QWidget | None = None, lanes: Lanes | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.record, self.lanes = desk, record, lanes
        self.columns = record.form.columns
        self._names = tuple(column.name for column in self.columns)
        self.query = ListQuery(record.form.key)
        self.count: int | None = 0  # None while it is not known
        self._shown: ListQuery | None = (
            None  # what the rows are of: another list until the wanted one is there
        )
        self._ids: array[int] = array("q")  # from the first row on, all of them or some
        self._end: array[int] = array("q")  # the last rows, where somebody looked before all were known
        self._rows = 0
        self._gathering: Gathering | None = None
        self._faces: dict[int, Face | None] = {}
        self._minute = desk.now()
        self._palette, self._brushes = -1, dict[str, QBrush]()
        self._struck = QFont()
        self._struck.setStrikeOut(True)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._gather)
        self._speak()

    def _speak(self) -> None:
        self.words = self.desk.words
        self._maker = Faces(self.record, self.columns, self.words)
        things = [thing_named(self.record, name) for name in self._names]
        numbers = [
            not isinstance(one, Lines) and isinstance(kind_named(self.record, name), fields.Number)
            for one, name in zip(things, self._names, strict=True)
        ]
        self._sides = [RIGHT if one else None for one in numbers]
        self._labels = [self.words(one.label or label_of(self.record, one.name)) for one in self.columns]

    # -- which rows --------------------------------------------------------------------------------------

    def show_query(self, query: ListQuery) -> None:
        """Show another list: at once where its first rows can be had at once, else when they are there."""
        if query == self.query == self._shown:
            self.refresh()
            return
        self._leave_off()
        self.query = query
        opening = self.desk.read().first(query, FIRST)
        if opening is not None:
            self._reset(opening.ids, opening.count)
        else:
            self.count = None
            self._gather()
        self.counted.emit()

    def refresh(self, changed: Sequence[int] = ()) -> None:
        """Read the list again after a change, of these records as far as that is known."""
        if self._shown != self.query:
            self.show_query(self.query)
            return
        self._leave_off()
        self._speak()
        opening = self.desk.read().first(self.query, FIRST)
        self._faces.clear()
        if opening is None:
            self._gather()
        elif opening.whole or len(self._ids) <= len(opening.ids):
            self._become(opening.ids, opening.count)
        else:  # all were known: what changed is right at once, the rest when it was read again
            ids = self._begun(opening.ids, changed)
            self._become(ids, len(ids))
            self.count = opening.count
            self._soon.start()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.columns) - 1))
        self.counted.emit()

    def _begun(self, first: array[int], changed: Sequence[int]) -> array[int]:
        """Return all rows known, begun anew with the first ones; what changed and left the list is left out."""
        there, behind = set(first), self._ids[: 2 * FIRST]
        asked = [*(one for one in behind if one not in there), *changed[:FEW]]
        there |= set(asked) - self.desk.read().held(self.query, asked)
        rest = self._ids[2 * FIRST :]
        for one in changed[:FEW]:
            if one in there and one in rest:
                rest.remove(one)
        return first + array("q", [one for one in behind if one not in there]) + rest

    def _reset(self, ids: array[int], count: int | None) -> None:
        self.beginResetModel()
        self._speak()
        self._faces.clear()
        self._shown, self._ids, self._end = self.query, ids, array("q")
        self.count, self._rows = count, len(ids) if count is None else count
        self.endResetModel()
        if self._rows > len(ids) or count is None:
            self._soon.start()

    def _gather(self) -> None:
        """Read all ids: in the lane for lists, or at once where there is none."""
        self._leave_off()
        self._gathering = Gathering(self.desk, self.query)
        if self.lanes is None:
            self._gathering.ids = self.desk.read().gather(self.query)
            self._on_gathered(self._gathering)
        else:
            self.lanes.start(self._gathering, self._on_gathered, self._on_failed, reading=True)

    def _leave_off(self) -> None:
        self._soon.stop()
        if self._gathering is not None:
            self._gathering.stop()
            self._gathering = None

    def _on_gathered(self, found: object) -> None:
        if found is not self._gathering or self._gathering is None or self._gathering.ids is None:
            return  # another list is wanted by now
        ids, self._gathering = self._gathering.ids, None
        if self._shown == self.query:
            self._become(ids, len(ids))
        else:
            self._reset(ids, len(ids))
        self.counted.emit()

    def _on_failed(self, trouble: Exception) -> None:
        self._gathering = None
        raise trouble

    def _become(self, ids: array[int], count: int | None) -> None:
        """Tell what became of the rows: what was not known before is no change."""
        known = len(self._ids)
        steps = edits(self._ids, ids[:known] if self._rows > known or self.count is None else ids)
        if steps is None:
            self._reset(ids, count)
            return
        for step in steps:
            self._take(step)
        self._ids, self._end, self.count = ids, array("q"), count
        rows = len(ids) if count is None else count
        if rows > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()
        elif rows < self._rows:
            self.beginRemoveRows(QModelIndex(), rows, self._rows - 1)
            self._rows = rows
            self.endRemoveRows()
        if known < len(ids) and rows:
            self.dataChanged.emit(
                self.index(min(known, rows - 1), 0), self.index(rows - 1, len(self.columns) - 1)
            )
        if rows > len(ids) or count is None:
            self._soon.start()

    def _take(self, step: Edit) -> None:
        none = QModelIndex()
        if isinstance(step, Gone):
            self.beginRemoveRows(none, step.row, step.row + step.count - 1)
            del self._ids[step.row : step.row + step.count]
            self._rows -= step.count
            self.endRemoveRows()
        elif isinstance(step, Come):
            self.beginInsertRows(none, step.row, step.row + len(step.ids) - 1)
            self._ids[step.row : step.row] = step.ids
            self._rows += len(step.ids)
            self.endInsertRows()
        else:
            self.beginMoveRows(none, step.row, step.row, none, step.to + (step.to > step.row))
            self._ids.insert(step.to, self._ids.pop(step.row))
            self.endMoveRows()

    # -- a row -------------------------------------------------------------------------------------------

    @property
    def reading(self) -> bool:
        """Whether the rows are still those of another list."""
        return self._shown != self.query

    def title(self) -> str:
        """Return what the list is called."""
        return self.words(self.record.form.tab)

    def record_id(self, row: int) -> int | None:
        """Return the record of a row; None where it is not known yet."""
        if not 0 <= row < self._rows:
            return None
        if row < len(self._ids):
            return self._ids[row]
        return self._beyond(row)

    def _beyond(self, row: int) -> int | None:
        """Somebody looks where the ids are not known yet: the end is had at once, the middle comes with the rest."""
        if self.lanes is None or self._gathering is None:
            self._gather()
            if row < len(self._ids):
                return self._ids[row]
        behind = self._rows - row
        if behind <= FIRST and self.count is not None and self._shown is not None:
            self._end = self._end or self.desk.read().last(self._shown, FIRST) or array("q")
            return self._end[-behind] if behind <= len(self._end) else None
        return None

    def record_ids(self, first: int, last: int) -> array[int]:
        """Return the records of a stretch of rows, as far as they are known."""
        if last >= len(self._ids) and self.lanes is None:
            self._beyond(last)
        return self._ids[first : last + 1]

    def row_of(self, record_id: int) -> int:
        """Return the row of a record among those known, -1 where it is not."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return -1

    def row(self, row: int) -> ListRow | None:
        """Return what is shown of the record of a row."""
        face = self.face(row)
        return face.row if face is not None else None

    def face(self, row: int) -> Face | None:
        """Return how a row is shown; None where it is not known yet, or is hidden by now."""
        record_id = self._ids[row] if 0 <= row < len(self._ids) else self.record_id(row)
        if record_id is None:
            return None
        if record_id not in self._faces:
            self._read_page(row, record_id)
        return self._faces[record_id]

    def _read_page(self, row: int, record_id: int) -> None:
        """Read the rows around one: those below it, or above where those below are there already."""
        self.freshen()
        if len(self._faces) > MOST_FACES:
            self._faces.clear()
        ids, place = (
            (self._ids, row) if row < len(self._ids) else (self._end, row - self._rows + len(self._end))
        )
        page = ids[place : place + PAGE]
        if len(page) > 1 and page[1] in self._faces:
            page = ids[max(place + 1 - PAGE, 0) : place + 1]
        wanted = [one for one in page if one not in self._faces] or [record_id]
        self._faces.update(dict.fromkeys(wanted))
        for found in self.desk.read().rows(self.record.form.key, wanted, self._names):
            self._faces[found.id] = self._maker.of(found, self._minute)

    def ink(self, face: Face) -> QBrush:
        """Return what the cells that press are written with."""
        return self._brushes[face.sign]

    def is_figure(self, column: int) -> bool:
        """Tell whether a column's figures stand under each other by their last digit."""
        return self._sides[column] is not None

    def freshen(self) -> None:
        """A new minute may make something press, another palette has other colours: what is shown is made anew."""
        palette = QGuiApplication.palette().cacheKey()
        if palette != self._palette:
            self._palette = palette
            self._brushes = {sign: QBrush(getattr(tints(), sign)) for sign in ("overdue", "due")}
        now: datetime.datetime = self.desk.now()
        if now != self._minute:
            self._minute = now
            self._faces.clear()

    # -- Qt ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the list has."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns the form declares."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return a cell's text, colour, font or tooltip."""
        if role == SIDE:
            return self._sides[index.column()] if index.isValid() else None
        if role not in (DISPLAY, INK, FONT, TIP) or not index.isValid():
            return None
        face = self.face(index.row())
        if face is None:
            return None
        if role == DISPLAY:
            return face.texts[index.column()]
        if role == INK:
            return self._brushes[face.sign] if index.column() in face.inked else None
        if role == FONT:
            return self._struck if face.voided else None
        return face.row.show(self._names[index.column()], self.words)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return a column's label, and the side it stands on."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == SIDE:
            return self._sides[section]
        return self._labels[section] if role == DISPLAY else None

    def told(self) -> int:
        """Return how many columns tell what a line is about: all up to its state."""
        return 1 + (self._names.index("state") if "state" in self._names else -1)

    def needs(self, metrics: QFontMetrics, words_of: str = MANY) -> list[tuple[int, bool]]:
        """Return how wide each column must be so that its usual answers stand whole; and whether it holds words."""
        found = [longest(self.record, column, words_of, self.words) for column in self.columns]
        return [
            (max(metrics.horizontalAdvance(text) for text in (*sample, label)) + 14, words)
            for (sample, words), label in zip(found, self._labels, strict=True)
        ]

    def sorts_by(self, column: int) -> bool:
        """Tell whether the list can be sorted by a column."""
        return sortable(self.record, self._names[column])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in SQL (trap 14)."""
        if column >= 0 and self.sorts_by(column):
            descending = order == Qt.SortOrder.DescendingOrder
            self.show_query(replace(self.query, sort=self._names[column], descending=descending))
