"""What stands around the content of every page: office, title, number, marks; and the foot with the free box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custdesk.language import N_, Text
from custdesk.paper.drawing import ASCENT, MM, THIN, Pen
from custdesk.paper.style import PaperStyle
from custdesk.paper.typesetting import Setter

DOT: Final = " · "


@dataclass(frozen=True)
class Heads:
    """The words at the head of a record's pages; `number` None where the form has none.

    `boxed`: the number stands in a box of the form, not below the title. `mark` tells one of several copies. A
    `letter` tells its edition at the foot only.
    """

    title: str
    code: str
    number: str | None = None
    edition: int = 0
    period: str = ""
    copy: int = 1
    voided: bool = False
    blank: bool = False
    boxed: bool = False
    mark: str = ""
    letter: bool = False


class PageFrame:
    """Draws head and foot of each page."""

    def __init__(self, setter: Setter, style: PaperStyle) -> None:
        self._say = setter.say
        self._setter = setter
        self.style = style

    # Heights of the head, from the top margin to the body.

    def first_top(self) -> float:
        """Where the body begins on a first page."""
        measures = self._setter.measures
        if not measures.seal:
            return measures.top + measures.small * 1.5 + measures.title * 1.5
        office = measures.size * 1.9 if self.style.office_name else 0
        return measures.top + office + measures.title * 1.45 + measures.small * 2.3

    def later_top(self) -> float:
        """Where the body begins on the others."""
        measures = self._setter.measures
        return measures.top + measures.label * 1.5 + measures.small * 1.2

    def draw_first(self, pen: Pen, heads: Heads) -> None:
        """Draw the full head: office, title, form code, number, edition."""
        measures, style = pen.measures, self.style
        if not measures.seal:
            self._draw_short(pen, heads)
            return
        middle, right = measures.width / 2, measures.width - measures.side
        at = measures.top
        small = measures.small
        pen.ending(right, at + small * ASCENT, heads.code, small)
        if style.office_name:
            office = measures.size * 1.15
            pen.centred(middle, at + office * ASCENT, self._say(style.office_name), office)
            at += measures.size * 1.9
        marks = self._marks(pen, heads, measures.top, measures.size * 1.2, below=True)
        beside = max(marks, pen.width(heads.code, small)) + 3 * MM
        wide = pen.width(heads.title, measures.title, bold=True)
        size = measures.title * min(1, (measures.body - 2 * beside) / wide) if wide else measures.title
        pen.centred(middle, at + measures.title * ASCENT, heads.title, size, bold=True)
        at += measures.title * 1.45
        self._line_below_title(pen, heads, at + small * 1.5)

    def _draw_short(self, pen: Pen, heads: Heads) -> None:
        """Draw the head of a small page: two lines, number at the left, copy at the right."""
        measures = pen.measures
        small, left, right = measures.small, measures.side, measures.width - measures.side
        at = measures.top + small * ASCENT
        office, told = self._say(self.style.office_name), [heads.code]
        if heads.edition:
            told.append(self._say(N_("Edition {edition}").having(edition=heads.edition)))
        pen.centred(measures.width / 2, at, office, small)
        pen.ending(right, at, DOT.join(filter(None, told)), small)
        marks = self._marks(pen, heads, measures.top, small, below=False)
        at = measures.top + small * 1.5 + measures.title * ASCENT
        pen.centred(measures.width / 2, at, heads.title, measures.title, bold=True)
        pen.ending(right, at, heads.mark, small + 0.5, bold=True)
        if heads.number is not None:
            self._say_number(pen, heads.number, left, at if marks else at - measures.title * 0.4, small + 0.5)

    def _say_number(self, pen: Pen, number: str, left: float, baseline: float, size: float) -> None:
        caption = self._say(N_("No.", "record number"))
        pen.text(left, baseline, caption, size, bold=True)
        start = left + pen.width(caption, size, bold=True) + 5
        if number:
            pen.text(start, baseline, self._setter.clean(number), size)
        else:
            pen.rule(start, baseline + 2, start + 38 * MM, baseline + 2)

    def _line_below_title(self, pen: Pen, heads: Heads, baseline: float) -> None:
        measures = pen.measures
        small = measures.small + 0.5
        if heads.number is not None and not heads.boxed:
            self._say_number(pen, heads.number, measures.side, baseline, small)
        elif heads.period:
            pen.text(measures.side, baseline, heads.period, small)
        right = measures.width - measures.side
        if heads.mark:
            pen.ending(right, baseline, heads.mark, small, bold=True)
            right -= pen.width(heads.mark, small, bold=True) + 3 * MM
        if heads.edition and not heads.letter:
            said = self._say(N_("Edition {edition}").having(edition=heads.edition))
            pen.ending(right, baseline, said, small)

    def draw_later(self, pen: Pen, heads: Heads, title: str) -> None:
        """Draw the short head of a following page: number or marks, title, form code, side by side."""
        measures = pen.measures
        size, small, gap = measures.label + 1, measures.small, 3 * MM
        baseline = measures.top + measures.label * ASCENT + 2
        start = measures.side + self._marks(pen, heads, measures.top - 2, measures.label, below=False)
        said = DOT.join(filter(None, (self._setter.clean(heads.number or heads.period), heads.mark)))
        pen.text(start, baseline, said, small)
        pen.ending(measures.width - measures.side, baseline, heads.code, small)
        left = start + pen.width(said, small) + gap
        right = measures.width - measures.side - pen.width(heads.code, small) - gap
        wide = pen.width(title, size, bold=True)
        size *= min(1, (right - left) / wide) if wide else 1
        wide = min(wide, right - left)
        middle = min(max(measures.width / 2, left + wide / 2), right - wide / 2)
        pen.centred(middle, baseline, title, size, bold=True)

    def _marks(self, pen: Pen, heads: Heads, top: float, size: float, *, below: bool) -> float:
        """Draw the boxed marks from the left margin, one below or beside the other; return the width they take."""
        wanted: list[Text] = []
        if self.style.practice:
            wanted.append(N_("Practice", "mark on paper"))
        if heads.voided:
            wanted.append(N_("Void", "mark on paper"))
        if self.style.public:
            wanted.append(N_("Public version", "mark on paper"))
        start, left, widest = pen.measures.side + 1, pen.measures.side + 1, 0.0
        for text in wanted:
            said = self._say(text, bold=True)
            wide = pen.width(said, size, bold=True) + size
            pen.frame(left, top, left + wide, top + size * 1.5, 1.3)
            pen.text(left + size / 2, top + size * (0.25 + ASCENT), said, size, bold=True)
            widest = max(widest, left + wide + size / 2 - start)
            if below:
                top += size * 1.8
            else:
                left += wide + size / 2
        return widest

    def draw_foot(self, pen: Pen, heads: Heads, page: int, pages: int) -> None:
        """Draw the foot, left of the free box."""
        style = self.style
        parts = [heads.code, self._setter.clean(heads.number or "")]
        if heads.edition:
            parts.append(self._say(N_("Edition {edition}").having(edition=heads.edition)))
        parts.append(self._say(N_("Page {page} of {pages}").having(page=page, pages=pages)))
        rows = [DOT.join(filter(None, parts))]
        printed = []
        if style.printed_at:
            printed.append(self._say(N_("Printed {moment}").having(moment=style.printed_at)))
        if not heads.blank:
            printed.append(self._say(N_("Print no. {copy}").having(copy=heads.copy)))
        if style.practice:
            printed.append(self._say(N_("Practice: not a record of the office")))
        rows.append(DOT.join(printed))
        rows.append(DOT.join(f"{self._say(label)} {self._say(number)}" for label, number in style.hotlines))
        self._foot_lines(pen, [row for row in rows if row])

    def _foot_lines(self, pen: Pen, rows: list[str]) -> None:
        measures = pen.measures
        size = measures.small - 1
        room = measures.body - measures.seal - 4 * MM if measures.seal else measures.body
        if not measures.seal:
            rows = [DOT.join(rows)]
        lines = [line for row in rows for line in self._setter.lines(row, room, size)]
        leading = size * 1.45
        at = measures.height - measures.foot - len(lines) * leading
        pen.rule(measures.side, at - 3, measures.side + room, at - 3, THIN)
        for place, line in enumerate(lines, 1):
            pen.text(measures.side, at + place * leading - size * 0.3, line, size)
