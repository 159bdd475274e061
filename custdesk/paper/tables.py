"""Tables of lines on a form, and the columns that lists share with them: widths, column labels, ruled rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.fields import Day, Kind, Line_, Link, Masked, Moment, Number, ShortText, Showing
from custdesk.language import Text
from custdesk.paper.blocks import Block, Cell, CellRow, HeadingRow
from custdesk.paper.breaking import pieces
from custdesk.paper.drawing import Line
from custdesk.paper.typesetting import Setter
from custdesk.record import LINE_NUMBER, AnyRecord, lines_of
from custdesk.sheet import Table
from custdesk.snapshot import Snapshot

WIDEST: Final = (
    8.4  # em a column may ask for before the room left over is shared out; long texts twice as much
)
MUCH: Final = 4  # a column with a greater share may ask for twice as much
LONGEST: Final = 14  # em of a word a column keeps whole
WHOLE: Final = 4.1  # em of a short text, a name or a state, that is never parted


SIGNED: Final = 6.5  # em of a column to sign in
PLACE: Final = "#"  # the column of a numbered line's place


class TableColumn(Struct, frozen=True):
    """A column: what it shows, its label, its part of the room left over; without a name it is filled by hand."""

    name: str
    kind: Kind
    label: Text
    share: float = 1


class TableSetter:
    """Sets columns in the small size."""

    def __init__(self, setter: Setter, size: float = 0) -> None:
        self.setter = setter
        self.size = size or setter.measures.small
        self._known: dict[Table, list[TableColumn]] = {}
        self._empty: dict[Table, list[Block]] = {}
        self._label_needs: dict[Text, tuple[float, float]] = {}

    def blocks(self, record: AnyRecord, table: Table, snapshot: Snapshot, *, continued: Text) -> list[Block]:
        """Return the table of a form: its label, the column labels, its lines, empty rows for handwriting."""
        rows: Sequence[Mapping[str, Any]] = snapshot.values.get(table.name) or ()
        if not rows and table in self._empty:
            return self._empty[table]
        measures, label = self.setter.measures, lines_of(record)[table.name].label
        columns = self._columns(record, table)
        showing = Showing(self.setter.words, snapshot.names)
        texts = [
            [
                self.shown(column, place if column.name == PLACE else row.get(column.name), showing)
                for column in columns
            ]
            for place, row in enumerate(rows, 1)
        ]
        widths = self.widths(columns, texts, measures.body)
        head = self.head(columns, widths)
        opening = (self._title(continued.having(label=label)), head)
        found: list[Block] = [self._title(label), head]
        found.extend(self.row(columns, widths, row, opening) for row in texts)
        empty = ["" for _ in columns]
        found.extend(
            self.row(columns, widths, empty, opening, by_hand=True) for _ in range(table.rows - len(texts))
        )
        if not rows:
            self._empty[table] = found
        return found

    def _columns(self, record: AnyRecord, table: Table) -> list[TableColumn]:
        if table not in self._known:
            line = lines_of(record)[table.name].line
            kinds = line.kinds()
            numbers = [TableColumn(PLACE, Number(LINE_NUMBER), LINE_NUMBER, 0.02)] if line.numbered else []
            self._known[table] = (
                numbers
                + [
                    TableColumn(name, kinds[name], kinds[name].label, spread(kinds[name], table, name))
                    for name in table.columns or tuple(kinds)
                ]
                + by_hand(table.by_hand)
            )
        return self._known[table]

    def _title(self, text: Text) -> Block:
        measures = self.setter.measures
        said = self.setter.say(text, bold=True)
        return HeadingRow(
            left=measures.side, width=measures.body, text=said, height=measures.row * 0.8, leads=True
        )

    def shown(self, column: TableColumn, value: Any, showing: Showing) -> str:
        """Show one value of a line."""
        if not column.name or self.setter.hidden(column.kind):
            return ""
        return str(value) if isinstance(value, Masked) else column.kind.show(value, showing)

    def needs(
        self, columns: Sequence[TableColumn], texts: Sequence[Sequence[str]]
    ) -> list[tuple[float, float]]:
        """Return the least and the wanted width of each column.

        Least: its longest word and the longest word of its label. Wanted: its longest text, within reason, and its
        label on two lines.
        """
        found = []
        inside = 2 * self.setter.measures.inset + 0.5
        for place, column in enumerate(columns):
            shown = {row[place] for row in texts}
            longest, head = self._label_need(column.label)
            least = max(
                max((self._unparted(column, text) for text in shown), default=0.0), longest, 2 * self.size
            )
            wanted = max((self._natural(column, text) for text in shown), default=0.0)
            if not shown and isinstance(column.kind, Moment | Day):
                wanted = WIDEST * self.size
            cap = WIDEST * self.size * (2 if wanted > 3 * WIDEST * self.size or column.share > MUCH else 1)
            least = min(least, LONGEST * self.size)
            if not column.name:
                least = wanted = max(longest, SIGNED * self.size)
            found.append((least + inside, max(head, min(wanted, cap), least) + inside))
        return found

    def _label_need(self, label: Text) -> tuple[float, float]:
        """Return the width of a label's longest word, and the one in which it stands on two lines."""
        if label not in self._label_needs:
            setter, measures = self.setter, self.setter.measures
            longest = max(
                setter.width(piece.rstrip(), self.size, bold=True) for piece in pieces(setter.words(label))
            )
            self._label_needs[label] = longest, setter.label_width(label, measures.body) - 2 * measures.inset
        return self._label_needs[label]

    def _natural(self, column: TableColumn, text: str) -> float:
        """Return a text's width on one line; a long moment may part day and time."""
        whole = max(self.setter.width(part, self.size) for part in text.split("\n"))
        if not isinstance(column.kind, Moment) or whole <= WIDEST * self.size:
            return whole
        return max(self.setter.width(part, self.size) for part in text.split(" "))

    def _unparted(self, column: TableColumn, text: str) -> float:
        """Return the width of a short text, else of its longest piece that no line break parts; a day is one."""
        whole = self.setter.width(text, self.size)
        if whole <= WHOLE * self.size:
            return whole
        if isinstance(column.kind, Moment | Day):
            return max(self.setter.width(part, self.size) for part in text.split(" "))
        return max(self.setter.width(piece.rstrip(), self.size) for piece in pieces(text))

    def widths(
        self, columns: Sequence[TableColumn], texts: Sequence[Sequence[str]], room: float
    ) -> list[float]:
        """Share a width among the columns: the least, then what each wants, then the rest by share."""
        needs = self.needs(columns, texts)
        least, wanted = [need[0] for need in needs], [need[1] for need in needs]
        if sum(least) >= room:
            return [width * room / sum(least) for width in least]
        if sum(wanted) > room:
            return _rationed(needs, [_appetite(column) for column in columns], room)
        hungry = [
            max((self._natural(column, row[place]) for row in texts), default=0.0) > WIDEST * self.size
            for place, column in enumerate(columns)
        ]
        shares = [
            column.share if full or not any(hungry) else 0
            for column, full in zip(columns, hungry, strict=True)
        ]
        over = (room - sum(wanted)) / sum(shares)
        return [width + over * share for width, share in zip(wanted, shares, strict=True)]

    def head(self, columns: Sequence[TableColumn], widths: Sequence[float]) -> CellRow:
        """Return the row of column labels."""
        measures = self.setter.measures
        cells, at = [], measures.side
        for column, width in zip(columns, widths, strict=True):
            lines = self.setter.label(column.label, width - measures.inset, self.size)
            cells.append(Cell(left=at, width=width, lines=lines, centred=True, bold=True))
            at += width
        return CellRow.of(
            cells, measures, wanted=measures.row * 0.8, small=self.size, leads=True, shaded=False
        )

    def row(
        self,
        columns: Sequence[TableColumn],
        widths: Sequence[float],
        texts: Sequence[str],
        opening: tuple[Block, ...],
        *,
        by_hand: bool = False,
        struck: bool = False,
    ) -> CellRow:
        """Return one line; an empty one offers yes and no to tick where they fit."""
        measures = self.setter.measures
        cells, at = [], measures.side
        for column, width, text in zip(columns, widths, texts, strict=True):
            room = width - 2 * measures.inset
            lines: tuple[Line, ...] = self.setter.lines(text, room, self.size)
            if by_hand:
                lines = self.setter.ticked(column.kind, None, room, self.size, lines=1) or ()
            cells.append(Cell(left=at, width=width, lines=lines, centred=True, struck=struck, again=()))
            at += width
        written = by_hand or any(not column.name for column in columns)
        wanted = measures.row if written else measures.row * 0.85
        return CellRow.of(
            cells, measures, wanted=wanted, small=self.size, opening=opening, stretch=0.4 if by_hand else 0
        )


