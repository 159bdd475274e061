"""What stands around the content of every page: office, title, number, marks; and the foot with the free box."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.paper.drawing import ASCENT, CLEAR, CODE, MM, THIN, Pen
from custdesk.paper.style import PaperStyle
from custdesk.paper.typesetting import Setter
from custdesk.stamp import Stamp

DOT: Final = " · "
LEADING: Final = 1.45  # of small print, in em
SMALLEST: Final = 4.5  # of print that can still be read


class Heads(Struct, frozen=True):
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
        self._small_print = lru_cache(maxsize=64)(self._said_small)

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
            told.append(self._edition(heads))
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
            pen.ending(right, baseline, self._edition(heads), small)

    def _edition(self, heads: Heads) -> str:
        """Return which edition it is, and which one it takes the place of."""
        said = N_("Edition {edition}")
        if heads.edition > 1:
            said = N_("Edition {edition}, supersedes edition {before}")
        return self._say(said.having(edition=heads.edition, before=heads.edition - 1))

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

    def draw_foot(self, pen: Pen, heads: Heads, page: int, pages: int, stamp: Stamp | None = None) -> None:
        """Draw the foot, and at its right the code of the stamp with its number beside it, for the hand."""
        which = [self._say(N_("Page {page} of {pages}").having(page=page, pages=pages))]
        printed, hotlines = self._small_print(heads.copy, heads.blank)
        number = stamp.number if stamp else self._setter.clean(heads.number or "")
        if pen.measures.seal:
            which = [heads.code, self._foot_edition(heads), *which]
            rows = [which, printed, hotlines, [self._say(self.style.anchor)]]
            self._draw_rows(pen, list(filter(None, (DOT.join(filter(None, row)) for row in rows))), number)
        else:
            self._draw_column(pen, [*hotlines, *which, *printed], number)
        if stamp:
            pen.code(stamp.text)

    def _said_small(self, copy: int, blank: bool) -> tuple[list[str], list[str]]:
        """Return what the foot says of the print itself, and the hotlines: the same on most pages."""
        style = self.style
        printed = []
        if style.printed_at:
            printed.append(self._say(N_("Printed {moment}").having(moment=style.printed_at)))
        if not blank:
            counted = N_("Print no. {copy}") if copy else N_("Copy for reading, not for signing")
            printed.append(self._say(counted.having(copy=copy)))
        if style.practice:
            printed.append(self._say(N_("Practice: not a record of the office")))
        return printed, [f"{self._say(label)} {self._say(number)}" for label, number in style.hotlines]

    def _foot_edition(self, heads: Heads) -> str:
        """Return the edition for the foot; only a letter says there which one it takes the place of."""
        if not heads.edition:
            return ""
        if heads.letter:
            return self._edition(heads)
        return self._say(N_("Edition {edition}").having(edition=heads.edition))

    def _draw_rows(self, pen: Pen, rows: list[str], number: str) -> None:
        """Draw the foot of a page, left of the code; the number ends the first line."""
        measures, setter = pen.measures, self._setter
        size, bold = measures.small - 1, measures.small + 1
        room = measures.body - CODE - CLEAR
        lines = [*setter.lines(rows[0], room - pen.width(number, bold, bold=True) - 4 * MM, size)]
        lines += [line for row in rows[1:] for line in setter.lines(row, room, size)]
        leading = size * LEADING
        at = measures.height - measures.foot - len(lines) * leading
        pen.rule(measures.side, at - 3, measures.side + room, at - 3, THIN)
        pen.ending(measures.side + room, at + leading - size * 0.3, number, bold, bold=True)
        for place, line in enumerate(lines, 1):
            pen.text(measures.side, at + place * leading - size * 0.3, line, size)

    def _draw_column(self, pen: Pen, parts: list[str], number: str) -> None:
        """Draw what a strip says at its right: the number above the code, the small print below.

        Form code and edition stand in its head. Small print that is too long for the column is set smaller.
        """
        measures = pen.measures
        left, top = measures.code
        bold = measures.small + 1
        bold *= min(1, (CODE + CLEAR) / max(pen.width(number, bold, bold=True), 1))
        pen.centred(left + CODE / 2, top - CLEAR, number, bold, bold=True)
        size, begin = measures.small - 1, top + CODE + CLEAR
        room = measures.height - measures.foot - begin
        while len(lines := self._broken(parts, size)) * size * LEADING > room and size > SMALLEST:
            size -= 0.5
        for place, line in enumerate(lines[: int(room / (size * LEADING))]):
            pen.text(left, begin + place * size * LEADING + size * ASCENT, line, size)

    def _broken(self, parts: list[str], size: float) -> list[str]:
        return [line for part in parts for line in self._setter.lines(part, CODE, size)]
