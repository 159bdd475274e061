"""Draws any `Sheet` of any record as a printed form: what the screen shows, in boxes, on A4 or A5.

The layout is worked out from the declaration; nothing here knows a particular form. One call makes one PDF, of one
record or of many. Raises KnownError for a character the font lacks. Signature boxes are never filled (R-007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from custdesk.fields import Masked
from custdesk.language import N_, Text
from custdesk.paper.blocks import LABEL_LEADING, Block, Cell, CellRow, HeadingRow, Remark, SignatureRow
from custdesk.paper.drawing import PAGES, Pen
from custdesk.paper.fonts import refuse
from custdesk.paper.page_frame import Heads, PageFrame
from custdesk.paper.places import Place, planned
from custdesk.paper.stacking import Stack, stack
from custdesk.paper.style import PaperStyle, Signed, Tell
from custdesk.paper.tables import TableSetter
from custdesk.paper.typesetting import DATE_LINE, Setter
from custdesk.record import VOIDED, AnyRecord, Lines, kind_named, thing_named
from custdesk.sheet import Box, Heading, Part, Row, Sheet, Signatures, Table
from custdesk.snapshot import Snapshot

__all__ = ["PaperStyle", "Signed", "blank_sheet", "draw_sheets"]

CONTINUED = N_("{label} (continued)")


def draw_sheets(
    snapshots: Sequence[Snapshot],
    sheet: Sheet,
    style: PaperStyle,
    tell: Tell | None = None,
    counted: list[int] | None = None,
) -> bytes:
    """Draw one or many records on their sheet, as one PDF; `counted` takes the pages of each.

    `tell(done, total)` is called after each record; when it returns False the work stops and b"" is returned.
    Raises KnownError naming the characters that cannot be printed, and the record they are in.
    """
    if not snapshots:
        return b""
    drawing = SheetDrawing(snapshots[0].record, sheet, style)
    for done, snapshot in enumerate(snapshots, 1):
        pages = drawing.add(snapshot)
        if counted is not None:
            counted.append(pages)
        if tell is not None and not tell(done, len(snapshots)):
            return b""
    return drawing.finish()


def blank_sheet(record: AnyRecord, sheet: Sheet, style: PaperStyle, numbers: Sequence[str] = ()) -> bytes:
    """Draw empty forms for handwriting: one, or one for each of the numbers."""
    drawing = SheetDrawing(record, sheet, style)
    for number in numbers or ("",):
        drawing.add(Snapshot(record, 0, {"number": number} if number else {}), blank=True)
    return drawing.finish()


class SheetDrawing:
    """One PDF of a sheet while it grows; what all its records share is worked out once."""

    def __init__(self, record: AnyRecord, sheet: Sheet, style: PaperStyle) -> None:
        self.record, self.sheet, self.style = record, sheet, style
        self.measures = PAGES[style.page]
        self.setter = Setter(style.words, self.measures, public=style.public or sheet.public)
        self.frame = PageFrame(self.setter, replace(style, public=style.public or sheet.public))
        self.title = self.setter.say(style.title or record.form.title, bold=True)
        self.pen = Pen(self.measures, self.title, style.office_name)
        self.tables = TableSetter(self.setter)
        self.plan = planned(record, sheet, self.setter)

    # --- one record -----------------------------------------------------------------------------------------

    def add(self, snapshot: Snapshot, *, blank: bool = False) -> int:
        """Lay out and draw one record, front and back; return its pages."""
        setter, frame, measures = self.setter, self.frame, self.measures
        front = self._blocks(self.sheet.front, snapshot, blank=blank)
        self._say_signed(front, snapshot)
        first, later = measures.end - frame.first_top(), measures.end - frame.later_top()
        pages = [(place > 0, "", page) for place, page in enumerate(stack(front, first, later, roomy=blank))]
        heads = self._heads(snapshot, blank=blank)
        if self.sheet.back:
            back = stack(self._blocks(self.sheet.back, snapshot, blank=blank), later, later, roomy=blank)
            pages += [(True, self._back_title(heads.title, place), page) for place, page in enumerate(back)]
        self._draw(pages, heads)
        refuse(setter.missing, snapshot.number)
        return len(pages)

    def _draw(self, pages: Sequence[tuple[bool, str, Stack]], heads: Heads) -> None:
        pen, frame = self.pen, self.frame
        again = self._continued(heads.title)
        for number, (short, title, page) in enumerate(pages, 1):
            if short:
                frame.draw_later(pen, heads, title or again)
                page.draw(pen, frame.later_top())
            else:
                frame.draw_first(pen, heads)
                page.draw(pen, frame.first_top())
            frame.draw_foot(pen, heads, number, len(pages))
            pen.new_page()
        if self.style.two_sided and len(pages) % 2:
            pen.new_page()

    def finish(self) -> bytes:
        """Return the PDF."""
        return self.pen.finish()

    def _heads(self, snapshot: Snapshot, *, blank: bool) -> Heads:
        style, form = self.style, self.record.form
        kept = snapshot.title is not None  # of an edition kept when it froze: title and code of then
        return Heads(
            title=self.setter.say(snapshot.title, bold=True) if snapshot.title else self.title,
            code=self.setter.clean(snapshot.code if kept else style.form_code or form.code),
            number=snapshot.number if form.prefix or snapshot.number else None,
            edition=0 if blank else snapshot.edition,
            copy=style.copies.get(snapshot.id, style.copy),
            voided=snapshot.state == VOIDED,
            blank=blank,
        )

    def _continued(self, title: str) -> str:
        return self.setter.say(CONTINUED.having(label=title), bold=True)

    def _back_title(self, whole: str, place: int) -> str:
        own = self.sheet.back_title
        title = N_("{title} (back)").having(title=whole)
        said = self.setter.say(own.having(title=whole) if own else title, bold=True)
        return self._continued(said) if place else said

    def _say_signed(self, front: list[Block], snapshot: Snapshot) -> None:
        """Put the lines that are no part of the form below the signatures: copy and signer, reason for voiding."""
        said: list[Text] = []
        signed = self.style.signed.get(snapshot.id)
        if signed:
            text = (
                N_("Copy · signed by {name}")
                if signed.day is None
                else N_("Copy · signed by {name} · date {day}")
            )
            said.append(text.having(name=signed.name, day=signed.day or ""))
        if snapshot.state == VOIDED:
            said.append(N_("Void: {reason}").having(reason=snapshot.values.get("void_reason") or ""))
        if not said:
            return
        measures, setter = self.measures, self.setter
        lines = [
            line for text in said for line in setter.lines(setter.words(text), measures.body, measures.small)
        ]
        height = 3 + len(lines) * measures.small_leading
        remark = Remark(left=measures.side, lines=tuple(lines), height=height, follows=True)
        places = [place for place, block in enumerate(front, 1) if isinstance(block, SignatureRow)]
        front.insert(places[-1] if places else len(front), remark)

    # --- parts ----------------------------------------------------------------------------------------------

    def _blocks(self, parts: Sequence[Part], snapshot: Snapshot, *, blank: bool) -> list[Block]:
        found: list[Block] = []
        for part in parts:
            if isinstance(part, Row):
                found.append(self._row(part, snapshot, blank=blank))
            elif isinstance(part, Table):
                found.extend(self.tables.blocks(self.record, part, snapshot, continued=CONTINUED))
            elif isinstance(part, Signatures):
                found.extend(signature_rows(part.labels, self.setter))
            else:
                found.append(heading_row(part, self.setter))
        return found

    def _row(self, row: Row, snapshot: Snapshot, *, blank: bool) -> CellRow:
        measures = self.measures
        cells, wanted, open_ended = [], measures.row, 0
        for place in self.plan[row]:
            cells.append(self._cell(place, snapshot, blank=blank))
            open_ended = max(open_ended, place.high)
            if place.high:
                wanted = max(wanted, place.high * measures.written + 2 * measures.inset)
        least = (0.4 + 0.55 * open_ended) * measures.written if blank else measures.row
        return CellRow.of(cells, measures, wanted=wanted, least=least, stretch=open_ended)

    def _cell(self, place: Place, snapshot: Snapshot, *, blank: bool) -> Cell:
        measures, setter = self.measures, self.setter
        size = measures.tag if place.above else measures.label
        room = place.width - 2 * measures.inset if place.above else place.beside - measures.inset
        said = setter.label(place.label, room, size)
        return Cell(
            left=measures.side + place.left,
            width=place.width,
            lines=self._value(
                place.box, place.width - place.beside - 2 * measures.inset, snapshot, blank=blank
            ),
            label=said,
            again=setter.label(CONTINUED.having(label=place.label), room, size),
            label_width=place.beside,
            head=len(said) * size * LABEL_LEADING if place.above else 0,
            centred=not place.high and not place.above,
        )

    def _value(self, box: Box, width: float, snapshot: Snapshot, *, blank: bool) -> tuple[Any, ...]:
        setter, size = self.setter, self.measures.size
        value = snapshot.values.get(box.name)
        if isinstance(thing_named(self.record, box.name), Lines):
            return setter.lines(snapshot.show(box.name, setter.words), width, size)
        kind = kind_named(self.record, box.name)
        if setter.hidden(kind):
            return ()
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


def heading_row(part: Heading, setter: Setter) -> HeadingRow:
    """Return the line that opens a part of the form."""
    measures = setter.measures
    text = setter.say(part.text, bold=True)
    return HeadingRow(
        left=measures.side, width=measures.body, text=text, height=measures.row * 0.8, leads=True
    )
