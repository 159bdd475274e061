"""Turns the parts of a sheet and the values of one record into blocks to stack: boxes, tables, signatures, headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from custdesk.fields import Masked
from custdesk.language import N_, Text
from custdesk.paper.blocks import LABEL_LEADING, Block, Caption, Cell, CellRow, HeadingRow, SignatureRow
from custdesk.paper.charts import chart_blocks
from custdesk.paper.drawing import MM, Line, Measures
from custdesk.paper.letter import letter_blocks
from custdesk.paper.page_frame import PageFrame
from custdesk.paper.photo_pages import photo_blocks
from custdesk.paper.places import Place, planned
from custdesk.paper.style import PaperStyle
from custdesk.paper.tables import TableSetter
from custdesk.paper.typesetting import DATE_LINE, Setter
from custdesk.record import AnyRecord, Lines, kind_named, label_of, thing_named
from custdesk.sheet import Box, Chart, Heading, Letter, Part, Photos, Row, Sheet, Signatures, Table
from custdesk.snapshot import Snapshot

CONTINUED: Final = N_("{label} (continued)")
SIGN_STEP: Final = 1.4  # of a signature line inside a box, against a line written by hand
NAME_ROOM: Final = (
    20 * MM
)  # at least, between a signature's label and its date: a name, and the year's figures


class FormSetter:
    """Sets one sheet on one kind of page; what all its records share is worked out once."""

    def __init__(self, record: AnyRecord, sheet: Sheet, style: PaperStyle, measures: Measures) -> None:
        self.record, self.sheet, self.style, self.measures = record, sheet, style, measures
        self.setter = Setter(style.words, measures, public=style.public or sheet.public)
        self.tables = TableSetter(self.setter)
        self.plan = planned(record, sheet, self.setter)
        self._empty: dict[Row, list[tuple[Place, Cell]]] = {}

    def blocks(self, parts: Sequence[Part], snapshot: Snapshot, *, blank: bool) -> list[Block]:
        """Return the blocks of the front or the back, of one record or of an empty form."""
        found: list[Block] = []
        for part in parts:
            if isinstance(part, Row):
                found.append(self._row(part, snapshot, blank=blank))
            elif isinstance(part, Table):
                found.extend(self.tables.blocks(self.record, part, snapshot, continued=CONTINUED))
            elif isinstance(part, Signatures):
                found.extend(signature_rows(part.labels, self.setter))
            elif isinstance(part, Heading):
                found.append(heading_row(part.text, self.setter))
            else:
                found.extend(self._drawn(part, snapshot, blank=blank))
        return found

    def front(self, snapshot: Snapshot, *, blank: bool) -> list[Block]:
        """Return the blocks of the front, with the form's caption below the frame."""
        found = self.blocks(self.sheet.front, snapshot, blank=blank)
        if self.sheet.caption is not None:
            measures, said = self.measures, self.setter.say(self.sheet.caption, bold=True)
            found.append(Caption(text=said, height=measures.label * 2.2, follows=True, framed=False))
        return found

    def _drawn(self, part: Photos | Chart | Letter, snapshot: Snapshot, *, blank: bool) -> list[Block]:
        if isinstance(part, Letter):
            return letter_blocks(part, snapshot, self.setter, self.style.office_name, blank=blank)
        if blank:
            return []
        if isinstance(part, Chart):
            return chart_blocks(part, snapshot, self.setter)
        style, room = self.style, self.measures.end - PageFrame(self.setter, self.style).later_top()
        return photo_blocks(part, snapshot, self.setter, style.read_file, style.photos, room)

    # --- boxes ----------------------------------------------------------------------------------------------

    def _row(self, row: Row, snapshot: Snapshot, *, blank: bool) -> CellRow:
        measures = self.measures
        if row not in self._empty:
            self._empty[row] = [(place, self._empty_cell(place)) for place in self.plan[row]]
        cells, wanted, open_ended = [], measures.row, 0
        for place, empty in self._empty[row]:
            cell = self._filled(empty, place, snapshot, blank=blank)
            cells.append(cell)
            open_ended = max(open_ended, place.high)
            if place.high:
                more = cell.below + (cell.head if place.box.inside else 0)
                wanted = max(wanted, place.high * measures.written + 2 * measures.inset + more)
        least = (0.4 + 0.55 * open_ended) * measures.written if blank else measures.row
        least += max(cell.below for cell in cells)
        return CellRow.of(cells, measures, wanted=wanted, least=least, stretch=open_ended)

    def _empty_cell(self, place: Place) -> Cell:
        """Return what a box shows of any record: its place, its label and the signature lines at its foot."""
        measures, setter, box = self.measures, self.setter, place.box
        size = measures.tag if place.above and not box.inside else measures.label
        width = self._width(place)
        room = width if place.above else place.beside - measures.inset
        label = setter.named(place.label) if box.inside else place.label
        run_in = box.inside and not place.above
        said = () if run_in else setter.label(label, room, size)
        return Cell(
            left=measures.side + place.left,
            width=place.width,
            label=said,
            again=() if run_in else setter.label(CONTINUED.having(label=place.label), room, size),
            label_width=place.beside,
            head=len(said) * size * LABEL_LEADING if place.above else 0,
            label_size=size,
            signs=self._signs(box, width),
            centred=not place.high and not place.above,
        )

    def _filled(self, empty: Cell, place: Place, snapshot: Snapshot, *, blank: bool) -> Cell:
        """Return a box with what it says of one record."""
        width = self._width(place)
        lines, foot = self._lines(place, width, snapshot, blank=blank), self._foot(place.box, width, snapshot)
        below = (len(foot) + len(empty.signs)) * self.measures.written * SIGN_STEP
        return replace(empty, lines=lines, foot=foot, below=below)

    def _width(self, place: Place) -> float:
        """Return the room between a box's rules."""
        return place.width - place.beside - 2 * self.measures.inset

    def _signs(self, box: Box, width: float) -> tuple[tuple[str, str], ...]:
        """Return the signature lines of a box; the date stands below where no room for a name would be left (R-007)."""
        setter, size, found = self.setter, self.measures.label, []
        date_line = setter.say(DATE_LINE)
        for sign in box.signs:
            label = setter.say(setter.named(sign), bold=True)
            taken = setter.width(label, size, bold=True) + setter.width(date_line, size)
            room = width - taken >= NAME_ROOM
            found += [(label, date_line)] if room else [(label, ""), ("", date_line)]
        return tuple(found)

    def _lines(self, place: Place, width: float, snapshot: Snapshot, *, blank: bool) -> tuple[Line, ...]:
        """Return the value of a box, its label before it where they share a line, and what else stands in it."""
        setter, size, box = self.setter, self.measures.size, place.box
        if box.inside and not place.above:
            found = self._run_in(place, width, snapshot, blank=blank)
        else:
            found = self._value(place, width, snapshot, blank=blank)
        for name in box.more:
            said = self._text(name, snapshot)
            if said:
                found = (*found, *setter.run_in(label_of(self.record, name), said, width, size))
        return found

    def _run_in(self, place: Place, width: float, snapshot: Snapshot, *, blank: bool) -> tuple[Line, ...]:
        setter, size, box = self.setter, self.measures.size, place.box
        said = self._text(box.name, snapshot)
        offered = place.kind is not None and setter.options(place.kind)
        if not offered and (said or not blank):
            return setter.run_in(place.label, said, width, size)
        room = width - setter.led_width(place.label, size)
        return setter.led_in(place.label, self._value(place, room, snapshot, blank=blank), size)

    def _foot(self, box: Box, width: float, snapshot: Snapshot) -> tuple[Line, ...]:
        size = self.measures.size
        return tuple(
            line
            for name in box.foot
            for line in self.setter.run_in(
                label_of(self.record, name), self._text(name, snapshot), width, size
            )
        )

    def _text(self, name: str, snapshot: Snapshot) -> str:
        """Show one field as text; nothing where it must not stand on this print."""
        if not isinstance(thing_named(self.record, name), Lines):
            kind = kind_named(self.record, name)
            if self.setter.hidden(kind):
                return ""
        return snapshot.show(name, self.setter.words)

    def _value(self, place: Place, width: float, snapshot: Snapshot, *, blank: bool) -> tuple[Line, ...]:
        setter, size, box, kind = self.setter, self.measures.size, place.box, place.kind
        if kind is None:
            return setter.lines(snapshot.show(box.name, setter.words), width, size)
        if setter.hidden(kind):
            return ()
        value = snapshot.values.get(box.name)
        if not isinstance(value, Masked):
            ticked = setter.ticked(kind, value, width, size, lines=0 if blank else max(2, box.height))
            if ticked is not None:
                return ticked
        if blank and value is None:
            return setter.guide(kind, width, size)
        return setter.lines(snapshot.show(box.name, setter.words), width, size)


def signature_rows(labels: Sequence[Text], setter: Setter) -> list[SignatureRow]:
    """Return rows of signature boxes, four in a row at most, evenly spread."""
    measures = setter.measures
    rows = -(-len(labels) // 4)
    across = -(-len(labels) // max(rows, 1))
    found = []
    for start in range(0, len(labels), across or 1):
        chosen = labels[start : start + across]
        wide = measures.body / len(chosen)
        boxes = tuple(
            (measures.side + place * wide, wide, setter.say(label, bold=True))
            for place, label in enumerate(chosen)
        )
        found.append(
            SignatureRow(
                boxes=boxes, date_line=setter.say(DATE_LINE), height=measures.signature, follows=True
            )
        )
    return found


def heading_row(text: Text, setter: Setter) -> HeadingRow:
    """Return the line that opens a part of the form."""
    measures = setter.measures
    said = setter.say(text, bold=True)
    return HeadingRow(
        left=measures.side, width=measures.body, text=said, height=measures.row * 0.8, leads=True
    )
