"""Draws a `ListSheet`: the day's log (P-01), the month's complaint register (P-04); one line a record.

Portrait where the columns fit, else landscape. Column labels are repeated on each page, voided records are struck
through with their reason (R-008), an empty list says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from custdesk.fields import Day, Masked, Moment
from custdesk.language import N_, Text, Words
from custdesk.paper.blocks import Block, Cell, CellRow, HeadingRow, Remark
from custdesk.paper.drawing import PAGES, Measures, Pen
from custdesk.paper.fonts import refuse
from custdesk.paper.form_setter import CONTINUED, signature_rows
from custdesk.paper.page_frame import Heads, PageFrame
from custdesk.paper.stacking import stack
from custdesk.paper.style import PaperStyle, Stamping, Tell
from custdesk.paper.tables import TableColumn, TableSetter, by_hand
from custdesk.paper.typesetting import Setter
from custdesk.record import VOIDED, AnyRecord, kind_named, label_of
from custdesk.sheet import ListSheet
from custdesk.snapshot import Snapshot

NOTHING: Final = N_("None", "empty list")
BRIEF: Final = 40  # characters of free words in a month's register, whose lines are one line each (REC-04)


def listed(list_sheet: ListSheet, snapshot: Snapshot, name: str, words: Words) -> str:
    """Return what a list says of one field: a day's list in full, a month's register long words cut short.

    The year of the list's period stands in its head: a date of the same year is written without it.
    """
    text = snapshot.show(name, words)
    if isinstance(kind_named(snapshot.record, name), Moment | Day):
        return _without_year(text, snapshot)
    if list_sheet.full or list_sheet.period != "month" or len(text) <= BRIEF:
        return text
    return "".join(text.split("\n"))[: BRIEF - 1] + "…"


def _without_year(text: str, snapshot: Snapshot) -> str:
    began = snapshot.values.get(snapshot.record.form.happened)
    if not isinstance(began, datetime.date):
        return text
    return text.removeprefix(f"{began.year}年").removeprefix(f"{began.year}-")


def draw_list(
    record: AnyRecord,
    list_sheet: ListSheet,
    snapshots: Sequence[Snapshot],
    period_text: str,
    style: PaperStyle,
    tell: Tell | None = None,
) -> bytes:
    """Draw the list of a period as one PDF, in the order given.

    `tell(done, total)` is called after each record; when it returns False the work stops and b"" is returned.
    Raises KnownError naming the characters that cannot be printed.
    """
    drawing = ListDrawing(record, list_sheet, snapshots, style)
    blocks = drawing.blocks(tell)
    return b"" if blocks is None else drawing.draw(blocks, period_text)


def blank_list(record: AnyRecord, list_sheet: ListSheet, style: PaperStyle, pages: int) -> bytes:
    """Draw empty pages of a list for handwriting: the register at its post (P-02)."""
    return ListDrawing(record, list_sheet, (), style).draw_empty(pages)


class ListDrawing:
    """One list while it is laid out."""

    def __init__(
        self, record: AnyRecord, list_sheet: ListSheet, snapshots: Sequence[Snapshot], style: PaperStyle
    ) -> None:
        self.record, self.sheet, self.style, self.snapshots = record, list_sheet, style, snapshots
        self.columns = self._columns()
        self._place(PAGES[style.page])
        self.texts = {id(snapshot): self._shown(snapshot) for snapshot in snapshots}
        texts = list(self.texts.values())
        if not self._fits(texts):
            self._place(self.measures.turned())
        if not self._fits(texts):
            self._place(self.measures, self.measures.small - 1)
        self.widths = self.tables.widths(self.columns, texts, self.measures.body)

    def _fits(self, texts: Sequence[Sequence[str]]) -> bool:
        return sum(wanted for _least, wanted in self.tables.needs(self.columns, texts)) <= self.measures.body

    def _place(self, measures: Measures, size: float = 0) -> None:
        self.measures = measures
        self.setter = Setter(self.style.words, measures, public=self.style.public)
        self.tables = TableSetter(self.setter, size)

    def _columns(self) -> list[TableColumn]:
        chosen = self.sheet.public_columns if self.style.public else ()
        return [
            TableColumn(
                column.name,
                kind_named(self.record, column.name),
                column.label or label_of(self.record, column.name),
                column.share,
            )
            for column in self.sheet.columns
            if not chosen or column.name in chosen
        ] + ([] if self.style.public else by_hand(self.sheet.by_hand))

    def _shown(self, snapshot: Snapshot) -> list[str]:
        hidden, words = self.setter.hidden, self.setter.words
        return [
            ""
            if not column.name
            or (hidden(column.kind) and not isinstance(snapshot.values.get(column.name), Masked))
            else listed(self.sheet, snapshot, column.name, words)
            for column in self.columns
        ]

    # --- layout ---------------------------------------------------------------------------------------------

    def blocks(self, tell: Tell | None) -> list[Block] | None:
        """Return the list as blocks: main part, parts listed apart, signatures. None when told to stop."""
        head = self.tables.head(self.columns, self.widths)
        found: list[Block] = []
        done = 0
        for title, chosen in self._parts():
            opening: tuple[Block, ...] = (head,)
            if title is not None:
                opening = (self._heading(CONTINUED.having(label=title)), head)
                found.append(self._heading(title))
            found.append(head)
            for snapshot in chosen:
                found.extend(self._lines(snapshot, opening))
                refuse(self.setter.missing, snapshot.number)
                done += 1
                if tell is not None and not tell(done, len(self.snapshots)):
                    return None
            found.append(self._count(len(chosen)) if chosen else self._nothing())
        found.extend(self._remarks())
        low = self.measures.signature * 0.72  # a list has many lines and few signers
        found.extend(
            replace(row, height=low) for row in signature_rows(self.sheet.signatures.labels, self.setter)
        )
        return found

    def empty(self, pages: int) -> list[Block]:
        """Return lines to write in, so many as the list says for each page; words get the room that is left."""
        needs = self.tables.needs(self.columns, ())
        over = (self.measures.body - sum(least for least, _wanted in needs)) / sum(
            one.share for one in self.columns
        )
        widths = [least + over * one.share for (least, _wanted), one in zip(needs, self.columns, strict=True)]
        head, nothing = self.tables.head(self.columns, widths), [""] * len(self.columns)
        line = self.tables.row(self.columns, widths, nothing, (head,), by_hand=True)
        high = replace(line, height=max(line.height, 1.3 * self.measures.row))
        return [head, *(high for _line in range(self.sheet.blank_lines * pages))]

    def _parts(self) -> list[tuple[Text | None, list[Snapshot]]]:
        """Part the records: those listed apart under their own heading, the others first."""
        left = list(self.snapshots)
        apart: list[tuple[Text | None, list[Snapshot]]] = []
        for title, field, values in self.sheet.apart:
            chosen = [snapshot for snapshot in left if snapshot.values.get(field) in values]
            left = [snapshot for snapshot in left if snapshot.values.get(field) not in values]
            apart.append((title, chosen))
        return [(None, left), *apart]

    def _lines(self, snapshot: Snapshot, opening: tuple[Block, ...]) -> list[Block]:
        voided = snapshot.state == VOIDED
        row = self.tables.row(self.columns, self.widths, self.texts[id(snapshot)], opening, struck=voided)
        reason = snapshot.values.get("void_reason") if voided else None
        if not reason:  # none on a public list: it is free words
            return [row]
        said = self.setter.words(N_("Void: {reason}").having(reason=reason))
        return [row, self._across(said)]

    def _across(self, text: str) -> CellRow:
        """Return a row of one cell across the list."""
        measures = self.measures
        lines = self.setter.lines(text, measures.body - 2 * measures.inset, measures.small)
        cell = Cell(left=measures.side, width=measures.body, lines=lines, centred=True)
        return CellRow.of([cell], measures, wanted=measures.row * 0.7, small=self.tables.size, follows=True)

    def _nothing(self) -> Block:
        return self._across(self.setter.say(NOTHING))

    def _count(self, count: int) -> Block:
        measures = self.measures
        said = self.setter.say(N_("{count} in all").having(count=count))
        height = measures.small_leading + 8
        return Remark(left=measures.side, lines=(said,), height=height, follows=True)

    def _remarks(self) -> list[Block]:
        """Return what is to be said of the list as a whole: numbers voided unused (R-008)."""
        setter, measures = self.setter, self.measures
        said = [setter.lines(setter.words(one), measures.body, measures.small) for one in self.style.remarks]
        return [
            Remark(
                left=measures.side, lines=lines, height=len(lines) * measures.small_leading + 8, follows=True
            )
            for lines in said
        ]

    def _heading(self, text: Text) -> Block:
        measures = self.measures
        said = self.setter.say(text, bold=True)
        return HeadingRow(
            left=measures.side,
            width=measures.body,
            text=said,
            height=measures.row * 0.9,
            leads=True,
            framed=False,
        )

    # --- drawing --------------------------------------------------------------------------------------------

    def draw(self, blocks: Sequence[Block], period: str) -> bytes:
        """Stack the blocks onto pages and draw them."""
        pen = self._pen()
        self._draw_onto(
            pen, blocks, replace(self._heads(), period=self.setter.clean(period)), self.style.list_stamp
        )
        return pen.finish()

    def draw_empty(self, pages: int) -> bytes:
        """Draw pages to write in; those that are numbered are sheets of their own, each with its stamp."""
        pen, stampings = self._pen(), self.style.blank_stamps
        heads = replace(self._heads(), blank=True)
        if not stampings:
            self._draw_onto(pen, self.empty(pages), heads)
        for stamping in stampings:
            self._draw_onto(pen, self.empty(1), replace(heads, number=stamping.number), stamping)
        return pen.finish()

    def _pen(self) -> Pen:
        return Pen(self.measures, self._title(), self.style.office_name)

    def _title(self) -> str:
        return self.setter.say(self.style.title or self.sheet.title, bold=True)

    def _heads(self) -> Heads:
        return Heads(title=self._title(), code=self.setter.clean(self.style.form_code), copy=self.style.copy)

    def _draw_onto(
        self, pen: Pen, blocks: Sequence[Block], heads: Heads, stamping: Stamping | None = None
    ) -> None:
        setter, measures = self.setter, self.measures
        frame = PageFrame(setter, self.style)
        later = setter.say(CONTINUED.having(label=heads.title), bold=True)
        tops = frame.first_top(), frame.later_top()
        pages = stack(blocks, measures.end - tops[0], measures.end - tops[1])
        for number, page in enumerate(pages, 1):
            if number == 1:
                frame.draw_first(pen, heads)
            else:
                frame.draw_later(pen, heads, later)
            page.draw(pen, tops[number > 1])
            stamp = stamping.on(number, len(pages)) if stamping else None
            frame.draw_foot(pen, heads, number, len(pages), stamp)
            pen.new_page()
        refuse(setter.missing)
