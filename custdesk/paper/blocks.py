"""What a page is stacked from: rows of cells, signature boxes, headings, notes. Each knows its height and its cut."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from custdesk.paper.drawing import ASCENT, THIN, Line, Measures, Pen

EASE = 0.01  # rounding of sums of heights
SIGN_ROOM = 11  # em for a name by hand, between its label and its date
LABEL_LEADING = 1.3  # of a label on several lines
LABEL_STEP = 0.85  # the same against the leading of the content


class Block(Struct, frozen=True, kw_only=True):
    """A piece of the stack, `height` points tall at least.

    `wish`: the height it would like to have, for handwriting.
    `leads`: stays with what follows; `follows`: stays with what stands before; `opening`: repeated above it when it
    opens a page; `stretch`: its part of the room left on a single page; `framed`: stands inside the ruled frame.
    """

    height: float
    wish: float = 0
    leads: bool = False
    follows: bool = False
    opening: tuple[Block, ...] = ()
    stretch: float = 0
    framed: bool = True

    @property
    def wished(self) -> float:
        """The height it would like to have."""
        return max(self.wish, self.height)

    def cut(self, room: float) -> tuple[Block, Block] | None:  # noqa: ARG002
        """Return what fits into `room` and the rest, or None where no good cut is."""
        return None

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw itself from `top`, `height` tall."""
        raise NotImplementedError


