"""A letter: addressee, body, the office's name and the day, with room for the seal (P-21). No boxes."""

from __future__ import annotations

import datetime
from typing import Any, Final

from msgspec.structs import replace

from custdesk.language import N_, Words
from custdesk.paper.blocks import EASE, Block
from custdesk.paper.drawing import ASCENT, MM, Pen
from custdesk.paper.typesetting import DATE_LINE, Setter
from custdesk.record import kind_named
from custdesk.sheet import Letter
from custdesk.snapshot import Snapshot

SIZE: Final = 12.5
LEADING: Final = 23.0
INDENT: Final = "\u3000\u3000"  # a paragraph begins two characters in
BLANK_LINES: Final = 15
ROOM_FOR_SEAL: Final = 42 * MM
TO: Final = N_("{name}: ", "addressee of a letter")


class Prose(Block, frozen=True, kw_only=True):
    """Lines of a letter from the left margin; `ruled` ones are to write on."""

    lines: tuple[str, ...]
    size: float = SIZE
    leading: float = LEADING
    ruled: bool = False

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Cut between lines; two stay together at least."""
        fit = min(int((room + EASE) / self.leading), len(self.lines) - 2)
        if fit < 2:
            return None
        return self._part(self.lines[:fit]), self._part(self.lines[fit:])

    def _part(self, lines: tuple[str, ...]) -> Prose:
        return replace(self, lines=lines, height=len(lines) * self.leading)

    def draw(self, pen: Pen, top: float, height: float) -> None:  # noqa: ARG002
        """Draw the lines."""
        measures = pen.measures
        for place, line in enumerate(self.lines):
            at = top + place * self.leading
            pen.line(measures.side, at, line, self.size, self.leading)
            if self.ruled:
                low = at + self.leading - 3
                left = measures.side + pen.width(line, self.size)
                pen.rule(left, low, measures.width - measures.side, low)


class Closing(Block, frozen=True, kw_only=True):
    """The office's name above the day, at the right, where the seal goes over both."""

    office: str
    day: str

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw both lines in the middle of the seal's room; nothing else, ever (R-007)."""
        measures = pen.measures
        widest = max(pen.width(self.office, SIZE), pen.width(self.day, SIZE))
        middle = measures.width - measures.side - max(widest, ROOM_FOR_SEAL) / 2
        at = top + height / 2 - LEADING
        for line in (self.office, self.day):
            pen.centred(middle, at + (LEADING - SIZE) / 2 + SIZE * ASCENT, line, SIZE)
            at += LEADING


def letter_blocks(
    part: Letter, snapshot: Snapshot, setter: Setter, office: str, *, blank: bool
) -> list[Block]:
    """Return a letter's blocks: addressee, paragraphs, closing."""
    words, room = setter.words, setter.measures.body
    day = _day(snapshot.values.get(part.on), words) if not blank else ""
    found: list[Block] = [prose(("",), leads=True, ruled=True)]
    if blank:
        found.append(prose(("",) * BLANK_LINES, ruled=True))
    else:
        name = snapshot.show(part.to, words)
        if name:
            found = [prose(setter.lines(words(TO.having(name=name)), room, SIZE), leads=True)]
        body = (
            snapshot.show(part.body, words)
            if not setter.hidden(kind_named(snapshot.record, part.body))
            else ""
        )
        paragraphs = [
            setter.lines(INDENT + text.strip(), room, SIZE) for text in body.split("\n") if text.strip()
        ]
        found.extend(map(prose, paragraphs))
    closing = Closing(
        office=setter.clean(office),
        day=setter.clean(day) or setter.say(DATE_LINE),
        height=ROOM_FOR_SEAL,
        follows=True,
        framed=False,
    )
    return [Gap(height=LEADING * 0.8, framed=False), *found, closing]


def _day(value: Any, words: Words) -> str:
    """Return a letter's day in full; nobody writes the minute on one."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    return words.day(value) if isinstance(value, datetime.date) else ""


def prose(lines: tuple[str, ...], *, leads: bool = False, ruled: bool = False) -> Prose:
    """Return lines as a block."""
    leading = LEADING * (1.25 if ruled else 1)
    return Prose(
        lines=lines, height=len(lines) * leading, leading=leading, leads=leads, ruled=ruled, framed=False
    )


class Gap(Block, frozen=True, kw_only=True):
    """Room for nothing."""

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw nothing."""