def by_hand(labels: Sequence[Text]) -> list[TableColumn]:
    """Return columns that no value ever fills."""
    return [TableColumn("", ShortText(label), label, 0.05) for label in labels]


def _appetite(column: TableColumn) -> float:
    """Return a column's part of what is too little for all: words before dates, which stand on two lines as well."""
    return column.share * (0.1 if isinstance(column.kind, Moment | Day) else 1)


def _rationed(needs: Sequence[tuple[float, float]], shares: Sequence[float], room: float) -> list[float]:
    """Give each column its least, and what is left to those that want more, by share; none gets more than it wants."""
    widths = [low for low, _high in needs]
    hungry = {place for place, (low, high) in enumerate(needs) if high > low}
    while hungry:
        over, whole = room - sum(widths), sum(shares[place] for place in hungry)
        each = {place: over * shares[place] / whole for place in hungry}
        full = {place for place in hungry if widths[place] + each[place] >= needs[place][1]}
        if not full:
            return [width + each.get(place, 0) for place, width in enumerate(widths)]
        for place in full:
            widths[place] = needs[place][1]
        hungry -= full
    return widths


def spread(kind: Kind, table: Table, name: str) -> float:
    """Return how much of the room left over a column can use: words much, numbers and dates little."""
    if table.wide:
        return 1.0 if name in table.wide else 0.15
    if isinstance(kind, Link):
        return 0.4
    return 1.0 if type(kind).__name__ in {"Note", "ShortText", "Said"} and isinstance(kind, Line_) else 0.15