class Cell(Struct, frozen=True):
    """A cell of a row: its place, the bold label, the broken content.

    The label stands in its own part of the cell, `label_width` wide, or above the content, `head` tall, in
    `label_size`. `again` is the label where the content goes on after a page break. `below` points at the foot are
    for `foot` lines and `signs`, each a label and a date line with nothing between, ever (R-007).
    """

    left: float
    width: float
    lines: tuple[Line, ...] = ()
    label: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    label_width: float = 0
    head: float = 0
    label_size: float = 0
    below: float = 0
    foot: tuple[Line, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    centred: bool = False
    bold: bool = False
    struck: bool = False

    def tall(self, leading: float, inset: float) -> float:
        """Return the height label and content need."""
        content = self.head + len(self.lines) * leading + 2 * inset + self.below
        return content if self.head else max(content, len(self.label) * leading * LABEL_STEP + inset)

    def open_ended(self) -> Cell:
        """Return the part before a page break: foot and signatures stand where the content ends."""
        return replace(self, below=0, foot=(), signs=())

    def draw(self, pen: Pen, top: float, height: float, row: CellRow) -> None:
        """Draw label and content, without the rules around."""
        size, leading, inset = row.size, row.leading, row.inset
        start, room = self.left + self.label_width, height - self.head - self.below
        if self.head:
            tag = self.label_size or pen.measures.tag
            for place, said in enumerate(self.label):
                baseline = top + inset * 0.7 + place * tag * LABEL_LEADING + tag * ASCENT
                pen.text(self.left + inset, baseline, said, tag, bold=True)
        elif self.label:
            _stack(pen, self.left, self.label_width, self.label, pen.measures.label, top, height)
        at = top + self.head
        at += max((room - len(self.lines) * leading) / 2, 0) if self.centred else inset
        middle = start + (self.width - self.label_width) / 2
        for line in self.lines:
            if self.bold and isinstance(line, str):
                pen.centred(middle, at + (leading - size) / 2 + size * ASCENT, line, size, bold=True)
            else:
                pen.line(start + pen.measures.inset, at, line, size, leading)
            if self.struck and isinstance(line, str):
                first = start + pen.measures.inset
                pen.rule(first, at + leading / 2, first + pen.width(line, size), at + leading / 2, 0.7)
            at += leading
        if self.below:
            self._draw_foot(pen, start, top + height - self.below - inset * 0.4, size)

    def _draw_foot(self, pen: Pen, start: float, at: float, size: float) -> None:
        step = self.below / (len(self.foot) + len(self.signs))
        for line in self.foot:
            pen.line(start + pen.measures.inset, at, line, size, step)
            at += step
        small, right = pen.measures.label, self.left + self.width - pen.measures.inset * 1.6
        for label, date_line in self.signs:
            baseline = at + (step - small) / 2 + small * ASCENT
            pen.ending(right, baseline, date_line, small)
            begin = (
                right - pen.width(date_line, small) - SIGN_ROOM * small - pen.width(label, small, bold=True)
            )
            pen.text(max(start + pen.measures.inset, begin), baseline, label, small, bold=True)
            at += step


def _stack(
    pen: Pen, left: float, width: float, lines: Sequence[str], size: float, top: float, height: float
) -> None:
    """Write bold lines around the middle of a box."""
    leading = size * LABEL_LEADING
    at = top + (height - len(lines) * leading) / 2 + (leading - size) / 2 + size * ASCENT
    for line in lines:
        pen.centred(left + width / 2, at, line, size, bold=True)
        at += leading


class CellRow(Block, frozen=True, kw_only=True):
    """Cells side by side, parted by rules."""

    cells: tuple[Cell, ...]
    size: float
    leading: float
    inset: float
    shaded: bool = False

    @classmethod
    def of(
        cls,
        cells: Sequence[Cell],
        measures: Measures,
        *,
        wanted: float = 0,
        least: float = 0,
        small: float = 0,
        **more: object,
    ) -> CellRow:
        """Return a row as tall as its content, `wanted` points where there is room, `least` at least; `small` is a table's size."""
        size, leading = (small, small * 1.42) if small else (measures.size, measures.leading)
        inset = measures.inset * (0.75 if small else 1)
        content = max((cell.tall(leading, inset) for cell in cells), default=0)
        return cls(
            height=max(content, min(wanted, least or wanted)),
            wish=wanted,
            cells=tuple(cells),
            size=size,
            leading=leading,
            inset=inset,
            **more,  # type: ignore[arg-type]
        )

    @property
    def content(self) -> int:
        """Lines of its tallest cell."""
        return max((len(cell.lines) for cell in self.cells), default=0)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Cut long content between lines, never leaving one line alone."""
        over = max((cell.head for cell in self.cells), default=0)
        fit = int((room - over - 2 * self.inset + EASE) / self.leading)
        lines = self.content
        footed = any(cell.below for cell in self.cells)
        if lines <= fit and not footed:  # only its room for handwriting does not fit
            return None
        fit = min(fit, lines - 2)
        if fit < 2 or lines < 6:
            return None
        return self._part(fit, head=True), self._part(fit, head=False)

    def _part(self, fit: int, *, head: bool) -> CellRow:
        cells = []
        for cell in self.cells:
            if head:
                whole = len(cell.lines) <= fit
                part = cell.open_ended()
                cells.append(replace(part, lines=cell.lines[:fit], centred=cell.centred and whole))
            elif len(cell.lines) > fit:
                cells.append(replace(cell, lines=cell.lines[fit:], label=cell.again, centred=False))
            else:
                cells.append(replace(cell, lines=(), label=()))
        height = max(cell.tall(self.leading, self.inset) for cell in cells)
        stretch = 0 if head else self.stretch
        return replace(self, cells=tuple(cells), height=height, wish=0, stretch=stretch, follows=False)

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw the cells and the rules between them."""
        if self.shaded:
            first, last = self.cells[0], self.cells[-1]
            pen.shade(first.left, top, last.left + last.width, top + height)
        bottom = top + height
        for place, cell in enumerate(self.cells):
            if place:
                pen.rule(cell.left, top, cell.left, bottom)
            if cell.label_width:
                label_end = cell.left + cell.label_width
                pen.rule(label_end, top, label_end, bottom)
            if cell.lines or cell.label or cell.below:
                cell.draw(pen, top, height, self)


class SignatureRow(Block, frozen=True, kw_only=True):
    """Signature boxes: a label above, the date line below, nothing between, ever (R-007)."""

    boxes: tuple[tuple[float, float, str], ...]  # left, width, label
    date_line: str

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw labels and date lines."""
        measures = pen.measures
        size = measures.label
        for place, (left, width, label) in enumerate(self.boxes):
            if place:
                pen.rule(left, top, left, top + height)
            pen.text(left + measures.inset, top + measures.inset + size * ASCENT, label, size, bold=True)
            pen.ending(
                left + width - measures.inset * 1.6, top + height - measures.inset * 1.3, self.date_line, size
            )


class HeadingRow(Block, frozen=True, kw_only=True):
    """A line across the sheet that opens a part."""

    left: float
    width: float
    text: str

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw the text on grey."""
        size = pen.measures.label
        if self.framed:
            pen.shade(self.left, top, self.left + self.width, top + height)
        indent = pen.measures.inset if self.framed else 0
        pen.text(self.left + indent, top + (height - size) / 2 + size * ASCENT, self.text, size, bold=True)


class Remark(Block, frozen=True, kw_only=True):
    """Small plain lines below the frame: who signed a copy, how many a list holds."""

    left: float
    lines: tuple[str, ...]
    framed: bool = field(default=False)

    def draw(self, pen: Pen, top: float, height: float) -> None:  # noqa: ARG002
        """Draw the lines."""
        measures = pen.measures
        for place, line in enumerate(self.lines):
            pen.line(
                self.left,
                top + 3 + place * measures.small_leading,
                line,
                measures.small,
                measures.small_leading,
            )


class Caption(Block, frozen=True, kw_only=True):
    """The form's name below the frame, as printed tables have it."""

    text: str

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw it in the middle."""
        size = pen.measures.label
        baseline = top + (height - size) / 2 + size * ASCENT
        pen.centred(pen.measures.width / 2, baseline, self.text, size, bold=True)


def rule_between(pen: Pen, left: float, right: float, top: float) -> None:
    """Draw the rule between two rows."""
    pen.rule(left, top, right, top, THIN)
