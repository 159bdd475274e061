"""Turns labels, values and options into the broken lines of cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import replace

from custdesk.fields import Choice, Choices, Day, Kind, Moment, Sight, Span, YesNo
from custdesk.language import N_, Text, Words
from custdesk.paper.breaking import break_lines
from custdesk.paper.drawing import TICK_STEP, Line, Mark, Measures
from custdesk.paper.fonts import faces

OPTION_GAP: Final = 0.9  # em between two answers
LED_GAP: Final = 0.4  # em between a label and the lines beside it
ROOMY: Final = 5.2  # em: labels up to five characters stay on one line
NAMED: Final = N_("{label}: ", "before its value in one box")
YES_NO: Final = {True: N_("Yes"), False: N_("No")}
DATE_LINE: Final = N_("Year      Month      Day", "to fill in by hand")
HOUR_LINE: Final = N_("Hour      Minute", "to fill in by hand")
SPAN_LINES: Final = {
    "week": N_("Year      Week", "to fill in by hand"),
    "month": N_("Year      Month", "to fill in by hand"),
    "quarter": N_("Year      Quarter", "to fill in by hand"),
    "half_year": N_("Year      Half-year", "to fill in by hand"),
    "year": N_("Year", "to fill in by hand"),
}
MOMENT_LINE: Final = N_("Year      Month      Day      Hour      Minute", "to fill in by hand")


class Setter:
    """Sets type in one language on one kind of page; remembers characters that cannot be printed."""

    def __init__(self, words: Words, measures: Measures, *, public: bool = False) -> None:
        self.words = words
        self.measures = measures
        self.public = public
        self.missing: list[str] = []
        self._faces = faces()
        self._ticked: dict[tuple[object, ...], tuple[Line, ...] | None] = {}
        self._label = lru_cache(maxsize=512)(self._broken_label)

    def clean(self, text: str, *, bold: bool = False) -> str:
        """Return what can be printed of a text; remembers what cannot."""
        face = self._faces[bold]
        if face.prints(text):
            return text
        lacking = face.missing(text)
        if lacking:
            self.missing.extend(lacking)
            return ""
        return face.printable(text)

    def say(self, text: Text | str, *, bold: bool = False) -> str:
        """Translate one line of text."""
        return self.clean(self.words(text), bold=bold)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return a line's width in points."""
        return self._faces[bold].widths.of(text) * size

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
        """Break a text into lines of `width` points."""
        if not text:
            return ()
        advance = self._faces[bold].widths.__getitem__
        return tuple(break_lines(self.clean(text, bold=bold), width / size, advance))

    def label(self, text: Text, width: float, size: float = 0) -> tuple[str, ...]:
        """Break a label in bold."""
        return self._label(text, width, size or self.measures.label)

    def _broken_label(self, text: Text, width: float, size: float) -> tuple[str, ...]:
        said = self.words(text)
        lines = self.lines(said, width, size, bold=True)
        while (
            len(lines) > 1 and len(lines[-1]) == 1 and width > 3 * size
        ):  # a last character never stands alone
            width -= size / 2
            tried = self.lines(said, width, size, bold=True)
            if len(tried) > len(lines):
                break
            lines = tried
        return lines

    def label_width(self, text: Text, most: float) -> float:
        """Return the width a label's part of the cell wants: one line up to five characters, else two."""
        measures = self.measures
        said = self.words(text)
        natural = self.width(self.clean(said, bold=True), measures.label, bold=True)
        room = min(natural, max(ROOMY * measures.label, natural * 0.5))
        while len(self.lines(said, room, measures.label, bold=True)) > 2 and room < natural:
            room += measures.label / 2
        return min(room + 2 * measures.inset, most)

    def named(self, label: Text) -> Text:
        """Return a label that stands in one box with what it names."""
        return NAMED.having(label=label)

    def run_in(self, label: Text, text: str, width: float, size: float) -> tuple[Line, ...]:
        """Break a bold label and the text after it as one run."""
        said = self.say(self.named(label), bold=True)
        extra = self.width(said, size, bold=True) - self.width(said, size)
        first, *others = self.lines(said + text, width - max(extra, 0), size) or ("",)
        if not first.startswith(said):  # a label longer than the line
            bold = [(Mark(0, line, bold=True),) for line in self.lines(said, width, size, bold=True)]
            return (*bold, *self.lines(text, width, size))
        start = self.width(said, size, bold=True)
        return ((Mark(0, said, bold=True), Mark(start, first[len(said) :])), *others)

    def led_width(self, label: Text, size: float) -> float:
        """Return the room a bold label takes before lines that begin beside it."""
        said = self.say(self.named(label), bold=True)
        return self.width(said, size, bold=True) + LED_GAP * size

    def led_in(self, label: Text, lines: Sequence[Line], size: float) -> tuple[Line, ...]:
        """Put a bold label before lines broken for the room beside it."""
        said, start = self.say(self.named(label), bold=True), self.led_width(label, size)
        found: list[Line] = []
        for line in lines or ("",):
            marks = (Mark(0, line),) if isinstance(line, str) else line
            found.append(tuple(replace(mark, left=mark.left + start) for mark in marks))
        found[0] = (Mark(0, said, bold=True), *found[0])
        return tuple(found)

    # --- values ---------------------------------------------------------------------------------------------

    def options(self, kind: Kind) -> dict[Any, Text]:
        """Return the answers a box can offer to tick; none for other kinds."""
        if isinstance(kind, YesNo):
            return dict(YES_NO)
        return dict(kind.options) if isinstance(kind, Choice) else {}

    def ticked(
        self, kind: Kind, value: Any, width: float, size: float, *, lines: int = 0
    ) -> tuple[Line, ...] | None:
        """Return all answers with the chosen ones ticked; None if they need more than `lines` (0: any number)."""
        if not isinstance(kind, YesNo | Choice):
            return None
        key = (id(kind), value, width, size, lines)
        if key not in self._ticked:
            self._ticked[key] = self._answers(kind, value, width, size, lines)
        return self._ticked[key]

    def _answers(
        self, kind: Kind, value: Any, width: float, size: float, lines: int
    ) -> tuple[Line, ...] | None:
        offered = self.options(kind)
        chosen: Collection[Any] = value if isinstance(kind, Choices) and value else (value,)
        if any(code is not None and code not in offered for code in chosen):
            return None
        marks = [(self.words(label), code in chosen) for code, label in offered.items()]
        found = self._flow(marks, width, size)
        return None if lines and len(found) > lines else tuple(found)

    def _flow(self, marks: Sequence[tuple[str, bool]], width: float, size: float) -> list[Line]:
        rows: list[list[Mark]] = [[]]
        at, step = 0.0, size * TICK_STEP
        for label, chosen in marks:
            first, *others = self.lines(label, width - step, size, bold=chosen) or ("",)
            long = step + self.width(first, size, bold=chosen)
            if rows[-1] and at + long > width:
                rows.append([])
                at = 0.0
            rows[-1].append(Mark(at, first, chosen))
            at += long + size * OPTION_GAP
            for other in others:
                rows.append([Mark(step, other)])
                at = width
        return [tuple(row) for row in rows]

    def options_width(self, kind: Kind, size: float) -> tuple[float, float]:
        """Return the width of a kind's longest answer, and the one in which all stand on two lines."""
        step = (TICK_STEP + OPTION_GAP) * size
        each = [
            step + self.width(self.words(label), size, bold=True) for label in self.options(kind).values()
        ]
        return (max(each), max(sum(each) / 2 + max(each) / 3, *each)) if each else (0.0, 0.0)

    def guide(self, kind: Kind, width: float, size: float) -> tuple[Line, ...]:
        """Return what helps to fill in a value by hand: year, month and day; of a moment the hour, below if need be."""
        if isinstance(kind, Span):
            said = self.say(SPAN_LINES[kind.every])
            return (said,) if self.width(said, size) <= width else ()
        whole: tuple[tuple[Text, ...], ...] = ((DATE_LINE,),) if isinstance(kind, Moment | Day) else ()
        if isinstance(kind, Moment):
            whole = ((MOMENT_LINE,), (DATE_LINE, HOUR_LINE), *whole)
        for texts in whole:
            lines = tuple(self.say(text) for text in texts)
            if all(self.width(line, size) <= width for line in lines):
                return lines
        return ()

    def hidden(self, kind: Kind) -> bool:
        """Tell whether a value must not stand on this print (R-011)."""
        return self.public and kind.sight is not Sight.SHOWN
