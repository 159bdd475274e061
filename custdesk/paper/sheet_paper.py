"""Draws any `Sheet` of any record as a printed form: what the screen shows, in boxes, on A4 or A5.

The layout is worked out from the declaration; nothing here knows a particular form. One call makes one PDF, of one
record or of many. Raises KnownError for a character the font lacks. Signature boxes are never filled (R-007).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from custdesk.language import N_, Text
from custdesk.paper.blocks import Block, Remark, SignatureRow
from custdesk.paper.drawing import PAGES, Measures, Pen
from custdesk.paper.fonts import refuse
from custdesk.paper.form_setter import CONTINUED, FormSetter
from custdesk.paper.page_frame import Heads, PageFrame
from custdesk.paper.stacking import Stack, stack
from custdesk.paper.style import PaperStyle, Signed, Stamping, Tell
from custdesk.record import VOIDED, AnyRecord
from custdesk.sheet import Letter, Sheet
from custdesk.snapshot import Snapshot
from custdesk.stamp import Stamp

__all__ = ["PaperStyle", "Signed", "blank_sheet", "draw_sheets"]

MOST_STACKED = 3  # copies on one page: a fourth would be too small to write in
COPY = N_("Copy {place} of {count}: {name}")


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
        pages = drawing.add(snapshot, style.stamps.get(snapshot.id))
        if counted is not None:
            counted.append(pages)
        if tell is not None and not tell(done, len(snapshots)):
            return b""
    return drawing.finish()


def blank_sheet(record: AnyRecord, sheet: Sheet, style: PaperStyle, numbers: Sequence[str] = ()) -> bytes:
    """Draw empty forms for handwriting: one, or one for each of the numbers."""
    drawing = SheetDrawing(record, sheet, style)
    for place, number in enumerate(numbers or ("",)):
        stamping = style.blank_stamps[place] if place < len(style.blank_stamps) else None
        drawing.add(Snapshot(record, 0, {"number": number} if number else {}), stamping, blank=True)
    return drawing.finish()


class SheetDrawing:
    """One PDF of a sheet while it grows."""

    def __init__(self, record: AnyRecord, sheet: Sheet, style: PaperStyle) -> None:
        self.record, self.sheet = record, sheet
        self.style = replace(style, public=style.public or sheet.public)
        page = PAGES[style.page]
        page = page.dense() if sheet.dense else page
        self.measures = page.turned() if sheet.wide else page
        self.whole = Layout(record, sheet, self.style, self.measures)
        self.slips: list[Layout] = []
        if not sheet.back:
            self.slips = [
                Layout(record, sheet, self.style, self.measures.strip(across))
                for across in range(min(len(sheet.copies), MOST_STACKED), 1, -1)
            ]
        self.pen = Pen(self.measures, self.whole.title, style.office_name)

    def add(self, snapshot: Snapshot, stamping: Stamping | None = None, *, blank: bool = False) -> int:
        """Lay out and draw one record with all its copies; return its pages."""
        for slips in self.slips:
            pages = slips.pages(snapshot, blank=blank)
            refuse(slips.setter.missing, snapshot.number)
            if len(pages) == 1:
                return self._add_slips(slips, pages[0], slips.heads(snapshot, blank=blank), stamping)
        return sum(
            self._add_whole(snapshot, mark, stamping, leaf, blank=blank)
            for leaf, mark in enumerate(self.whole.marks(), 1)
        )

    def _add_whole(
        self, snapshot: Snapshot, mark: str, stamping: Stamping | None, leaf: int, *, blank: bool
    ) -> int:
        pages, heads = self.whole.pages(snapshot, blank=blank), self.whole.heads(snapshot, blank=blank)
        heads = replace(heads, mark=mark)
        for number, page in enumerate(pages, 1):
            stamp = self._stamp(stamping, number, len(pages), leaf)
            self.whole.draw(self.pen, page, heads, number, len(pages), stamp)
            self.pen.new_page()
        if self.style.two_sided and len(pages) % 2:
            self.pen.new_page()
        refuse(self.whole.setter.missing, snapshot.number)
        return len(pages)

    def _stamp(self, stamping: Stamping | None, page: int, pages: int, leaf: int) -> Stamp | None:
        """Return a page's stamp; a sheet without labelled copies has no leaves."""
        return stamping.on(page, pages, leaf if self.sheet.copies else 0) if stamping else None

    def _add_slips(self, slips: Layout, page: Page, heads: Heads, stamping: Stamping | None) -> int:
        """Draw the copies below each other, as many on a page as fit, with lines to cut along; return the pages."""
        pen, tall = self.pen, slips.measures.height
        across = round(self.measures.height / tall)
        marks = slips.marks()
        for place, mark in enumerate(marks):
            pen.go_to(slips.measures, place % across * tall)
            stamp = self._stamp(stamping, 1, 1, place + 1)
            slips.draw(pen, page, replace(heads, mark=mark), 1, 1, stamp)
            if place % across:
                pen.dashes(0, 0, self.measures.width, 0)
            if place % across == across - 1 or place == len(marks) - 1:
                pen.go_to(self.measures)
                pen.new_page()
        count = -(-len(marks) // across)
        if self.style.two_sided and count % 2:
            pen.new_page()
        return count

    def finish(self) -> bytes:
        """Return the PDF."""
        return self.pen.finish()


class Page:
    """One page: its stack, and its short head's title where it has one."""

    def __init__(self, blocks: Stack, title: str = "", *, first: bool = False) -> None:
        self.blocks, self.title, self.first = blocks, title, first


class Layout:
    """A sheet on one kind of page: what stands on each page, and what around it."""

    def __init__(self, record: AnyRecord, sheet: Sheet, style: PaperStyle, measures: Measures) -> None:
        self.record, self.sheet, self.style, self.measures = record, sheet, style, measures
        self.form = FormSetter(record, sheet, style, measures)
        self.setter = self.form.setter
        self.frame = PageFrame(self.setter, style)
        self.title = self.setter.say(sheet.title or style.title or record.form.title, bold=True)
        self._letter = any(isinstance(part, Letter) for part in sheet.front)
        self._boxed = "number" in sheet.names()

    def marks(self) -> tuple[str, ...]:
        """Return what each copy says of itself; one that says nothing where there are no copies."""
        count = len(self.sheet.copies)
        said = (
            COPY.having(place=place, count=count, name=name)
            for place, name in enumerate(self.sheet.copies, 1)
        )
        return tuple(self.setter.say(text, bold=True) for text in said) or ("",)

    def pages(self, snapshot: Snapshot, *, blank: bool) -> list[Page]:
        """Stack one record onto pages, front and back."""
        front = self.form.front(snapshot, blank=blank)
        self._say_signed(front, snapshot)
        tops = self.frame.first_top(), self.frame.later_top()
        first, later = (self.measures.end - top for top in tops)
        title = self.heads(snapshot, blank=blank).title
        pages = [
            Page(page, "" if not place else self._continued(title), first=not place)
            for place, page in enumerate(stack(front, first, later, roomy=blank))
        ]
        if self.sheet.back:
            blocks = self.form.blocks(self.sheet.back, snapshot, blank=blank)
            back = stack(blocks, later, later, roomy=blank)
            pages += [Page(page, self._back_title(title, place)) for place, page in enumerate(back)]
        return pages

    def draw(
        self, pen: Pen, page: Page, heads: Heads, number: int, pages: int, stamp: Stamp | None = None
    ) -> None:
        """Draw a page with what stands around it."""
        frame = self.frame
        if page.first:
            frame.draw_first(pen, heads)
        else:
            frame.draw_later(pen, heads, page.title)
        page.blocks.draw(pen, frame.first_top() if page.first else frame.later_top())
        frame.draw_foot(pen, heads, number, pages, stamp)

    def heads(self, snapshot: Snapshot, *, blank: bool) -> Heads:
        """Return the words at the head of its pages."""
        style, form = self.style, self.record.form
        kept = snapshot.title is not None  # of an edition kept when it froze: title and code of then
        own = snapshot.title if not self.sheet.title else None
        return Heads(
            title=self.setter.say(own, bold=True) if own else self.title,
            code=self.setter.clean(snapshot.code if kept else style.form_code or form.code),
            number=snapshot.number if form.prefix or snapshot.number else None,
            edition=0 if blank else snapshot.edition,
            letter=self._letter,
            copy=style.copies.get(snapshot.id, style.copy),
            voided=snapshot.state == VOIDED,
            blank=blank,
            boxed=self._boxed,
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
